#!/usr/bin/env bats
# Each way to fail that a CLI shows itself: its verdict, what is decided, and the
# task completed once the fault is gone.
#
# Not alike for both: an API that cannot be reached ends claude, while codex waits
# for its network for ever, and goes on. What codex refuses by itself, with nobody
# there to ask, is in none of its events (10-runs.bats); what its sandbox refuses
# is. Out of memory takes a cgroup of its own: the kernel's word, not a CLI's.

load helper

setup_faults() { # else claude tries for three minutes
	export CLAUDE_CODE_MAX_RETRIES=1
}

# fails_as VERDICT DECISION EVIDENCE: the first run, and nothing of it is lost
fails_as() {
	holds ".runs[0] | .verdict == \"$1\" and .decision == \"$2\""
	holds ".runs[0].evidence | any(.text | contains(\"$3\"))"
}

# --- its API ------------------------------------------------------------------

# It says so, is tried again by reeve, and all is well.
gets_over() { # PROFILE FAULT VERDICT EVIDENCE
	setup_faults
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' "$2"
	start "$1" "write it down"
	at_rest completed
	fails_as "$3" resume "$4"
	holds '.runs | length == 2'
	same_conversation
	committed 1 finished
}

@test "claude: status 500" {
	gets_over claude '!500' api_error "500"
}

@test "codex: status 500" {
	gets_over codex '!500' api_error "high demand"
}

@test "claude: status 529" {
	gets_over claude '!529' api_error "529"
}

@test "codex: status 529" {
	gets_over codex '!529' api_error "529"
}

@test "claude: the answer breaks off" {
	gets_over claude '!cut' api_error "api_error"
}

@test "codex: the answer breaks off" {
	gets_over codex '!cut' api_error "stream disconnected"
}

cannot_reach_its_api() { # PROFILE: from its first tool on
	setup_faults
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" "echo one >one.txt; kill $MOCK_PID" "$COMMIT" "$SAID"
	start "$1" "write it down"
}

@test "claude: the API cannot be reached" {
	cannot_reach_its_api claude
	wait_until 40 ended 1
	mock_start_again
	at_rest completed
	fails_as api_error resume "api_error"
	holds '.runs[0].conversation == .runs[-1].conversation'
	last_asked '.users >= 2 and .results >= 2'
	committed 1 finished
}

@test "codex: the API cannot be reached, and it waits for that by itself" {
	cannot_reach_its_api codex
	wait_until 40 grep -qs "waiting for network" \
		"$REEVE_STATE/runs/1.1/events.jsonl"
	mock_start_again
	at_rest completed
	holds '.runs | length == 1'
	committed 1 finished
}

# --- its key ------------------------------------------------------------------

is_not_allowed_in() { # PROFILE
	setup_faults
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' '!403'
	start "$1" "write it down"
	at_rest escalated
	fails_as auth_error escalate "403"
	holds '.runs | length == 1'
	reeve resume a
	at_rest completed
	same_conversation
	committed 1 finished
}

@test "claude: status 403" {
	is_not_allowed_in claude
}

@test "codex: status 403" {
	is_not_allowed_in codex
}

# --- a limit that says when it ends -------------------------------------------

# An hour of it, as an account has it that is paid by the month.
waits_for_its_limit() { # PROFILE
	local now
	export CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-mock REEVE_RECOVERY__PARK_JITTER=0
	unset ANTHROPIC_API_KEY
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' '!429+3600'
	start "$1" "write it down"
	wait_until 40 is '.state == "parked"'
	now="$(date +%s)"
	holds ".due | ms / 1000 - $now | . > 3400 and . <= 3600"
	fails_as rate_limited park "limit"
	holds '.attempts == 0'
	# Not one that is submitted now, either.
	reeve run -n b -a "$1" "another" >/dev/null
	reeve show b --json | jq -e '.state == "queued" and (.runs | length) == 0'
	reeve stop b
	reeve resume a
	at_rest completed
	holds '.attempts == 1'
	same_conversation
	committed 1 finished
}

@test "claude: a limit of an hour" {
	waits_for_its_limit claude
}

@test "codex: a limit of an hour" {
	waits_for_its_limit codex
}

