#!/usr/bin/env bats
# An agent that is kept alive is given its next turn, until it may end.

load helper

setup() {
	place_make
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=20ms REEVE_KEEP_ALIVE__BACKOFF_MAX=50ms
}

teardown() {
	place_end
}

turns() { # turns NAME N: it has had so many, and more
	task_is "$1" ".runs | length >= $2"
}

@test "kept alive: one turn after the other, the same conversation" {
	agent one --keep-alive -- "mark $T/ran"
	eventually turns one 4
	task_is one '.keep_alive and .handoff == false and
		.runs[0].verdict == "completed" and
		.runs[0].decision == "resume" and .runs[1].mode == "resume" and
		.recovery_used == false'
	reeve show one | grep -q "^  keep-alive handoff off: another turn follows each turn"
	reeve handoff one on
	becomes one completed
	task_is one '.handoff and .attempts <= 1'
	# It ends as others do.
	task_is one '.due != null'
}

@test "handoff while a turn goes: it ends with that" {
	agent one --keep-alive -- "wait $T/go"
	becomes one running
	reeve handoff one on
	state_is one running
	touch "$T/go"
	becomes one completed
	task_is one '(.runs | length) == 1'
}

@test "handoff between two turns: it ends at once" {
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1h REEVE_KEEP_ALIVE__BACKOFF_MAX=1h
	agent one --keep-alive --no-worktree -- "exit 0"
	becomes one backoff
	task_is one '.reason | contains("kept alive, next turn in 1 h")'
	reeve handoff one off
	state_is one backoff
	reeve handoff one on
	state_is one completed
	fails 1 "cannot take the handoff of 'one' back: it is completed" \
		reeve handoff one off
	task_is one .handoff
}

@test "a text that came too late for its turn is the next one's, at once" {
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1h REEVE_KEEP_ALIVE__BACKOFF_MAX=1h
	export REEVE_RECOVERY__SCREEN_SETTLE=200ms REEVE_RECOVERY__TURN_END_AFTER=300ms
	agent one --keep-alive -- \
		'@1 sh printf "Sure? [y/N] "; read -r answer' \
		"@2 sh cp \$REEVE_CONTINUATION $T/told"
	becomes one waiting
	[[ "$(reeve send one "now do the tests")" == queued:* ]]
	reeve handoff one on
	reeve review answer one y
	becomes one completed
	grep -q "^> now do the tests" "$T/told"
	event_is '.event == "send_kept" and .number == 1'
	task_is one '(.runs | length) == 2'
}

@test "handoff of one that is not kept alive is refused" {
	agent one -- "exit 0"
	reeve wait one
	fails 1 "cannot hand 'one' off: it is not kept alive" reeve handoff one on
	fails 2 "wrong use of 'handoff': 'maybe': *" reeve handoff one maybe
}

@test "turns that change something follow at once, idle ones wait" {
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1h REEVE_KEEP_ALIVE__BACKOFF_MAX=1h
	agent one --keep-alive -- "@1 commit a one" "@2 write b two" \
		"@3 sh echo three >>b"
	becomes one backoff
	task_is one '(.runs | length) == 4 and (.runs[0:3] |
		all(.reason | contains("at once"))) and
		(.runs[3].reason | contains("nothing changed"))'
}

@test "the next turn is told to go on" {
	export REEVE_KEEP_ALIVE__PROMPT="look for more."
	agent one --keep-alive -- "@1 checkpoint --next 'write the manual'" \
		"@2 sh cp \$REEVE_CONTINUATION $T/told" "@2 wait $T/go"
	eventually test -s "$T/told"
	reeve handoff one on
	touch "$T/go"
	grep -q "This is your next turn. look for more." "$T/told"
	grep -q "write the manual" "$T/told"
	becomes one completed
}

@test "what is sent between two turns is the next one's, at once" {
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1h REEVE_KEEP_ALIVE__BACKOFF_MAX=1h
	agent one --keep-alive --no-worktree -- "@3 sh cp \$REEVE_CONTINUATION $T/told"
	becomes one backoff
	reeve send one "now do the tests" >"$T/said"
	grep -q "queued: its next turn begins with it" "$T/said"
	eventually test -s "$T/told"
	grep -q "> now do the tests" "$T/told"
	not grep -q "This is your next turn" "$T/told"
	becomes one backoff
	reeve show one | grep -q "now do the tests"
	reeve handoff one on
}

@test "a turn that fails is recovered as any run, and turns go on" {
	agent one --keep-alive -- "@2 exit 3"
	eventually turns one 4
	ends_as one crashed 2
	task_is one '.recovery_used'
	reeve handoff one on
	becomes one completed
}

