#!/usr/bin/env bats
# Agents that ask a person before they do something.

load helper

DONE='reeve checkpoint --status done'

setup_waiting() {
	export REEVE_RECOVERY__TURN_END_AFTER=1s REEVE_RECOVERY__SCREEN_SETTLE=500ms
}

waits_for() { # waits_for REASON
	wait_until 30 is ".state == \"waiting\" and .reason == \"$1\"" ||
		holds ".reason == \"$1\""
}

# Its CLI shows that its turn has failed, and waits: a person is told once, it is
# not taken for hung, and goes on with what it is told.
turn_fails() { # turn_fails PROFILE FAULT WORDS
	setup_waiting
	export CLAUDE_CODE_MAX_RETRIES=1
	says "and now" "$COMMIT" "$DONE" "$SAID"
	says "" 'echo one >one.txt' "$2"
	start "$1" --interactive --idle 3s "do it"
	wait_until 30 is '.state == "waiting" and
		(.reason | startswith("its turn failed: ") and contains("'"$3"'"))'
	local until=$((SECONDS + 6)) # twice --idle
	wait_until 10 eval "((SECONDS >= $until))"
	events_are waiting 1
	holds '.state == "waiting" and (.runs | length) == 1'
	[ "$(reeve send a and now)" = delivered ]
	at_rest completed
	events_are goes_on 1
	committed 1 finished
}

events_are() { # events_are KIND COUNT
	[ "$(reeve events --json | jq -s "map(select(.event == \"$1\")) | length")" \
		= "$2" ]
}

@test "claude asks for a tool: waiting, told once, answered, completed" {
	setup_waiting
	says "and more" "$DONE" "$SAID"
	says "" "$COMMIT" "$DONE" "$SAID"
	start claude --interactive --permissions ask "do it"
	waits_for "permission prompt: Bash"
	[ "$(reeve send a and more)" = "queued: a dialog is open; the text is typed when the dialog is answered" ]
	events_are waiting 1
	reeve review answer a 1
	at_rest completed
	committed 1 finished
	events_are waiting 1
	holds '.checkpoint.session == .conversation'
}

@test "codex asks for a tool: waiting, told once, answered, completed" {
	setup_waiting
	says "and more" "$SAID"
	says "" "^$COMMIT && $DONE" "$SAID"
	start codex --interactive --permissions ask "do it"
	waits_for "approval: Bash"
	[ "$(reeve send a and more)" = "queued: a dialog is open; the text is typed when the dialog is answered" ]
	reeve review answer a y
	at_rest completed
	committed 1 finished
	events_are waiting 1
}

@test "claude is told no in its pane: it waits for its next prompt, then goes on" {
	setup_waiting
	says "and now" "$DONE" "$SAID"
	says "" "$COMMIT" "$SAID"
	start claude --interactive --permissions ask "do it"
	waits_for "permission prompt: Bash"
	tm send-keys -t "=a:" Escape
	waits_for "it waits for its next prompt"
	[ "$(reeve send a and now)" = delivered ]
	at_rest completed
}

@test "codex is told no in its pane: it waits for its next prompt, then goes on" {
	setup_waiting
	says "and now" "^$DONE" "$SAID"
	says "" "^$COMMIT" "$SAID"
	start codex --interactive --permissions ask "do it"
	waits_for "approval: Bash"
	tm send-keys -t "=a:" Escape
	waits_for "it waits for its next prompt"
	[ "$(reeve send a and now)" = delivered ]
	waits_for "approval: Bash"
	reeve review answer a y
	at_rest completed
}

@test "codex shows that it is not authorized: its turn failed, it is not hung" {
	turn_fails codex '!401' "401 Unauthorized"
}

# A limit is not for a person to mend: it is parked, and so is what comes after
# it; the same conversation goes on once somebody lifts it, or it is over.
turn_is_limited() { # turn_is_limited PROFILE
	setup_waiting
	export CLAUDE_CODE_MAX_RETRIES=1
	says "usage limit, which is over" "$COMMIT" "$DONE" "$SAID"
	says "" 'echo one >one.txt' '!429+3600'
	start "$1" --interactive --idle 3s "do it"
	wait_until 30 is '.state == "parked"'
	holds '.verdict == "rate_limited" and .attempts == 0 and
		.runs[0].decision == "park" and (.runs[0].evidence | any(
		.text | contains("its screen or a hook says rate_limited: its turn failed")))'
	reeve run -a "$1" -n b --interactive "wait as well"
	wait_until 10 eval 'reeve show --json b | jq -e ".state == \"queued\" and
		(.reason | contains(\"is parked until\"))" >/dev/null'
	reeve stop b
	reeve resume a
	at_rest completed
	holds '(.runs | length) == 2 and .runs[1].mode == "resume" and
		(.runs[0].conversation == null or
			.runs[0].conversation == .runs[1].conversation)'
	events_are waiting 0
	committed 1 finished
}

@test "codex, interactive, shows that its account is used up: parked" {
	turn_is_limited codex
	# When it says itself.
	holds '.runs[0].until != null'
}

@test "claude, interactive, tells that its account is limited: parked" {
	turn_is_limited claude
}

@test "claude tells that it is not authorized: its turn failed, it is not hung" {
	turn_fails claude '!401' "auth"
}

@test "a folder that nobody trusts: claude's dialog, by its name" {
	setup_waiting
	says "" "$COMMIT" "$DONE" "$SAID"
	jq '.profiles.claude.preset_files = []' "$ROOT/config.example.json" >"$T/config"
	export REEVE_CONFIG="$T/config"
	echo '{"hasCompletedOnboarding":true}' >"$HOME/.claude.json"
	start claude --interactive "do it"
	waits_for "trust dialog"
	tm send-keys -t "=a:" Down Enter
	waits_for "custom API key"
	tm send-keys -t "=a:" Up Enter
	at_rest completed
}

@test "a folder that nobody trusts: codex's dialog, answered by the profile" {
	setup_waiting
	says "" "$COMMIT" "$DONE" "$SAID"
	jq '.profiles.codex.interactive = ["--no-daemon", "{permissions}",
			"-c", "allow_login_shell=false", "--", "{prompt}"]
		| .profiles.codex.attention |= map(if .what == "trust dialog"
			then .answer = ["Enter"] else . end)' \
		"$ROOT/config.example.json" >"$T/config"
	export REEVE_CONFIG="$T/config"
	start codex --interactive "do it"
	at_rest completed
	events_are answered 1
	events_are waiting 0
}

@test "a headless claude leaves its files and session in the checkpoint" {
	says "" "$COMMIT" "$SAID"
	start claude "do it"
	at_rest completed
	holds '.checkpoint.session == .conversation and
		.checkpoint.status == null'
}

# Its CLI stays open when a turn is over: the next one is another run.
takes_turns() { # takes_turns PROFILE
	setup_waiting
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1s REEVE_KEEP_ALIVE__BACKOFF_MAX=1s
	says "$AGAIN" 'date +%N >two.txt && git add -A && git commit -qm more' "$SAID"
	says "" "$COMMIT" "$SAID"
	start "$1" --interactive --keep-alive --idle 4s "do it"
	wait_until 60 ended 2
	holds '.runs[0:2] | all(.verdict == "completed" and
		.decision == "resume")'
	reeve handoff a on
	at_rest completed
	last_asked ".users >= 2"
	holds ".runs[1].conversation == .conversation and .conversation != null"
	events_are waiting 0
}

@test "claude, interactive and kept alive: turn after turn, until it may end" {
	takes_turns claude
}

@test "codex, interactive and kept alive: turn after turn, until it may end" {
	takes_turns codex
}
