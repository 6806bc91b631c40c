#!/usr/bin/env bats
# Many tasks: who begins when, who waits for whom, and all of them at once.

load helper

setup() {
	place_make
	export REEVE_MAX_AGENTS=1
}

teardown() {
	place_end
}

# began: names in the order in which they began
began() {
	cut -d. -f1 "$T/mark" | while read -r number; do
		show "$number" .name
	done | paste -sd' '
}

@test "one place: the next begins when the one before has ended" {
	agent one -- "mark $T/mark" "wait $T/go-1"
	agent two -- "mark $T/mark" "wait $T/go-2"
	becomes one running
	state_is two queued
	touch "$T/go-1"
	becomes two running
	state_is one completed
	touch "$T/go-2"
	reeve wait two
	[ "$(began)" = "one two" ]
}

@test "higher priorities begin first, equal ones in their order" {
	agent first -- "wait $T/go"
	agent low --priority -1 -- "mark $T/mark"
	agent a -- "mark $T/mark"
	agent b -- "mark $T/mark"
	agent high --priority 5 -- "mark $T/mark"
	touch "$T/go"
	reeve wait low a b high
	[ "$(began)" = "high a b low" ]
}

@test "max_agents holds for all together" {
	export REEVE_MAX_AGENTS=3
	local i
	for i in 1 2 3 4 5; do
		agent "a$i" -- "wait $T/go-$i"
	done
	eventually states_are "queued queued running running running"
	touch "$T/go-2"
	eventually states_are "completed queued running running running"
	touch "$T"/go-{1,3,4,5}
	reeve wait a1 a2 a3 a4 a5
}

states_are() { # sorted, of all tasks
	[ "$(reeve list --json | jq -r '.tasks | map(.state) | sort | join(" ")')" = "$1" ]
}

@test "max_agents of a profile holds for that profile alone" {
	export REEVE_MAX_AGENTS=10 REEVE_PROFILES__SHELL__MAX_AGENTS=1
	cat >"$T/reeve.json" <<-EOF
		{"profiles":{"other":{"program":"sh","headless":[
			"-c","until [ -e $T/go ]; do sleep 0.02; done"]}}}
	EOF
	export REEVE_CONFIG="$T/reeve.json"
	agent one -- "wait $T/go"
	agent two -- "wait $T/go"
	reeve run -a other -n three prompt
	becomes one running
	becomes three running
	state_is two queued
	touch "$T/go"
	reeve wait one two three
}

@test "a task in backoff gives its place to another" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "exit 3"
	agent two -- "exit 0"
	reeve wait two
	state_is one backoff
}

@test "--after: a task begins when the one before it has completed" {
	export REEVE_MAX_AGENTS=10
	agent one -- "mark $T/mark" "wait $T/go"
	agent two --after one -- "mark $T/mark"
	agent three --after 2 -- "mark $T/mark"
	becomes one running
	state_is two blocked
	state_is three blocked
	touch "$T/go"
	reeve wait three
	[ "$(began)" = "one two three" ]
}

@test "--after with no --base: the base is the branch of the one before" {
	agent one -- "commit file text" "wait $T/go"
	agent two --after one -- "sh cp file '$T/seen'"
	touch "$T/go"
	reeve wait two
	[ "$(cat "$T/seen")" = text ]
	[ "$(show two .base)" = reeve/one ]
	[ "$(show two .base_commit)" = "$(git rev-parse reeve/one)" ]
}

@test "--after several needs a --base, and waits for all of them" {
	export REEVE_MAX_AGENTS=10
	agent one -- "wait $T/go-1"
	agent two -- "wait $T/go-2"
	fails 2 "cannot choose a base: *" reeve run --after one --after two -- true
	agent three --after one --after two --base main -- "exit 0"
	touch "$T/go-1"
	reeve wait one
	state_is three blocked
	touch "$T/go-2"
	reeve wait three
}

@test "--after one that has completed already begins at once" {
	agent one -- "exit 0"
	reeve wait one
	agent two --after one -- "exit 0"
	reeve wait two
}

@test "what comes after one that failed stays blocked and says on what" {
	export REEVE_LIMITS__ATTEMPTS=1
	agent one -- "exit 3"
	agent two --after one -- "exit 0"
	agent three --after two -- "exit 0"
	becomes one escalated
	eventually task_is two '.state == "blocked" and
		(.reason | . != null and contains("one") and contains("escalated"))'
	reeve list | grep two | grep -q blocked
	eventually task_is three '.state == "blocked" and
		.reason_code == "dependency" and
		(.reason | . != null and contains("two"))'
	reeve show two | grep -q "one"
	reeve why two | grep -qE "now +blocked: .*one.*escalated"
}

@test "… and begins after all when that one is resumed and completes" {
	export REEVE_LIMITS__ATTEMPTS=1
	agent one -- "@1 exit 3"
	agent two --after one -- "exit 0"
	becomes one escalated
	reeve resume one
	reeve wait one two
	task_is two '.reason | contains("escalated") | not'
}

@test "a blocked task can be stopped, and resumed" {
	agent one -- "wait $T/go"
	agent two --after one -- "exit 0"
	reeve stop two
	state_is two stopped
	touch "$T/go"
	reeve wait one
	state_is two stopped
	reeve resume two
	reeve wait two
}

@test "a resumed task waits again for what it comes after" {
	agent one -- "wait $T/go"
	agent two --after one -- "mark $T/mark"
	reeve stop two
	reeve resume two
	eventually state_is one running
	state_is two blocked
	touch "$T/go"
	reeve wait two
	[ "$(began)" = two ]
}

