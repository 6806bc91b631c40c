#!/usr/bin/env bats
# What a reeved that died had stored and not yet done is done by the next one.
# Its death between two lines is made by hand: the store is as it was after
# the commit, and the world as if nothing had followed.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

# While nobody leads: what the store says, changed.
store_says() {
	reeve down
	sqlite3 "$STATE/reeve.db" "$1"
}

@test "a stop that was committed is carried out, whoever committed it" {
	agent one -- sleep
	becomes one running
	store_says "UPDATE task SET wanted = 'stopped', wanted_by = 'a test'"
	reeve list
	becomes one stopped
	evidence_has one 1 "a stop was asked for by a test" requested
}

@test "a time limit is kept, even when its moment passed unseen" {
	agent one --timeout 1s -- '@1 sleep' '@2+ exit 0'
	becomes one running
	store_says "UPDATE task SET due_ms = 0"
	reeve list
	ends_as one timed_out 1
	becomes one completed
}

@test "results, log lines and records that were not yet written are written" {
	agent one -- 'exit 0'
	reeve wait one
	eventually test -e "$STATE/runs/1.1/record.json"
	reeve down
	mv "$STATE/runs/1.1/record.json" "$STATE/records/1.1.json"
	rm "$RESULTS/one_results.json"
	sed -i '/"event":"decision"/d' "$LOG"
	not event_is '.event == "decision"'
	reeve list
	eventually test -e "$RESULTS/one_results.json"
	[ "$(jq -r .state "$RESULTS/one_results.json")" = completed ]
	eventually test -e "$STATE/runs/1.1/record.json"
	event_is '.event == "decision" and .decision == "complete"'
	[ "$(grep -c '"event":"ended"' "$LOG")" = 1 ]
}

@test "a task that could not be dispatched can be resumed later" {
	touch "$REPO/.worktrees"
	agent one -- 'exit 0'
	becomes one escalated
	rm "$REPO/.worktrees"
	reeve resume one
	becomes one completed
}

@test "a start finds its leader, also while a standby waits" {
	reeve list
	reeved --standby --foreground 3>&- &
	local standby=$!
	eventually grep -q "^State:.S" "/proc/$standby/status"
	timeout 10 reeved
	kill "$standby"
	wait "$standby" || true
}

@test "a standby leads when the leader has died" {
	reeve list
	local first
	first="$(reeved_pid)"
	reeved --standby --foreground 3>&- &
	local standby=$!
	kill -KILL "$first"
	eventually leader_is "$standby"
	agent one -- 'exit 0'
	reeve wait one
}

leader_is() {
	[ "$(reeved_pid)" = "$1" ]
}

@test "reassign to an agent that is not there changes nothing" {
	agent one -- 'exit 0'
	reeve wait one
	run reeve reassign one -a claude
	[ "$status" = 2 ]
	[[ "$output" == *claude* ]]
	state_is one completed
	[ "$(show one .profile)" = shell ]
}

@test "what a keeper had started before it died is ended before a new start" {
	agent one -- "mark $T/mark" 'ignore HUP TERM' sleep
	becomes one running
	local keeper
	keeper="$(jq .keeper_pid "$STATE/records/1.1.json")"
	reeve down
	kill -KILL "$keeper"
	# As if it had not come to write its record.
	rm "$STATE/records/1.1.json"
	sqlite3 "$STATE/reeve.db" \
		"UPDATE task SET state = 'starting'; UPDATE run SET started_ms = 0"
	reeve list
	eventually lines_of "$T/mark" 2
	gone "$(sed -n '1s/.* //p' "$T/mark")"
	reeve stop one
}

# Where no events are kept, a reeved has nothing but its rows to go on from.
keep_no_events() {
	export REEVE_RETENTION__EVENTS=0 REEVE_RECOVERY__SCREEN_SETTLE=200ms
}

