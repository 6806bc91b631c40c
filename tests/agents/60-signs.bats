#!/usr/bin/env bats
# What real agents say of themselves, and what is made of it.

load helper

refuses_the_key() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" '!401'
	start "$1" "commit"
	at_rest escalated
	holds '.verdict == "auth_error" and (.runs | length == 1)'
	# It was not left to try for minutes.
	holds '.runs[0].evidence[0].text | startswith("while the CLI still tried")'
	holds '.runs[0] | (.ended | ms) - (.started | ms) < 30000'
	reeve resume a
	at_rest completed
	committed 1 finished
}

@test "claude: its key is refused, and it is ended while it still tries" {
	refuses_the_key claude
}

@test "codex: its key is refused, and it is ended while it still tries" {
	refuses_the_key codex
}

hits_a_limit() { # PROFILE
	export CLAUDE_CODE_MAX_RETRIES=1
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' '!429'
	start "$1" "write it down"
	wait_until 40 is '.state == "parked"'
	holds '.verdict == "rate_limited" and .attempts == 0 and .due != null'
	reeve resume a
	at_rest completed
	holds '.attempts == 1 and (.runs | length == 2)'
	last_asked '.users == 2 and .results == 2'
	committed 1 finished
}

@test "claude: a limit parks it, and it goes on where it was" {
	hits_a_limit claude
}

@test "codex: a limit parks it, and it goes on where it was" {
	hits_a_limit codex
}

@test "what claude and codex have used is summed up" {
	says "" "$COMMIT" "$SAID"
	start claude "commit"
	at_rest completed
	holds '.usage.tokens == 2100 and .usage.cost_usd > 0'
	reeve run -n b -a codex "commit" >/dev/null
	reeve wait b --timeout 60s >/dev/null
	[ "$(reeve show b --json | jq .usage.tokens)" = 2100 ]
}

speaks_of_a_limit() { # PROFILE: and is ended by its own command
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'grep -rn "hit your usage limit reached|Please run /login" .' \
		'kill -INT $PPID'
	start "$1" "commit"
	at_rest completed
	holds '.runs | length >= 2 and
		all(.verdict != "rate_limited" and .verdict != "auth_error")'
	reeve logs a | grep -q "usage limit reached"
	committed 1 finished
}

@test "claude: what it types of a limit is none" {
	speaks_of_a_limit claude
}

@test "codex: what it types of a limit is none" {
	speaks_of_a_limit codex
}

@test "codex: what it logs of a patch is the agent's as well" {
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" "apply_patch <<'X'
*** Begin Patch
*** Update File: README
@@
-You've hit your usage limit
-not logged in
+x
*** End Patch
X" 'kill -INT $PPID'
	start codex "commit"
	at_rest completed
	reeve logs a | grep -qx "not logged in"
	holds '.runs[0].verdict == "crashed"'
}

are_one_escalation() { # PROFILE: with one cause
	export REEVE_RECOVERY__PARK_JITTER=0
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" '!401'
	start "$1" "commit"
	reeve run -n b -a "$1" "commit" >/dev/null
	reeve run -n c -a "$1" "commit" >/dev/null
	wait_until 60 all_parked
	reeve review list --json | jq -e '.tasks | length == 1'
	reeve doctor --json | jq -e '.daemon.gates[0] | .breaker == "open" and
		.verdict == "auth_error" and .agents == 3'
	reeve resume a
	at_rest completed
	reeve wait b c --timeout 60s >/dev/null
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
}

all_parked() {
	reeve list --json | jq -e '.tasks | length == 3 and
		all(.state == "parked" and .attempts == 0)' >/dev/null
}

@test "claude: three whose key is refused are one escalation, and carry on" {
	are_one_escalation claude
}

@test "codex: three whose key is refused are one escalation, and carry on" {
	are_one_escalation codex
}