@test "submit: a graph of tasks, in any order" {
	cat >"$T/tasks.json" <<-EOF
		{"tasks":[
		{"name":"last","argv":["$AGENT","mark $T/mark"],"after":["mid"]},
		{"name":"first","argv":["$AGENT","mark $T/mark"]},
		{"name":"mid","argv":["$AGENT","mark $T/mark"],"after":["first"]}]}
	EOF
	[ "$(reeve submit "$T/tasks.json" | paste -sd' ')" = "last first mid" ]
	reeve wait last
	[ "$(began)" = "first mid last" ]
}

@test "submit: a prompt from a file, to the byte" {
	printf 'a\n b "c" \n' >"$T/words"
	echo '{"prompt_file":"'"$T/words"'","name":"one",
		"argv":["'"$AGENT"'","sh cp \"$REEVE_PROMPT_FILE\" '"$T"'/got"]}' |
		reeve submit -
	reeve wait one
	cmp "$T/words" "$T/got"
}

@test "submit: one object, from standard input, all members" {
	cat >"$T/task.json" <<-EOF
		{"prompt":"do it","agent":"shell","repo":"$REPO","name":"one",
		"base":"main","argv":["$AGENT","sh echo \$GIVEN >'$T/got'"],
		"after":[],"priority":3,"timeout":"1m","idle":"5m",
		"verify":"true","publish":false,"keep_alive":false,
		"interactive":false,"permissions":"bypass",
		"env":["GIVEN=this"],"no_worktree":false}
	EOF
	reeve submit --json - <"$T/task.json" | jq -e '.tasks[0].name == "one"'
	reeve wait one
	[ "$(cat "$T/got")" = this ]
	task_is one '.priority == 3 and .verify == "true" and .prompt == "do it"'
}

@test "submit: a cycle is spelled out, and nothing is stored" {
	echo '{"tasks":[{"name":"a","argv":["true"],"after":["c"]},
		{"name":"b","argv":["true"],"after":["a"]},
		{"name":"c","argv":["true"],"after":["b"]}]}' >"$T/tasks.json"
	fails 2 "*: a → c → b → a" reeve submit "$T/tasks.json"
	[ -z "$(reeve list)" ]
}

@test "submit: one that comes after itself" {
	echo '{"name":"a","argv":["true"],"after":["a"]}' >"$T/task.json"
	fails 2 "*: a → a" reeve submit "$T/task.json"
	[ -z "$(reeve list)" ]
}

@test "submit: an unknown name to come after is refused, all or none" {
	echo '{"tasks":[{"name":"a","argv":["true"]},
		{"name":"b","argv":["true"],"after":["nosuch"]}]}' >"$T/tasks.json"
	fails 3 "cannot come after 'nosuch': *" reeve submit "$T/tasks.json"
	[ -z "$(reeve list)" ]
	[ -z "$(git branch --list 'reeve/*')" ]
}

@test "submit: of two with one name neither is stored" {
	echo '{"tasks":[{"name":"a","argv":["true"]},
		{"name":"a","argv":["true"]}]}' >"$T/tasks.json"
	fails 2 "*'a'*" reeve submit "$T/tasks.json"
	[ -z "$(reeve list)" ]
}

@test "submit: one bad repository among good ones, and none is stored" {
	mkdir "$T/none"
	echo '{"tasks":[{"name":"a","argv":["true"]},
		{"name":"b","argv":["true"],"repo":"'"$T/none"'"}]}' >"$T/tasks.json"
	fails 2 "*'$T/none'*" reeve submit "$T/tasks.json"
	[ -z "$(reeve list)" ]
}

@test "20 commands at once on a cold machine give one reeved" {
	local i
	local -a pids=()
	for i in {1..20}; do
		reeve list >"$T/list.$i" 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	[ -z "$(cat "$T"/list.*)" ]
	[ "$(processes | while read -r i; do cat "/proc/$i/comm"; done |
		grep -cx reeved)" = 1 ]
	jq -se 'map(select(.event == "daemon_started")) | length == 1' "$LOG"
}

@test "20 runs at once on a cold machine: 20 tasks, each with its own number" {
	export REEVE_MAX_AGENTS=4
	local i commands=()
	for i in {1..20}; do
		reeve run -- "$AGENT" "mark $T/mark" >"$T/name.$i" 3>&- &
		commands+=("$!")
	done
	wait "${commands[@]}"
	[ "$(cat "$T"/name.* | sort -u | wc -l)" = 20 ]
	reeve wait {1..20}
	[ "$(sort -u "$T/mark" | wc -l)" = 20 ]
	[ "$(wc -l <"$T/mark")" = 20 ]
}

@test "30 worktrees at once in one repository: all complete, no lock in the way" {
	export REEVE_MAX_AGENTS=30
	jq -n --arg agent "$AGENT" --arg mark "mark $T/mark" '{tasks:
		[range(30) | {name: "t\(.)", argv:
		[$agent, $mark, "commit file \(.)", "wait '"$T/go"'"]}]}' \
		>"$T/tasks.json"
	reeve submit "$T/tasks.json" >/dev/null
	eventually all_began
	touch "$T/go"
	reeve wait {1..30}
	[ "$(git worktree list | wc -l)" = 31 ]
	[ "$(git branch --list 'reeve/*' | wc -l)" = 30 ]
	git fsck --no-progress
	[ "$(wc -l <"$T/mark")" = 30 ]
	not grep -q lock "$STATE/reeved.log"
}

all_began() {
	[ -e "$T/mark" ] && [ "$(wc -l <"$T/mark")" = 30 ]
}
