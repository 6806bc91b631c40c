#!/usr/bin/env bats
# Agents with their own screen, in a home where they never were before.

load helper

DONE='reeve checkpoint --status done'

is_done_by_its_checkpoint() { # PROFILE
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "" "$COMMIT" "$DONE" "$SAID"
	printf %s "-do it" >"$T/prompt"
	start "$1" --interactive -f "$T/prompt"
	at_rest completed
	holds '.runs | length == 1'
	holds '.runs[0].evidence | any(.text | contains("its checkpoint says done"))'
	committed 1 finished
}

@test "claude, interactive: no dialogs, and ended when it is done" {
	is_done_by_its_checkpoint claude
}

@test "codex, interactive: no dialogs, and ended when it is done" {
	is_done_by_its_checkpoint codex
}

runs_no_prompt() { # PROFILE: as a command of the screen's own
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "" "$COMMIT" "$DONE" "$SAID"
	start "$1" --interactive '!touch pwned'
	at_rest completed
	asked '.user | contains("!touch pwned")'
	not test -e "$(reeve path a)/pwned"
}

@test "claude, interactive: a prompt is not run" {
	runs_no_prompt claude
}

@test "codex, interactive: a prompt is not run" {
	runs_no_prompt codex
}

hears_what_is_sent() { # PROFILE
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "and now" "$COMMIT" "$DONE" "$SAID"
	says "" "echo one >one.txt" ".what next?"
	start "$1" --interactive "begin"
	wait_until 30 pane_shows "what next?"
	holds '.state == "running"'
	reeve send a "and now
commit"
	at_rest completed
	last_asked '.users == 2'
	committed 1 finished
}

@test "claude, interactive: what is sent to it is a turn" {
	hears_what_is_sent claude
}

@test "codex, interactive: what is sent to it is a turn" {
	hears_what_is_sent codex
}

is_resumed() { # PROFILE
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "$AGAIN" "$COMMIT" "$DONE" "$SAID"
	says_and_hangs ""
	start "$1" --interactive "take your time"
	in_a_tool
	kill -9 "$(record 1 .pid)"
	at_rest completed
	holds '.runs | map(.verdict) == ["killed", "completed"]'
	holds '.conversation != null'
	last_asked '.users >= 2 and .results >= 2'
	gone "$TOOL"
	committed 1 finished
}

@test "claude, interactive: kill -9, and it goes on where it was" {
	is_resumed claude
}

@test "codex, interactive: kill -9, and it goes on where it was" {
	is_resumed codex
}

# A screen leaves with exit code 0, whatever happened.
is_left_by_the_keyboard() { # PROFILE
	export REEVE_RECOVERY__TURN_END_AFTER=1s
	says "$AGAIN" "$COMMIT" "$DONE" "$SAID"
	says_and_hangs ""
	start "$1" --interactive "take your time"
	in_a_tool
	press_until_ended
	holds '.runs[0].verdict == "interrupted"'
	at_rest completed
	last_asked '.users >= 2 and .results >= 2'
	committed 1 finished
}

# As fast as a person who means it: some want two within a second.
press_until_ended() {
	local left=40
	until ended 1; do
		((left--)) || return 1
		tm send-keys -t "=a:" C-c
		sleep 0.3
	done
}

@test "claude, interactive: Ctrl-C until it is gone, and it goes on" {
	is_left_by_the_keyboard claude
}

@test "codex, interactive: Ctrl-C until it is gone, and it goes on" {
	is_left_by_the_keyboard codex
}
