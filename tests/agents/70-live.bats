#!/usr/bin/env bats
# Real agents that hang, and such that use too much.

load helper

setup_waits() { # the model's turn is over after a few seconds
	local name
	for name in claude codex; do
		export "REEVE_PROFILES__${name^^}__MODEL_TIMEOUTS=$(jq -c \
			".profiles.$name.model_timeouts | map(.timeout = \"6s\")" \
			"$ROOT/config.example.json")"
	done
}

hangs_in_a_tool() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" --idle 3s "take your time"
	at_rest completed
	holds '[.runs[].verdict] == ["hung", "completed"]'
	holds '[.runs[0].evidence[:4][].text] | [
		(.[0] | startswith("it showed no sign of life: no output for")),
		(.[1] | startswith("no checkpoint")),
		(.[2] | startswith("its processes used 0.")),
		(.[3] | startswith("its worktree did not change"))] | all'
	same_conversation
	in_a_tool
	gone "$TOOL"
	committed 1 finished
}

@test "claude: its tool hangs, and it goes on where it was" {
	hangs_in_a_tool claude
}

@test "codex: its tool hangs, and it goes on where it was" {
	hangs_in_a_tool codex
}

waits_for_its_model() { # PROFILE
	setup_waits
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' '?'
	start "$1" --idle 1s "commit"
	at_rest completed
	holds '[.runs[].verdict] == ["hung", "completed"]'
	holds '.runs[0].evidence | any(.text | startswith("its model'"'"'s answer"))'
	holds '.runs[0] | (.ended | ms) - (.started | ms) >= 6600'
	same_conversation
	committed 1 finished
}

@test "claude: its model does not answer, and it has the time to wait for it" {
	waits_for_its_model claude
}

@test "codex: its model does not answer, and it has the time to wait for it" {
	waits_for_its_model codex
}

# codex tells what it has used as its run ends: too late to end that.
@test "claude: its tokens are spent while it goes on" {
	local steps=() i
	for i in $(seq 40); do
		steps+=("echo $i >>steps.txt; sleep 0.2")
	done
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" "${steps[@]}" "$SAID"
	export REEVE_LIMITS__TOKENS=5000
	start claude "go on and on"
	at_rest escalated
	holds '.verdict == "timed_out" and (.runs | length == 1)'
	holds '.runs[0].evidence[0].text |
		startswith("its budget of 5000 tokens is spent: 5")'
	holds '.usage.tokens >= 5000 and .usage.tokens < 10000'
	[ "$(wc -l <.worktrees/a/steps.txt)" -lt 20 ]
	reeve resume a # which counts anew
	at_rest completed
	last_asked '.users == 2'
	committed 1 finished
}
