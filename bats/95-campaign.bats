#!/usr/bin/env bats
# A campaign: many tasks, each of which fails in a way of its own
#
# CAMPAIGN=200 is the whole one (`make check-campaign`). What was truly done to
# each task is in the plan; what reeve says of it must be the same.

load helper

setup() {
	place_make
	export REEVE_CONFIG="$T/reeve.json" REEVE_PROFILE=campaign
	export REEVE_MAX_AGENTS=8 REEVE_TMUX__LINGER=0
	export REEVE_RECOVERY__PARK_JITTER=100ms
	mkdir "$T/marks"
	jq --arg program "$ROOT/bats/campaign-agent" '.profiles.claude |
		{profiles: {campaign: (. + {program: $program, headless: [],
		headless_resume: [], version_args: [], native_binary: [],
		session: "none", session_event: null, conversation_file: null,
		stdin_headless: "null", preset_files: [], root_env: null,
		settings: null, preamble: false})}}' \
		"$ROOT/config.example.json" >"$REEVE_CONFIG"
}

teardown() {
	place_end
}

# The fault of a task's first run, and what that is to be called.
faults=(
	none:completed interrupt:interrupted kill:killed crash:crashed
	terminate:terminated none:completed api:api_error tests:tests_failed
	keeper:lost limit:rate_limited segv:crashed unfinished:incomplete
	session:terminated quiet:incomplete none:completed torn:crashed
	lock:killed timeout:timed_out nothing:incomplete orphan:killed
	hang:hung twice:killed
)

# plan COUNT: lines of NAME FAULT VERDICT, and the same as tasks to submit
plan() {
	local i fault
	for ((i = 1; i <= $1; i++)); do
		fault="${faults[$((i % ${#faults[@]}))]}"
		echo "t$i ${fault%:*} ${fault#*:}"
	done >"$T/plan"
	jq -R --arg marks "$T/marks" --arg repo "$REPO" 'split(" ") |
		{name: .[0], repo: $repo, prompt: "\(.[1]) \($marks)",
		verify: "test -e second"} +
		(if .[1] == "timeout" then {timeout: "3s"} else {} end) +
		(if .[1] == "hang" then {idle: "2s"} else {} end)' "$T/plan" |
		jq -s '{tasks: .}' >"$T/tasks.json"
}

# From outside, to the first run of a task, once it is there.
act_on() { # act_on NAME FAULT
	wait_until 120 test -e "$T/marks/$1.ready" ||
		{ reeve list && return 1; }
	case $2 in
	interrupt) tm send-keys -t "=$1:" C-c ;;
	terminate) kill -TERM "$(tail -n 1 "$T/marks/$1" | cut -d' ' -f2)" ;;
	session) tm kill-session -t "=$1" ;;
	keeper)
		kill -KILL "$(jq .keeper_pid "$STATE"/records/"$(show "$1" .id)".1.json)"
		;;
	esac
}

# The troubles of the plan, in order, and now and then the end of reeved.
act_on_all() {
	local name fault verdict count=0
	while read -r name fault verdict; do
		case $fault in
		interrupt | terminate | session | keeper) act_on "$name" "$fault" ;;
		*) continue ;;
		esac
		((count++ % 3)) || kill_reeved
	done <"$T/plan"
}

# What each task's first run was called, against the plan.
verdicts_fit() {
	local name fault verdict
	while read -r name fault verdict; do
		echo "$name $fault $(show "$name" '.runs[0].verdict')"
	done <"$T/plan" >"$T/said"
	diff "$T/plan" "$T/said"
}

# Each run that is known has run once, and no other has.
runs_fit() {
	local name rest
	while read -r name rest; do
		[ "$(cut -d' ' -f1 "$T/marks/$name")" = \
			"$(show "$name" '.runs[].number')" ] ||
			{ echo "$name:" && cat "$T/marks/$name" && reeve show "$name" && return 1; }
	done <"$T/plan"
}

count() { # count PATTERN: lines of the plan
	grep -cE "$1" "$T/plan"
}

# The figures, against what was done.
metrics_fit() {
	local failed twice
	# What waits for a limit has not gone wrong.
	failed="$(grep -cvE ' (completed|rate_limited)$' "$T/plan")"
	twice="$(count ' twice ')"
	reeve metrics --json >"$T/metrics"
	jq -r '.reasons[] | "\(.verdict) \(.count)"' "$T/metrics" | sort >"$T/shown"
	{
		grep -v ' completed$' "$T/plan" | cut -d' ' -f3
		grep ' twice ' "$T/plan" | cut -d' ' -f3
	} | sort | uniq -c | awk '{ print $2, $1 }' | sort >"$T/true"
	diff "$T/true" "$T/shown"
	jq -e --argjson tasks "$(count .)" --argjson failed "$failed" \
		--argjson twice "$twice" '.tasks.total == $tasks and
		.recovery.tasks == $failed and .recovery.successes == $failed and
		.failures_after_recovery == $twice' "$T/metrics" ||
		{ jq 'del(.reasons, .decisions)' "$T/metrics" && return 1; }
}

only_reeved() {
	[ "$(processes)" = "$(reeved_pid)" ]
}

@test "${CAMPAIGN:-22} tasks with mixed faults: all done, and all of it is known" {
	local names
	plan "${CAMPAIGN:-22}"
	reeve submit "$T/tasks.json" >"$T/out" 3>&-
	act_on_all
	mapfile -t names < <(cut -d' ' -f1 "$T/plan")
	reeve wait --timeout 10m "${names[@]}" >/dev/null || reeve list -a
	[ "$(reeve list -a --json | jq '[.tasks[] | select(.state != "completed")] | length')" = 0 ]
	[ -z "$(find "$T/marks" -name 'lost.*')" ]
	verdicts_fit
	runs_fit
	metrics_fit
	# Every worktree and branch is a task's; nothing else is left.
	[ "$(ls "$REPO/.worktrees" | wc -l)" = "${#names[@]}" ]
	[ "$(git -C "$REPO" for-each-ref 'refs/heads/reeve/' | wc -l)" = "${#names[@]}" ]
	eventually not tm list-sessions
	[ -z "$(ls "$STATE/records")" ]
	reeve doctor --json | jq -e '.ok' >/dev/null
	eventually only_reeved
}
