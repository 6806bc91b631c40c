#!/usr/bin/env bats
# How well it goes, in figures, and what caused what went wrong.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

metrics_say() { # metrics_say FILTER [OPTION...]: holds
	local filter="$1"
	shift
	reeve metrics --json "$@" 3>&- >"$T/metrics" || return
	jq -e "$filter" "$T/metrics" >/dev/null
}

# Files are counted after a task has come to rest.
says() { # says FILTER [OPTION...]
	eventually metrics_say "$@" || { cat "$T/metrics" && return 1; }
}

why_says() { # why_says NAME FILTER
	reeve why --json "$1" 3>&- >"$T/why"
	jq -e "$2" "$T/why" >/dev/null || { cat "$T/why" && return 1; }
}

ready() {
	eventually printed "$1" ready || { reeve show "$1" && return 1; }
}

@test "metrics of nothing: no figure is made up" {
	metrics_say '.tasks.total == 0 and .first_try.simple.percent == null and
		.first_try.simple.met == null and .recovery.percent == null and
		.recovery.time.mean_ms == null and .reasons == [] and
		.orphans.count == 0 and .orphans.met and .since == null'
	reeve metrics | grep -qx '0 tasks'
}

@test "metrics: simple tasks change fewer than 5 files, complex ones 5 and more" {
	agent four -- "commit a x" "write b x" "sh echo y >>a; touch c d"
	agent five -- "commit a x" "sh touch b c d e"
	agent none -- "exit 0"
	reeve wait four five none
	says '.first_try.unknown.tasks == 0'
	metrics_say '.first_try.simple == {"tasks": 2, "successes": 2,
		"percent": 100, "target": 95, "met": true}'
	metrics_say '.first_try.complex | .tasks == 1 and .successes == 1 and
		.target == 80 and .met'
	task_is four '.files == 4'
	task_is five '.files == 5'
	task_is none '.files == 0'
}

@test "metrics: what works in the repository itself has no size" {
	echo mine >mine
	agent one --no-worktree -- "write b x"
	reeve wait one
	metrics_say '.first_try.unknown == {"tasks": 1, "successes": 1,
		"percent": 100}'
	task_is one '.files == null'
}

@test "metrics: recoveries, their times, and the reasons" {
	agent one -- "@1 print ready" "@1 sleep" "write a x"
	agent two -- "@1 exit 3" "@2 exit 4" "exit 0"
	agent three -- "checkpoint --status blocked --notes 'which one?'"
	agent four -- "exit 0"
	ready one
	kill -KILL "$(record_of 1.1 .pid)"
	reeve wait one two four
	becomes three escalated
	says '.first_try.simple.tasks == 4'
	metrics_say '.tasks.total == 4 and .tasks.by_state.completed == 3 and
		.tasks.by_state.escalated == 1 and .tasks.by_state.failed == 0'
	metrics_say '.first_try.all == {"tasks": 4, "successes": 1, "percent": 25}
		and .first_try.simple.met == false'
	metrics_say '.recovery | .tasks == 3 and .successes == 2 and
		.percent == 66.7 and .target == 90 and .met == false'
	metrics_say '.recovery.time | .count == 3 and .mean_ms > 0 and
		.p95_ms >= .mean_ms and .p95_ms < 20000'
	metrics_say '.failures == 4 and .failures_after_recovery == 1 and
		.reasons[0] == {"verdict": "crashed", "count": 2, "share": 50,
			"agents": ["two"]}'
	metrics_say '[.rough_tasks[] | [.agent, .failures, .recovery_used,
		.failed_after_recovery]] == [["one", 1, true, false],
		["two", 2, true, true], ["three", 1, false, false]]'
	metrics_say '[.events[] | .decision] | sort ==
		["escalate", "resume", "resume", "resume"]'
	reeve metrics >"$T/text"
	cat "$T/text"
	grep -qx '4 tasks' "$T/text"
	grep -q 'completed  *66.7 %  *2 of 3  *target 90 %  missed' "$T/text"
	grep -q 'crashed  *2  *50.0 %  two' "$T/text"
	not grep -q "$(printf '\033')" "$T/text"
}

@test "metrics: a task that a person ended is no success and no failure" {
	agent one -- "print ready" "sleep"
	agent two -- "@1 print ready" "@1 sleep" "exit 0"
	ready one
	ready two
	reeve stop one
	reeve stop two
	reeve resume two
	reeve wait two
	says '.first_try.all == {"tasks": 1, "successes": 1, "percent": 100}'
	metrics_say '.recovery.tasks == 0 and .reasons == [] and
		.tasks.by_state.stopped == 1 and .rough_tasks == []'
}

