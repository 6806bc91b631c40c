#!/usr/bin/env bats
# A run that goes: whether it hangs, and what it may use.

load helper

setup() {
	place_make
	export REEVE_CONFIG="$T/reeve.json" REEVE_RECOVERY__PARK_JITTER=0
	# Where a day turns while this runs, tests of a day would be of two.
	export TZ="UTC$((10#$(date -u +%H) - 12))"
	jq --arg program "$T/fake" '.profiles.claude | {profiles: {fake: (. +
		{program: $program, headless: [], headless_resume: [],
		version_args: [], native_binary: [], session: "none",
		session_event: null, conversation_file: null,
		stdin_headless: "null", preset_files: [], root_env: null,
		preamble: false, model_timeouts: [{event: {type: "user"},
		timeout: "3s"}]})}}' "$ROOT/config.example.json" >"$REEVE_CONFIG"
}

teardown() {
	place_end
}

# cli TEXT: a CLI that prints claude's events; run number N has n=N
cli() {
	cat >"$T/fake" <<-END
		#!/bin/bash
		n=\${REEVE_RUN##*.}
		says() { printf '%s\n' "\$1"; }
		message() { says '{"type":"assistant","message":{"id":"'"\$1"'","usage":{"input_tokens":'"\$2"',"output_tokens":'"\${3:-0}"'},"content":[{"type":"tool_use"}]}}'; }
		did() { echo "\$n" >did; says '{"type":"result","subtype":"success","is_error":false,"result":"ok","total_cost_usd":0.25,"usage":{"input_tokens":'"\${1:-80}"',"output_tokens":20}}'; exit 0; }
		$1
	END
	chmod +x "$T/fake"
}

go() { # go NAME [OPTION...]
	reeve run -n "$1" -a fake "${@:2}" "the task" 3>&-
}

ms='def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);'

run_ms() { # run_ms NAME RUN: how long it took
	show "$1" "$ms"'.runs['$(($2 - 1))'] | (.ended | ms) - (.started | ms)'
}

@test "hung: silent in every respect, and resumed" {
	agent one --idle 500ms -- "@1 print ready" "@1 sleep"
	reeve wait one
	ends_as one hung 1
	evidence_has one 1 "it showed no sign of life: no output for" no_output
	evidence_has one 1 "no checkpoint since it was started" no_checkpoint
	evidence_has one 1 "its processes used 0.0" processor_time
	evidence_has one 1 "its worktree did not change in" worktree_still
	task_is one '.runs[0].decision == "resume" and .runs[1].mode == "resume"'
	[ "$(run_ms one 1)" -ge 500 ]
	event_is '.event == "ending" and .verdict == "hung"'
}

@test "hung: since when there is no checkpoint" {
	agent one --idle 500ms -- "@1 sh sleep 0.1" \
		"@1 checkpoint --notes here" "@1 sleep"
	reeve wait one
	ends_as one hung 1
	evidence_has one 1 "no checkpoint since 20" no_checkpoint
}

# Each lives for six times --idle and shows nothing else.
@test "not hung: it computes" {
	agent one --idle 500ms -- \
		"sh timeout 3 sh -c 'while :; do :; done'; exit 0"
	reeve wait one
	task_is one '[.runs[].verdict] == ["completed"]'
}

@test "not hung: what computes is a grandchild that changes" {
	agent one --idle 500ms -- \
		"sh setsid timeout 3 sh -c 'while :; do sha1sum $AGENT >/dev/null; done'; exit 0"
	reeve wait one
	task_is one '[.runs[].verdict] == ["completed"]'
}

@test "not hung: it writes files" {
	agent one --idle 1s -- \
		'sh for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >file; sleep 0.5; done'
	reeve wait one
	task_is one '[.runs[].verdict] == ["completed"]'
}

@test "not hung: it leaves checkpoints" {
	agent one --idle 1s -- \
		'sh for i in 1 2 3 4 5 6 7 8; do reeve checkpoint --notes $i; sleep 0.5; done'
	reeve wait one
	task_is one '[.runs[].verdict] == ["completed"]'
}

@test "not hung: it waits for its model; hung: longer than it does by itself" {
	cli '[ $n -gt 1 ] && did
		says "{\"type\":\"user\",\"message\":{}}"; exec sleep 1000'
	go one --idle 400ms
	reeve wait one
	ends_as one hung 1
	[ "$(run_ms one 1)" -ge 3300 ]
	evidence_has one 1 "its model's answer did not come" model_timeout
	# A tool that hangs is none.
	cli '[ $n -gt 1 ] && did; message a 1; exec sleep 1000'
	go two --idle 400ms
	reeve wait two
	ends_as two hung 1
	[ "$(run_ms two 1)" -lt 3000 ]
}

@test "hung: a reeved that is killed only delays it, and makes no other" {
	agent one --idle 1s -- "@1 print ready" "@1 sleep"
	agent two --idle 1s -- \
		"sh timeout 5 sh -c 'while :; do :; done'; exit 0"
	becomes two running
	local i
	for i in 1 2 3; do
		sleep 0.7
		kill_reeved
		reeve list >/dev/null 3>&-
	done
	reeve wait one two
	task_is one '[.runs[].verdict] == ["hung", "completed"]'
	task_is two '[.runs[].verdict] == ["completed"]'
	[ "$(run_ms one 1)" -ge 1000 ]
}

@test "hung: what was found outlives a reeved that is killed at once" {
	export REEVE_LIMITS__GRACE=2s
	agent one --idle 400ms -- "@1 ignore TERM" "@1 print ready" "@1 sleep"
	eventually event_is '.event == "ending"'
	kill_reeved
	reeve wait one
	task_is one '[.runs[].verdict] == ["hung", "completed"]'
	evidence_has one 1 "its worktree did not change in" worktree_still
}

@test "budget: tokens, while it runs" {
	export REEVE_LIMITS__TOKENS=1000
	cli 'for i in 1 2 3 4; do message m$i 300; message m$i 300; sleep 0.1; done
		exec sleep 1000'
	go one
	becomes one escalated
	task_is one '.verdict == "timed_out" and (.runs | length == 1) and
		.usage.tokens == 1200 and
		(.reason | contains("its budget of 1000 tokens is spent: 1200 used"))'
	evidence_has one 1 "its budget of 1000 tokens is spent: 1200 used" usage_budget
	[ "$(run_ms one 1)" -lt 20000 ]
}

@test "budget: what earlier runs used counts" {
	export REEVE_LIMITS__TOKENS=1000
	cli 'message a 600; [ $n -gt 1 ] && exec sleep 1000; kill -KILL $$'
	go one
	becomes one escalated
	task_is one '[.runs[].verdict] == ["killed", "timed_out"] and
		.usage.tokens == 1200'
}

@test "budget: odd numbers are no way round it, and none is harmed" {
	cli 'message a -5000; message b 1e300; message b 1e308; message c \"x\"
		message d 1e15 1e15; did'
	go one
	reeve wait one
	task_is one '.usage.tokens == 100'
	export REEVE_LIMITS__TOKENS=1000
	reeve down
	cli 'message a -5000; message b 900; message c -1e300; message d 1e300
		exec sleep 1000'
	go two
	becomes two escalated
	evidence_has two 1 "its budget of 1000 tokens is spent: 1000000000000900 used" usage_budget
}

@test "budget: what is spent with its last word is no reason to end it" {
	export REEVE_LIMITS__TOKENS=1000
	cli 'message a 600; did 2000'
	go one
	reeve wait one
	task_is one '[.runs[].verdict] == ["completed"]'
}

@test "budget: a reeved that starts anew counts from the beginning" {
	export REEVE_LIMITS__TOKENS=1000
	cli 'message a 900; until [ -e '"$T"'/go ]; do sleep 0.05; done
		message b 200; exec sleep 1000'
	go one
	eventually printf_tokens one
	kill_reeved
	state_is one running
	touch "$T/go"
	becomes one escalated
	task_is one '.usage.tokens == 1100'
}

printf_tokens() {
	grep -q '"id":"a"' "$STATE"/runs/1.1/events.jsonl
}

@test "budget: time names itself" {
	export REEVE_LIMITS__WALL_TIME=1s
	agent one -- sleep
	becomes one escalated
	task_is one '.verdict == "timed_out"'
	evidence_has one 1 "its time budget of 1 s is spent" time_budget
}

next_midnight() {
	date -u -d "$(date -d 'tomorrow 00:00' +%FT%T%z)" +%FT%T.000Z
}

@test "a day's tokens: what runs is parked, nothing begins, one is told" {
	export REEVE_LIMITS__DAILY__TOKENS=1000
	export REEVE_NOTIFY__COMMAND='["'"$T"'/told"]'
	printf '#!/bin/sh\ncat >>%s/notes\n' "$T" >"$T/told"
	chmod +x "$T/told"
	cli '[ -e '"$T"'/over ] && did
		[ -e one ] || { touch one; message a 100; exec sleep 1000; }'
	go one
	eventually grep -q '"id":"a"' "$STATE"/runs/1.1/events.jsonl
	cli '[ -e '"$T"'/over ] && did; message b 950; exec sleep 1000'
	go two
	becomes one parked
	becomes two parked
	task_is one '.attempts == 0 and .verdict == "timed_out" and
		.due == "'"$(next_midnight)"'" and
		 (.reason | contains("the day'"'"'s budget is spent; costs no attempt"))'
	evidence_has two 1 "the day's budget of 1000 tokens is spent: 1050 used" daily_budget
	go three
	eventually task_is three '.reason | contains("the day")'
	task_is three '.state == "queued" and (.runs | length == 0)'
	reeve metrics --json | jq -e '.day.tokens | .used == 1050 and .limit == 1000'
	reeve metrics | grep -qx "  tokens       1050 of 1000"
	eventually grep -q "nothing begins before" "$T/notes"
	# Still so for the next leader, and nobody is told twice.
	kill_reeved
	state_is one parked
	[ "$(jq -s length "$T/notes")" = 1 ]
	# A person raises it: all go on.
	reeve down
	touch "$T/over"
	export REEVE_LIMITS__DAILY__TOKENS=100000
	reeve wait one two three
	task_is one '.attempts == 1 and [.runs[].verdict] == ["timed_out", "completed"]'
}

@test "a day's runs: the next one waits, those that run go on" {
	export REEVE_LIMITS__DAILY__RUNS=1
	agent one -- "wait $T/go"
	becomes one running
	agent two -- "print hello"
	eventually task_is two '.reason | contains("budget of 1 runs is spent")'
	reeve list | grep -q "budget of 1 runs is spent.*; the task waits until $(next_midnight) "
	reeve doctor >"$T/doctor"
	grep -qx "note: the daily budget is spent; no new runs before $(next_midnight) unless limits.daily is raised" "$T/doctor"
	reeve metrics | grep -qx "  all profiles  daily budget spent, until $(next_midnight)"
	# A person's word changes nothing, and is told so.
	script -qec "reeve resume two" /dev/null >"$T/resumed" </dev/null 3>&-
	grep -q "two queued: the day's budget of 1 runs" "$T/resumed"
	not grep -q "do not wait" <(reeve show two)
	touch "$T/go"
	reeve wait one
	state_is two queued
}

@test "a day's time: of all agents together" {
	export REEVE_LIMITS__DAILY__RUN_TIME=2s
	agent one -- sleep
	agent two -- sleep
	becomes one parked
	becomes two parked
	evidence_has one 1 "the day's budget of 2 s of run time is spent" daily_budget
	[ "$(run_ms one 1)" -lt 1900 ]
}

@test "limits that a SIGHUP brings hold for what runs" {
	agent one -- sleep
	becomes one running
	jq '. + {limits: {run_time: "1s"}}' "$REEVE_CONFIG" >"$T/new"
	mv "$T/new" "$REEVE_CONFIG"
	kill -HUP "$(reeved_pid)"
	eventually task_is one '.runs[0].verdict == "timed_out"'
}

@test "the day's time: who has told its total and hangs is ended as well" {
	export REEVE_LIMITS__DAILY__RUN_TIME=1s
	cli 'says "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"ok\",\"total_cost_usd\":0.25,\"usage\":{\"input_tokens\":70,\"output_tokens\":20}}"
		exec sleep 1000'
	go one
	becomes one parked
	task_is one '.runs[0].verdict == "timed_out"'
}