# --- what it may do -----------------------------------------------------------

@test "claude: a tool is denied, then allowed" {
	says "" "$COMMIT" "$SAID"
	start claude --permissions ask "commit"
	at_rest escalated
	fails_as permission_error escalate "permission_error: Bash echo done"
	mkdir -p "$HOME/.claude"
	echo '{"permissions":{"allow":["Bash"]}}' >"$HOME/.claude/settings.json"
	reeve resume a
	at_rest completed
	same_conversation
	committed 1 finished
}

@test "codex: its sandbox denies a tool, then it is told where to work" {
	OUTSIDE="$(mktemp -d /var/tmp/reeve-agents.XXXXXX)"
	says "in your worktree" "$COMMIT" "$SAID"
	# codex may lose the last words of a command that is over at once.
	says "" "echo one >$OUTSIDE/one.txt || { sleep 1; false; }" "$SAID"
	start codex --permissions edits "write it down"
	at_rest escalated
	fails_as permission_error escalate "permission_error"
	not test -e "$OUTSIDE/one.txt"
	reeve review answer a "in your worktree, please"
	at_rest completed
	same_conversation
	committed 1 finished
}

# --- its worktree -------------------------------------------------------------

breaks_git() { # PROFILE HOW EVIDENCE REPAIR
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' "$2" 'git status' "$SAID"
	start "$1" "write it down"
	at_rest completed
	fails_as git_error repair "$3"
	same_conversation
	asked ".user | contains(\"$4\")"
	committed 1 finished
	git -C "$(reeve path a)" show --stat | grep -qF one.txt
}

@test "claude removes .git of its worktree" {
	breaks_git claude 'rm .git' "the .git file is gone" "written again"
}

@test "codex removes .git of its worktree" {
	breaks_git codex 'rm .git' "the .git file is gone" "written again"
}

GARBLE='echo garbled >"$(git rev-parse --git-path index)"'

@test "claude garbles git's index" {
	breaks_git claude "$GARBLE" "index" "made again from HEAD"
}

@test "codex garbles git's index" {
	breaks_git codex "$GARBLE" "index" "made again from HEAD"
}

# --- its program --------------------------------------------------------------

# A flag that its newest version does not know.
has_a_wrong_flag() { # PROFILE EVIDENCE
	local name="REEVE_PROFILES__${1^^}__PERMISSIONS__BYPASS"
	export "$name=[\"--no-such-flag\"]"
	says "" "$COMMIT" "$SAID"
	start "$1" "commit"
	at_rest escalated
	fails_as start_failed escalate "$2"
	holds '.runs | length == 1'
	reeve down
	unset "$name"
	reeve resume a
	at_rest completed
	committed 1 finished
}

@test "claude is started with a flag it does not know" {
	has_a_wrong_flag claude "--no-such-flag"
}

@test "codex is started with a flag it does not know" {
	has_a_wrong_flag codex "--no-such-flag"
}

loses_its_program() { # PROFILE
	mkdir "$T/bin"
	ln -s "$(readlink -f "$AGENTS/bin/$1")" "$T/bin/$1"
	PATH="$T/bin:/usr/local/bin:/usr/bin:/bin"
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	mv "$T/bin/$1" "$T/bin/away"
	kill -9 "$(record 1 .pid)"
	at_rest escalated
	holds '[.runs[].verdict] == ["killed", "start_failed"]'
	holds ".runs[1].evidence[0].text | contains(\"'$1': no such program\")"
	mv "$T/bin/away" "$T/bin/$1"
	reeve resume a
	at_rest completed
	last_asked '.users >= 2 and .results >= 2'
	committed 1 finished
}

@test "claude is not there any more when it is to go on" {
	loses_its_program claude
}

@test "codex is not there any more when it is to go on" {
	loses_its_program codex
}

# --- time ---------------------------------------------------------------------

takes_too_long() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" --timeout 8s "take your time"
	at_rest completed
	fails_as timed_out resume "its time limit"
	in_a_tool
	gone "$TOOL"
	same_conversation
	committed 1 finished
}

@test "claude takes too long" {
	takes_too_long claude
}

@test "codex takes too long" {
	takes_too_long codex
}