@test "metrics: what has not ended yet is no success and no failure" {
	agent one -- "@1 exit 3" "print ready" "sleep"
	ready one
	eventually task_is one '.runs[1].started != null'
	metrics_say '.first_try.all.tasks == 0 and .recovery.tasks == 0 and
		.recovery.in_progress == 1 and .recovery.time.count == 1'
}

@test "metrics --since: only what came to rest in that time" {
	agent one -- "exit 0"
	reeve wait one
	metrics_say '.tasks.total == 1 and .since != null' --since 1h
	says '.tasks.total == 0' --since 1s
	fails 2 "*since*" reeve metrics --since soon
}

@test "metrics: targets are those of the config" {
	export REEVE_METRICS__TARGETS__SIMPLE=50
	export REEVE_METRICS__TARGETS__ORPHANS=1
	agent one -- "exit 0"
	agent two -- "checkpoint --status blocked"
	reeve wait one two || true
	says '.first_try.simple | .percent == 50 and .target == 50 and .met'
	metrics_say '.orphans.target == 1'
	REEVE_METRICS__TARGETS__SIMPLE=101 fails 2 \
		"*metrics.targets.simple: must be from 0 to 100*" reeve config
}

@test "metrics: orphans are what no task accounts for" {
	agent one -- "exit 0"
	agent two -- "print ready" "sleep"
	reeve wait one
	ready two
	metrics_say '.orphans.count == 0'
	# A worktree as reeve makes them, and one of a person.
	git worktree add -q -b reeve/gone .worktrees/gone
	git worktree add -q -b mine .worktrees/mine
	# What a keeper that was killed might leave of a run that is over.
	REEVE_RUN=1.1 REEVE_PROMPT_FILE="$STATE/runs/1.1/prompt" \
		sleep 1000 3>&- &
	local left=$!
	says '.orphans.count == 2'
	metrics_say ".orphans.worktrees == [\"$REPO/.worktrees/gone\"] and
		.orphans.processes == [{\"pid\": $left, \"run\": \"1.1\"}] and
		.orphans.keepers == [] and .orphans.met == false"
	reeve metrics | grep -q "process  *$left of run 1.1"
	kill "$left"
	git worktree remove .worktrees/gone
	says '.orphans.count == 0'
}

@test "why: a smooth task has a story and no causes" {
	agent one -- "checkpoint --status done --completed a"
	reeve wait one
	eventually why_says one '[.timeline[].what] | contains(["checkpoint"])'
	why_says one '.summary == "completed; no run went wrong" and
		.causes == [] and .task.name == "one" and .task.id == 1'
	why_says one '[.timeline[] | .what] | .[0] == "submitted" and
		.[1] == "started" and .[-1] == "rest"'
	fails 3 "*'none'*" reeve why none
}

@test "why: a timeline in order, with evidence, decisions and gaps" {
	agent one -- "@1 exit 3" "print ready" "sleep"
	ready one
	reeve stop one
	why_says one '[.timeline[] | .what] == ["submitted", "started", "ended",
		"decision", "started", "asked", "ended", "decision", "rest"]'
	why_says one '.timeline | . == sort_by(.time)'
	why_says one '.timeline[2] | .run == "1.1" and
		.evidence == [{ code: "wait_status", text: "exit code 3" }] and
		.text[0:14] == "crashed, after"'
	why_says one '.timeline[4] | .run == "1.2" and .gap_ms > 0 and
		.gap_ms < 20000'
	why_says one '.timeline[5].text[0:12] == "stopped, by "'
	why_says one '.causes | length == 1'
}

@test "why: what a person asked for, and said" {
	agent one -- "@1 checkpoint --status needs_input --notes q" \
		"@1 exit 0" "sleep"
	becomes one escalated
	reeve review answer one "$(printf 'the blue one\nplease')"
	eventually task_is one '.runs[1].started != null'
	reeve restart one
	eventually task_is one '.runs[2].started != null'
	reeve stop one
	reeve resume one
	eventually task_is one '.runs[3].started != null'
	reeve stop one
	why_says one '[.timeline[] | select(.what == "asked" or
		.what == "review") | .text | sub(", by [^:]*"; "")] ==
		["answer: the blue one please", "restart", "stopped", "resume",
		"stopped"]'
}

@test "why: it was submitted with the profile it had at first" {
	local state
	jq '{profiles: {other: .profiles.shell}}' "$ROOT/config.example.json" \
		>"$T/reeve.json"
	export REEVE_CONFIG="$T/reeve.json"
	agent one -- "print ready" "sleep"
	ready one
	reeve stop one
	reeve reassign one -a other
	eventually task_is one '.runs[1].started != null'
	why_says one '(.timeline[0].text | startswith("shell, ")) and
		(.timeline[] | select(.what == "asked" and
		(.text | startswith("reassign shell → other, by "))) != null)'
}

