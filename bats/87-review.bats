#!/usr/bin/env bats
# What waits for a person: how it is shown, and what follows from their word.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

# asking NAME LINE...: its first run asks for a person; LINEs come before that
asking() {
	local name="$1"
	shift
	agent "$name" -- "$@" \
		"@1 checkpoint --status needs_input --notes 'which colour?'" \
		"@1 exit 0" "@2+ sh cp \$REEVE_CONTINUATION $T/told" \
		"@2+ checkpoint --status done"
	becomes "$name" escalated
}

@test "what waits is listed: since when, why, and for whom" {
	export REEVE_REVIEW__ASSIGNEE=lars
	asking one
	agent two -- "exit 0"
	reeve wait two
	reeve review >"$T/list"
	cat "$T/list"
	[ "$(wc -l <"$T/list")" = 1 ]
	grep -q 'one *escalated *[0-9]* s *lars *its checkpoint asks' "$T/list"
	reeve review list --json | jq -e '.tasks | length == 1 and
		(.[0] | .name == "one" and .assigned == "lars" and
		.state == "escalated" and (.since | type == "string"))'
	reeve review assign one mia smith 2>&1 | grep -q 'wrong use'
	reeve review assign one mia
	reeve review --json | jq -e '.tasks[0].assigned == "mia"'
	event_is '.event == "review" and .what == "assign" and .text == "mia"'
}

@test "show has all that is needed to judge it" {
	asking one "write new work"
	reeve restart one
	becomes one completed
	asking two "sh seq 1 50" \
		"sh printf '\\033]0;title\\007red\\033[31mtext\\n'"
	reeve review show one >"$T/show"
	reeve review show two >>"$T/show"
	cat "$T/show"
	# Its runs with their verdicts, what was tried, its notes, its words.
	grep -q '^  1 .*start .*exit code 0' "$T/show"
	grep -q '     incomplete' "$T/show"
	grep -q '→ escalate: its checkpoint asks for a person' "$T/show"
	grep -q '^  2 .*restart' "$T/show"
	grep -q 'which colour?' "$T/show"
	grep -q '^  saved *refs/reeve/saved/one/' "$T/show"
	grep -q '^  branch *reeve/one' "$T/show"
	grep -q "^  worktree *$REPO/.worktrees/one" "$T/show"
	grep -q 'reeve review answer two TEXT' "$T/show"
	not grep -q $'\033' "$T/show"
	reeve review show --json one | jq -e '(.saved | length == 1) and
		(.reviews | length == 1) and .runs[0].verdict == "incomplete"'
	reeve review show --json two | jq -e '.transcript | length == 20 and
		.[-1] == "redtext" and .[0] == "32"'
}

@test "an answer goes into the continuation, and is kept with who gave it" {
	asking one
	LOGNAME=lars reeve review answer one "blue," \
		"$(printf 'not \033[31mred\nor green')"
	reeve wait one
	cat "$T/told"
	grep -q 'After run 1 a person (lars) answered' "$T/told"
	grep -q '^> blue, not red$' "$T/told"
	grep -q '^> or green$' "$T/told"
	task_is one '.runs[1].mode == "resume" and .attempts == 1 and
		(.reviews | map(.what) == ["escalated", "answer"]) and
		.reviews[1].by == "lars" and .reviews[1].run == 1'
	event_is '.event == "review" and .what == "answer" and .by == "lars"'
	reeve show one | grep -q 'lars  answer'
	[ -z "$(reeve review)" ]
}

@test "approve goes on with budgets anew, with a word or without" {
	export REEVE_LIMITS__ATTEMPTS=2
	agent one -- "@1 exit 3" "@2 exit 3" \
		"@3+ sh cp \$REEVE_CONTINUATION $T/told"
	becomes one escalated
	reeve review show one | grep -q 'all 2 attempts are spent'
	reeve review approve one mind the gap
	reeve wait one
	task_is one '.attempts == 1 and (.runs | length == 3)'
	grep -q '^> mind the gap$' "$T/told"
	asking two
	reeve review approve two
	reeve wait two
	not grep -q '^>' "$T/told"
}

@test "reject is the end, with the reason" {
	asking one
	LOGNAME=lars reeve review reject one "we do not need it"
	state_is one failed
	task_is one '.reason == "rejected by lars: we do not need it" and
		.decision == "fail" and .wanted == "stopped"'
	eventually jq -e '.state == "failed"' "$RESULTS/one_results.json"
	[ -z "$(reeve review)" ]
	! reeve wait one
}

@test "what they said outlives reeved" {
	asking one
	reeve review assign one mia
	kill_reeved
	reeve review --json | jq -e '.tasks[0].assigned == "mia"'
	reeve review answer one blue
	reeve wait one
	kill_reeved
	task_is one '.reviews | map(.what) == ["escalated", "assign", "answer"]'
}

@test "what waits for nobody is not reviewed" {
	agent one -- "wait $T/go"
	becomes one running
	fails 1 "cannot review 'one': it is running and waits for nobody" \
		reeve review approve one
	fails 3 "no such task: 'none'" reeve review show none
	fails 3 "no such task: 'none'" reeve review reject none
	fails 2 "wrong use of 'review': 'one': unknown action" reeve review one
	fails 2 "wrong use of 'review': expected answer ID TEXT" \
		reeve review answer one
	touch "$T/go"
	reeve wait one
	fails 1 "cannot review 'one': it is completed and waits for nobody" \
		reeve review answer one blue
	task_is one '.reviews == []'
}

@test "what answers a password prompt is typed, and kept nowhere" {
	agent one -- "print ready" "sh printf 'Password: '; stty -echo; read -r word; stty echo; echo \$word >$T/word"
	becomes one waiting
	reeve review answer one hunter2
	eventually test -s "$T/word"
	[ "$(cat "$T/word")" = hunter2 ]
	becomes one completed
	reeve why one | grep -qF "not kept"
	not grep -rF hunter2 "$STATE" "$LOG"
}
