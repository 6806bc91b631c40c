#!/usr/bin/env bats
# What a person asks for while agents work, and many of them at once.

load helper

# --- stop and resume ----------------------------------------------------------

stops_and_goes_on() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	reeve stop a
	holds '.state == "stopped" and .runs[0].verdict == "stopped"'
	gone "$TOOL"
	reeve resume a
	at_rest completed
	same_conversation
	committed 1 finished
}

@test "claude is stopped, and resumed where it was" {
	stops_and_goes_on claude
}

@test "codex is stopped, and resumed where it was" {
	stops_and_goes_on codex
}

# --- send ---------------------------------------------------------------------

# It reads nothing while it runs: what is sent to it is its next turn.
is_told_when_its_turn_is_over() { # PROFILE
	says "> use the v2 API" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt && git add -A && git commit -qm one' \
		"echo \$\$ >$T/tool; until [ -e $T/go ]; do sleep 0.1; done" "$SAID"
	start "$1" "port it"
	in_a_tool
	reeve send a "use the v2 API" >"$T/said"
	grep -q "^queued: it reads nothing while it runs" "$T/said"
	touch "$T/go"
	at_rest completed
	same_conversation
	committed 2 finished
	holds '(.runs | length) == 2 and .recovery_used == false'
}

@test "claude, headless, is told what was sent once its turn is over" {
	is_told_when_its_turn_is_over claude
}

@test "codex, headless, is told what was sent once its turn is over" {
	is_told_when_its_turn_is_over codex
}

# --- another agent ------------------------------------------------------------

is_followed_by() { # PROFILE PROFILE: and by the first one again
	says "$AGAIN" "echo \$\$ >$T/tool2; exec sleep 300"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	reeve reassign a -a "$2"
	wait_until 30 test -s "$T/tool2"
	gone "$TOOL"
	holds ".runs[1] | .profile == \"$2\" and .mode == \"reassign\""
	# It knows the task, and what was done.
	last_asked '.users == 1 and (.user | startswith("take your time"))'
	last_asked '.user | contains("one.txt")'
	rm "$T/script.json"
	says "" "$COMMIT" "$SAID"
	reeve reassign a -a "$1"
	at_rest completed
	gone "$(cat "$T/tool2")"
	holds ".runs[2].profile == \"$1\""
	last_asked '.users == 1'
	committed 1 finished
}

@test "claude is followed by codex, and that by claude" {
	is_followed_by claude codex
}

@test "codex is followed by claude, and that by codex" {
	is_followed_by codex claude
}

# --- many at once -------------------------------------------------------------

# In a home where none was before, they all write the same few files.
work_at_once() { # COUNT PROFILE [OPTION...]
	local i count="$1"
	shift
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "" "$COMMIT" 'reeve checkpoint --status done' "$SAID"
	for i in $(seq "$count"); do
		reeve run -n "a$i" -a "$@" "do it" >/dev/null
	done
	reeve wait $(seq "$count") --timeout 90s
	reeve list --all --json | jq -e \
		'.tasks | all(.state == "completed" and .attempts == 1)'
}

@test "four of claude at once, interactive" {
	work_at_once 4 claude --interactive
	jq -e . "$HOME/.claude.json" >/dev/null
}

@test "four of codex at once" {
	work_at_once 4 codex
}

# --- all at once --------------------------------------------------------------

@test "the tmux server of five agents is ended: one cause, and all go on" {
	local name
	export REEVE_RECOVERY__PARK_JITTER=1s
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' "echo >$T/tool.\$REEVE_AGENT; exec sleep 300"
	for name in a b c; do
		reeve run -n "$name" -a claude "take your time" >/dev/null
	done
	for name in d e; do
		reeve run -n "$name" -a codex "take your time" >/dev/null
	done
	for name in a b c d e; do
		wait_until 60 test -e "$T/tool.$name"
	done
	tm kill-server
	reeve wait a b c d e --timeout 90s
	for name in a b c d e; do
		reeve show "$name" --json | jq -e '.attempts == 1 and
			(.runs | map(.verdict)) == ["terminated", "completed"] and
			.runs[0].decision == "park" and
			(.reason == "the task is done") and
			.runs[0].conversation == .runs[1].conversation'
		git -C "$T/repo" log -1 --format=%s "reeve/$name" | grep -qx finished
	done
	jq -e -s 'map(select(.users == 2 and .step == 1 and
		.results >= 2)) | length == 5' "$LOG"
	reeve show e --json | jq -e '.runs[0].reason |
		contains("tmux server was ended")'
}