@test "why: its time was over as it waited for a person" {
	agent one --timeout 3s -- \
		"@1 sh printf 'Overwrite it? [y/N] '; read -r answer"
	becomes one waiting
	reeve wait one
	why_says one '.causes[0] | .verdict == "timed_out" and .certain and
		.text == "it waited for a person: yes or no"'
}

@test "why, show: a run that never began has no length and no status" {
	agent first -- "wait $T/go"
	cp /bin/true "$T/program"
	reeve run -n two --after first -a shell -- "$T/program" 3>&-
	rm "$T/program"
	touch "$T/go"
	becomes two escalated
	why_says two '[.timeline[] | select(.what == "ended") | .text] ==
		["start_failed"]'
	reeve show two >"$T/shown"
	reeve why two >>"$T/shown"
	grep -q 'not started' "$T/shown"
	not grep -q 'status not known' "$T/shown"
}

@test "why: SIGKILL from nobody knows where, weighed" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -KILL "$(record_of 1.1 .pid)"
	reeve wait one
	why_says one '.causes[0] | .run == "1.1" and .verdict == "killed" and
		(.certain | not) and (.hypotheses | length == 4)'
	why_says one '.causes[0].hypotheses[0] |
		(.cause | startswith("a person, a script")) and
		(.for | any(startswith("no other agent ended so")))'
	why_says one '.causes[0].hypotheses[] | select(.cause |
		contains("cgroup was cleaned up")) |
		.against | any(contains("lived to write the end down"))'
	reeve why one | grep -q '^    1\. a person, a script or another agent'
}

@test "why: several that end at once have one cause" {
	local i
	for i in 1 2 3; do
		agent "a$i" -- "@1 print ready" "@1 sleep"
	done
	for i in 1 2 3; do
		ready "a$i"
	done
	kill -KILL "$(record_of 1.1 .pid)" "$(record_of 2.1 .pid)" \
		"$(record_of 3.1 .pid)"
	reeve wait a1 a2 a3
	why_says a2 '[.causes[0].hypotheses[] | .for[]] |
		any(contains("2 others ended so within 2 s of it: a1, a3"))'
	why_says a2 '.causes[0].hypotheses[0].for |
		any(contains("a pkill by name hits all"))'
}

@test "why: what was seen is certain" {
	agent key -- "@1 print ready" "@1 sleep"
	agent keeper -- "@1 print ready" "@1 sleep"
	ready key
	ready keeper
	tm send-keys -t =key: C-c
	kill -TERM "$(record_of 2.1 .keeper_pid)"
	reeve wait key keeper
	why_says key '.causes[0] | .certain and .hypotheses == [] and
		(.text | startswith("Ctrl-C was typed in the pane"))'
	why_says keeper '.causes[0] | .certain and
		(.text | startswith("SIGTERM was sent to its keeper by process"))'
}

@test "why: a lost run, and whether others were lost with it" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -KILL "$(record_of 1.1 .keeper_pid)"
	reeve wait one
	why_says one '.causes[0] | .verdict == "lost" and
		(.hypotheses[0].cause | startswith("its keeper alone was killed"))'
	why_says one '.causes[0].hypotheses[] | select(.cause == "the machine went down") |
		.against == ["it is still the same boot"]'
}

@test "why: when the record is pruned it says so" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -KILL "$(record_of 1.1 .pid)"
	reeve wait one
	rm -r "$STATE/runs/1.1"
	why_says one '[.causes[0].hypotheses[].against[]] |
		any(. == "what its keeper wrote down is not kept any more")'
}

@test "report: Markdown with figures, and a section for what was not smooth" {
	agent smooth -- "exit 0"
	agent rough -- "@1 exit 3" "checkpoint --status blocked --notes 'a *b* | <c>'"
	reeve wait smooth
	becomes rough escalated
	reeve report --since 1h >"$T/report"
	cat "$T/report"
	[ "$(head -n 1 "$T/report")" = "# Report" ]
	grep -qE '^From 20.* to 20.*\.$' "$T/report"
	grep -qx '## Task 2: rough' "$T/report"
	not grep -q smooth "$T/report"
	grep -qE '^\| recovery \| 0\.0 % \(0 of 1\) \| 90 % \|$' "$T/report"
	grep -qE '^\| crashed \| 1 \| 50\.0 % \| rough \|$' "$T/report"
	grep -qE '\*\*started\*\* 2\.2: resume, shell, .* after the run before$' \
		"$T/report"
	grep -qF 'a \*b\* \| \<c\>' "$T/report"
	grep -qx '### Causes' "$T/report"
	grep -q '^  - possible cause: an error of the program' "$T/report"
}

@test "report: when all went well it says so" {
	agent one -- "exit 0"
	reeve wait one
	reeve report | grep -qx 'No run failed.'
}