@test "kept alive and stopped: resumed, its turns go on" {
	agent one --keep-alive -- "sh sleep 0.1"
	eventually turns one 2
	reeve stop one
	state_is one stopped
	local had
	had="$(show one '.runs | length')"
	reeve resume one
	eventually turns one "$((had + 2))"
	reeve handoff one on
	becomes one completed
}

@test "published is the last turn, once it was handed off" {
	git init -q --bare "$T/remote"
	git remote add origin "$T/remote"
	export REEVE_PUBLISH__CHECK='[]'
	export REEVE_PUBLISH__COMMAND='["echo","there"]'
	agent one --keep-alive --publish -- "@1 commit a work"
	eventually turns one 3
	task_is one '.publishes == []'
	reeve handoff one on
	becomes one completed
	task_is one '.published == "there"'
}

@test "killed between two turns: reeved goes on with them" {
	agent one --keep-alive -- "sh sleep 0.05"
	eventually turns one 2
	kill_reeved
	eventually turns one 4
	reeve handoff one on
	becomes one completed
}

@test "a restart asked for between turns is done before a handoff ends it" {
	export REEVE_MAX_AGENTS=1
	export REEVE_KEEP_ALIVE__BACKOFF_FIRST=1h REEVE_KEEP_ALIVE__BACKOFF_MAX=1h
	agent one --keep-alive -- "mark $T/ran"
	becomes one backoff
	agent two -- "wait $T/go"
	becomes two running
	reeve restart one
	state_is one queued
	reeve handoff one on
	touch "$T/go"
	reeve wait one two
	task_is one '.runs[-1].mode == "restart"'
}

# One whose CLI stays open, and shows that its turn is over.
interactive() { # interactive NAME LINE...
	jq -n '{profiles: {shell: {attention: [
		{"for": "prompt", "line": "^turn over>"},
		{"for": "prompt", "what": "its turn failed", "line": "^failed>"}
	]}}}' >"$T/config.json"
	export REEVE_CONFIG="$T/config.json"
	export REEVE_RECOVERY__SCREEN_SETTLE=100ms REEVE_RECOVERY__TURN_END_AFTER="${QUIET:-300ms}"
	agent "$1" --keep-alive --interactive ${IDLE:+--idle "$IDLE"} -- "${@:2}"
}

OVER='sh printf "turn over> "; read -r said; echo "heard $said"'

@test "interactive and kept alive: the end of its turn is not its end, nor a hang" {
	IDLE=100ms interactive one "mark $T/ran" "$OVER"
	eventually turns one 3
	task_is one '.runs[0:2] | all(.verdict == "completed" and
		.decision == "resume" and
		(.evidence | any(.code == "turn_over" and
			(.text | contains("its turn was over")))))'
	task_is one '.runs[1].mode == "resume" and .recovery_used == false and
		.attempts <= 1'
	not event_is '.event == "waiting" or .verdict == "hung"'
	reeve handoff one on
	becomes one completed
}

@test "interactive and kept alive: handoff ends it whose turn is over already" {
	QUIET=3s interactive one "print begins" "$OVER"
	eventually printed one "turn over"
	reeve handoff one on
	becomes one completed
	task_is one '(.runs | length) == 1'
}

@test "interactive and kept alive: where a line is begun it waits for its prompt" {
	QUIET=2s interactive one "print begins" "$OVER" "$OVER"
	eventually printed one "turn over> "
	tm send-keys -t =one: -l "half"
	becomes one waiting
	[ "$(jq -s 'map(select(.event == "waiting")) | length' "$LOG")" = 1 ]
	tm send-keys -t =one: C-u
	eventually turns one 2
	reeve handoff one on
	becomes one completed
}

@test "interactive and kept alive: the next turn comes once nobody is typing" {
	QUIET=2s interactive one "print begins" "$OVER" "$OVER"
	eventually printed one "turn over> "
	tm send-keys -t =one: -l "half"
	eventually printed one "turn over> half"
	[[ "$(reeve send one and the rest)" == "queued: somebody is typing"* ]]
	tm send-keys -t =one: C-u
	eventually printed one "heard and the rest"
	event_is '.event == "sent" and .number == 1'
	eventually turns one 2
	task_is one '.runs[0].verdict == "completed"'
	reeve handoff one on
	becomes one completed
}

@test "interactive and kept alive: a turn that failed waits for a person" {
	interactive one '@1 sh printf "failed> "; read -r said; echo "heard $said"'
	becomes one waiting
	[ "$(show one .reason)" = "its turn failed" ]
	[ "$(reeve send one go on)" = delivered ]
	eventually turns one 2
	reeve handoff one on
	becomes one completed
}