forget_journal() {
	kill_reeved
	reeve list
	[ "$(sqlite3 "$STATE/reeve.db" "SELECT count(*) FROM event WHERE kind
		IN ('submitted', 'send', 'answered', 'notify_failed')")" = 0 ]
}

count_events() { # count_events FILTER
	jq -s "map(select($1)) | length" "$LOG"
}

ASK='sh printf "Sure? [y/N] "; read -r answer; echo "got $answer"'

@test "no events are kept: a text that waits is told to the next run, once" {
	keep_no_events
	agent one -- "@1 $ASK" "@2 sh cp \$REEVE_CONTINUATION $T/told" "@2 wait $T/go"
	becomes one waiting
	[[ "$(reeve send one "use the v2 API")" == queued:* ]]
	forget_journal
	state_is one waiting
	kill -KILL "$(record_of 1.1 .pid)"
	eventually test -s "$T/told"
	[ "$(grep -c '^> use the v2 API' "$T/told")" = 1 ]
	event_is '.event == "send_kept" and .number == 1 and .text == "use the v2 API"'
	touch "$T/go"
	becomes one completed
	task_is one '([.reviews[] | select(.what == "said")] | length) == 1'
}

@test "no events are kept: a text that was typed is told as typed, once" {
	keep_no_events
	agent one -- "$ASK" 'sh read -r next; echo "next $next"' "wait $T/go"
	becomes one waiting
	[[ "$(reeve send one carry on)" == queued:* ]]
	forget_journal
	reeve review answer one y
	eventually event_is '.event == "sent" and .number == 1'
	printed one "got y"
	eventually printed one "next carry on"
	forget_journal
	touch "$T/go"
	becomes one completed
	[ "$(count_events '.event == "sent"')" = 1 ]
	[ "$(count_events '.event == "send_lost" or .event == "send_kept"')" = 0 ]
	task_is one '[.reviews[] | select(.what == "answer").text] == ["y"]'
}

@test "no events are kept: a text that no run is told is told as lost" {
	keep_no_events
	agent one -- "$ASK"
	becomes one waiting
	[[ "$(reeve send one too late)" == queued:* ]]
	forget_journal
	reeve stop one
	event_is '.event == "send_lost" and .number == 1 and .text == "too late"'
}

@test "no events are kept: a dialog is answered by the config once" {
	keep_no_events
	jq -n '{profiles: {shell: {attention: [{what: "colour",
		screen: ["Which colour", "1[.] red"], answer: ["1", "Enter"]}]}}}' \
		>"$T/config.json"
	export REEVE_CONFIG="$T/config.json"
	agent one -- 'sh while :; do
		clear; printf "Which colour?\n 1. red\n"; read -r c
		echo "$c" >>'"$T"'/answers; done'
	becomes one waiting
	event_is '.event == "answered" and .what == "colour"'
	forget_journal
	# A fresh look has been taken by the time that a text is queued.
	[[ "$(reeve send one hello)" == queued:* ]]
	state_is one waiting
	[ "$(count_events '.event == "answered"')" = 1 ]
	[ "$(wc -l <"$T/answers")" = 1 ]
	reeve stop one
	# A run that has ended leaves none.
	[ "$(sqlite3 "$STATE/reeve.db" 'SELECT count(*) FROM dialog')" = 0 ]
}

@test "no events are kept: doctor tells what was given up" {
	keep_no_events
	printf '#!/bin/sh\nexit 1\n' >"$T/teller"
	chmod +x "$T/teller"
	export REEVE_NOTIFY__ATTEMPTS=1 REEVE_NOTIFY__COMMAND="[\"$T/teller\"]"
	agent one -- "checkpoint --status needs_input --notes '?'"
	becomes one escalated
	eventually event_is '.event == "notify_failed"'
	forget_journal
	reeve doctor --json | jq -e '.problems | any(.what | startswith(
		"notifications were given up within a day: 1, the newest by command: "))'
}

lines_of() {
	[ -e "$1" ] && [ "$(wc -l <"$1")" = "$2" ]
}
