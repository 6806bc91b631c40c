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

lines_of() {
	[ -e "$1" ] && [ "$(wc -l <"$1")" = "$2" ]
}
