#!/usr/bin/env bats
# What breaks around reeve, and that nothing is lost by it.

load helper

setup() {
	place_make
}

teardown() {
	[ -z "${MOUNTED:-}" ] || {
		place_end
		local rc=$?
		umount -l "$MOUNTED"
		return "$rc"
	}
	place_end
}

# no_doubles: no run began twice
no_doubles() {
	local doubles
	doubles="$(cut -d' ' -f1 "$T/mark" | sort | uniq -d)"
	[ -z "$doubles" ] || { echo "began twice: $doubles" && return 1; }
}

# Kills reeved after this many milliseconds, however far it is by then.
kill_after() {
	local pid
	pid="$(reeved_pid)"
	sleep "0.$(printf %03d "$1")"
	kill -KILL "$pid" 2>/dev/null || true
}

@test "reeved is killed while 10 agents begin: each begins once, all complete" {
	local i
	for i in {1..10}; do
		agent "a$i" -- "mark $T/mark" "wait $T/go" >/dev/null
		((i % 2)) || kill_after $((i * 4))
	done
	for i in 5 15 30 50; do
		reeve list >/dev/null
		kill_after "$i"
	done
	reeve list
	eventually lines_of "$T/mark" 10
	touch "$T/go"
	reeve wait {1..10}
	lines_of "$T/mark" 10
	no_doubles
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
}

lines_of() {
	[ -e "$1" ] && [ "$(wc -l <"$1")" = "$2" ]
}

@test "reeved is killed while 10 agents end and begin again: no run twice" {
	export REEVE_RECOVERY__BACKOFF_MAX=30ms
	local i
	for i in {1..10}; do
		agent "a$i" -- "mark $T/mark" "@1 sh sleep 0.0$i; exit 3" \
			"@2 die TERM" "@3 sh sleep 0.0$i; exit 5" >/dev/null
	done
	for i in 1 5 10 20 40 60 80; do
		reeve list >/dev/null
		kill_after "$i"
	done
	reeve wait {1..10}
	no_doubles
	lines_of "$T/mark" 40
	reeve list --all --json | jq -e '.tasks | all(.attempts == 4)'
	jq -se '[.[] | select(.event == "ended") | .run] | length == 40 and
		(unique | length == 40)' "$LOG"
}

@test "reeved is killed as tasks are submitted: what was printed is there, once" {
	local i commands=()
	for i in {1..12}; do
		reeve run -- "$AGENT" "mark $T/mark" >>"$T/names" 2>>"$T/refused" 3>&- &
		commands+=("$!")
	done
	for i in 20 40 60; do
		kill_after "$i" 2>/dev/null || true
		reeve list >/dev/null
	done
	wait "${commands[@]}" || true # one that was refused says so
	reeve list --all --json | jq -r '.tasks[].name' | sort >"$T/stored"
	sort "$T/names" | comm -23 - "$T/stored" >"$T/lost"
	[ ! -s "$T/lost" ]
	reeve wait $(cat "$T/stored")
	no_doubles
	lines_of "$T/mark" "$(wc -l <"$T/stored")"
}

@test "reeved is killed between a stop that was asked for and the end" {
	export REEVE_LIMITS__GRACE=600ms
	agent one -- "ignore TERM" "print ready" "sleep"
	eventually printed one ready
	reeve stop one 3>&- >"$T/stop" 2>&1 &
	local stop=$!
	eventually event_is '.event == "asked" and .what == "stopped"'
	kill_reeved
	wait "$stop" || true
	becomes one stopped
	task_is one '.verdict == "stopped" and (.runs | length == 1)'
	evidence_has one 1 "a stop was asked for by" requested
}

@test "reeved is killed during a verify: it is made again, nothing is left of it" {
	agent one --verify "echo \$\$ >>'$T/verify'; [ -e '$T/go' ] || sleep 1000" -- \
		"exit 0"
	eventually lines_of "$T/verify" 1
	kill_reeved
	touch "$T/go"
	reeve wait one
	gone "$(head -n 1 "$T/verify")"
	lines_of "$T/verify" 2
}

# verifies_slowly [TRIES]: its verify command hangs but for the try after those
verifies_slowly() {
	agent one --verify "echo \$\$ \$PPID >>'$T/verify'
		[ \$(wc -l <'$T/verify') -gt ${1:-1} ] || sleep 1000" -- \
		"mark $T/ran" "exit 0"
}

@test "the worker of a verify is killed: it is made again, the work stands" {
	verifies_slowly 2
	for try in 1 2; do
		eventually lines_of "$T/verify" "$try"
		kill -KILL "$(tail -n 1 "$T/verify" | cut -d' ' -f2)"
	done
	becomes one completed
	task_is one '.runs | length == 1'
	lines_of "$T/verify" 3
}

@test "the worker of a verify is killed over and over: that ends" {
	export REEVE_LIMITS__ATTEMPTS=1
	verifies_slowly 9
	for try in 1 2 3; do
		eventually lines_of "$T/verify" "$try"
		kill -KILL "$(tail -n 1 "$T/verify" | cut -d' ' -f2)"
	done
	becomes one escalated
	lines_of "$T/verify" 3
}

@test "a verify command that somebody kills is made again, once" {
	verifies_slowly 1
	eventually lines_of "$T/verify" 1
	kill -KILL "$(cut -d' ' -f1 "$T/verify")"
	becomes one completed
	task_is one '.runs | length == 1'
	evidence_has one 1 "the verify command was killed by somebody, and made again" verify_repeated
}

@test "a verify command that is killed each time: tests_failed" {
	export REEVE_LIMITS__ATTEMPTS=1
	agent one --verify "echo x >>'$T/verify'; sh -c 'kill -TERM \$\$'" -- \
		"exit 0"
	ends_as one tests_failed
	lines_of "$T/verify" 2
	evidence_has one 1 "the verify command failed" verify_failed
}

@test "a new reeved adopts running agents as they are" {
	agent one -- "mark $T/mark" "wait $T/go"
	becomes one running
	local pid epoch
	pid="$(record_of 1.1 .pid)"
	epoch="$(reeve doctor --json | jq .daemon.epoch)"
	kill_reeved
	state_is one running
	[ "$(record_of 1.1 .pid)" = "$pid" ]
	[ "$(reeve doctor --json | jq .daemon.epoch)" -gt "$epoch" ]
	touch "$T/go"
	reeve wait one
	lines_of "$T/mark" 1
}

@test "an end while reeved was dead is found by the next" {
	agent one -- "wait $T/go" "@1 exit 3"
	becomes one running
	reeve down
	touch "$T/go"
	eventually grep -q '"ended":true' "$STATE/records/1.1.json"
	reeve wait one
	ends_as one crashed 1
	ends_as one completed 2
}

@test "reeved is killed and nobody asks: its keepers start it again, and time goes on" {
	agent one --timeout 3s -- "mark $T/mark" "@1 sleep"
	agent two -- "mark $T/mark2" sleep
	becomes one running
	becomes two running
	kill_reeved
	# No command is given: only files are looked at.
	eventually grep -q '^1\.2 ' "$T/mark"
	kill -KILL "$(pgrep -f "reeved --state $STATE")"
	eventually pgrep -f "reeved --state $STATE" >/dev/null
	becomes one completed
	ends_as one timed_out 1
	no_doubles
}

@test "a keeper starts reeved again when its run has ended" {
	agent one -- "@1 wait $T/go" "@1 exit 3"
	becomes one running
	kill_reeved
	touch "$T/go"
	eventually jq -e '.state == "completed"' "$RESULTS/one_results.json"
	[ "$(reeved_pid)" != null ]
}

@test "30 keepers whose runs end at once start one reeved" {
	local i
	for i in {1..30}; do
		agent "a$i" -- "wait $T/go" >/dev/null
	done
	eventually all_running 30
	kill_reeved
	touch "$T/go"
	eventually all_completed 30
	[ "$(jq -s 'map(select(.event == "daemon_started")) | length' "$LOG")" = 2 ]
}

all_running() {
	[ "$(reeve list --json | jq '.tasks | map(select(.state == "running")) | length')" = "$1" ]
}

all_completed() {
	[ "$(jq -s 'map(select(.event == "decision" and .decision == "complete")) | length' "$LOG")" = "$1" ]
}

@test "down leaves agents running, and keepers leave reeved down" {
	agent one -- "wait $T/go" "@1 exit 3"
	becomes one running
	reeve down
	[ "$(reeve doctor --json | jq -r .daemon.pid)" = null ]
	touch "$T/go"
	eventually grep -q '"ended":true' "$STATE/records/1.1.json"
	[ "$(reeve doctor --json | jq -r .daemon.pid)" = null ]
	[ "$(reeve down)" = "reeved is not running" ]
	reeve wait one
	ends_as one completed 2
}

@test "reeved is killed as it is started again, over and over: it comes back" {
	local i
	agent one --timeout 4s -- "mark $T/mark" "@1 sleep"
	becomes one running
	for i in {1..6}; do
		eventually pgrep -f "reeved --state $STATE" >/dev/null
		pkill -KILL -f "reeved --state $STATE"
	done
	# No command is given: its time limit is kept by whoever leads by then.
	wait_until 30 grep -q '^1\.2 ' "$T/mark"
	becomes one completed
	no_doubles
}

@test "down, though reeved was just killed: it stays down" {
	agent one -- "mark $T/mark" "wait $T/go"
	becomes one running
	kill_reeved
	reeve down
	[ -e "$STATE/down" ]
	touch "$T/go"
	eventually grep -q '"ended":true' "$STATE/records/1.1.json"
	not pgrep -f "reeved --state $STATE"
	becomes one completed
}

@test "down --all stops agents and waits for their end" {
	agent one -- "print ready" "sleep"
	agent two -- "ignore TERM" "print ready" "sleep"
	eventually printed two ready
	reeve down --all
	nothing_left
	state_is one stopped
	state_is two stopped
	reeve resume one
	eventually state_is one running
}

@test "SIGTERM ends reeved in order; agents go on" {
	agent one -- "wait $T/go"
	becomes one running
	local pid
	pid="$(reeved_pid)"
	kill -TERM "$pid"
	wait_until 5 gone "$pid"
	event_is '.event == "daemon_ended"'
	touch "$T/go"
	reeve wait one
}

@test "a second reeved leaves the first alone" {
	reeve list
	local pid
	pid="$(reeved_pid)"
	reeved --state "$STATE"
	[ "$(reeved_pid)" = "$pid" ]
}

@test "a reeved that stands by takes over when the first is killed" {
	agent one -- "mark $T/mark" "wait $T/go"
	becomes one running
	local pid
	pid="$(reeved_pid)"
	reeved --state "$STATE" --standby --foreground >/dev/null 2>&1 3>&- &
	local standby=$!
	# So that the keeper starts none: the one that stands by may be slower.
	rm "$STATE/start"
	kill -KILL "$pid"
	eventually leads "$standby"
	state_is one running
	touch "$T/go"
	reeve wait one
	lines_of "$T/mark" 1
}

leads() {
	[ "$(reeve doctor --json | jq -r .daemon.pid)" = "$1" ]
}

@test "a reeved that is stopped for a while misses nothing" {
	agent one -- "wait $T/go" "@1 exit 3"
	becomes one running
	local pid
	pid="$(reeved_pid)"
	kill -STOP "$pid"
	touch "$T/go"
	eventually grep -q '"ended":true' "$STATE/records/1.1.json"
	fails 75 "cannot connect to reeved: process $pid is stopped" reeve list
	grep -q "try: kill -CONT $pid" "$T/err"
	kill -CONT "$pid"
	reeve wait one
	ends_as one completed 2
}

@test "a database of garbage: a clear error, and the file is left as it is" {
	agent one -- "exit 0"
	reeve wait one
	reeve down --all
	head -c 20000 /dev/urandom >"$STATE/reeve.db"
	rm -f "$STATE"/reeve.db-*
	cp "$STATE/reeve.db" "$T/garbage"
	fails 2 "cannot use store: *$STATE/reeve.db*: damaged: *" reeve list
	cmp "$STATE/reeve.db" "$T/garbage"
	run reeve doctor
	[ "$status" = 1 ]
	[[ "$output" == *"$STATE/reeve.db"* ]]
	place_wreck
}

@test "a database cut in half: a clear error, and the file is left as it is" {
	local i
	for i in {1..5}; do agent "a$i" -- "exit 0" >/dev/null; done
	reeve wait {1..5}
	reeve down --all
	[ ! -e "$STATE/reeve.db-wal" ]
	truncate -s $(($(stat -c %s "$STATE/reeve.db") / 2)) "$STATE/reeve.db"
	cp "$STATE/reeve.db" "$T/half"
	fails 2 "cannot use store: *$STATE/reeve.db*: damaged: *" reeve list
	cmp "$STATE/reeve.db" "$T/half"
	place_wreck
}

@test "a database that went back in time is noticed" {
	reeve list
	reeve down
	cp "$STATE/reeve.db" "$T/older"
	agent one -- "exit 0"
	reeve wait one
	reeve down --all
	cp "$T/older" "$STATE/reeve.db"
	rm -f "$STATE"/reeve.db-*
	reeve list
	run reeve doctor
	[ "$status" = 1 ]
	[[ "$output" == *"gone back in time"* ]]
}

# Root may write everything, but for this.
as_others() {
	if [ "$(id -u)" = 0 ]; then
		set -- setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	fi
	"$@"
}

@test "a database that is not ours to write: a clear error" {
	reeve list
	reeve down
	chmod 0400 "$STATE/reeve.db"
	fails 75 "*$STATE/reeve.db*" as_others reeve list
	chmod 0600 "$STATE/reeve.db"
}

@test "a full disk: a clear error, and what was there is not lost" {
	small_disk 3m
	export REEVE_STATE="$T/small/state"
	STATE="$REEVE_STATE"
	agent one -- "mark $T/mark" "wait $T/go" "@1 exit 3"
	becomes one running
	fill
	local status=0
	reeve run -n two -- "$AGENT" "mark $T/mark" >"$T/out" 2>"$T/err" 3>&- ||
		status=$?
	cat "$T/out" "$T/err"
	[ "$status" = 75 ]
	[ ! -s "$T/out" ]
	grep -qE '^reeve: .*(full|No space)' "$T/err"
	state_is one running
	fails 3 "*'two'*" reeve show two
	touch "$T/go"
	rm "$T/small/ballast"
	becomes one completed
	ends_as one crashed 1
	agent two -- "mark $T/mark"
	reeve wait two
	no_doubles
}

# Until not a byte more fits.
fill() {
	dd if=/dev/zero of="$T/small/ballast" bs=4k 2>/dev/null || true
	dd if=/dev/zero of="$T/small/ballast" bs=1 oflag=append conv=notrunc \
		count=4096 2>/dev/null || true
}

@test "a run that ends on a full disk is known once there is room" {
	small_disk 3m
	export REEVE_STATE="$T/small/state"
	STATE="$REEVE_STATE"
	agent one -- "mark $T/mark" "wait $T/go" "@1 exit 3"
	becomes one running
	fill
	touch "$T/go"
	eventually grep -q '"ended":true' "$STATE/records/1.1.json"
	state_is one running
	waits_quietly
	rm "$T/small/ballast"
	becomes one completed
	ends_as one crashed 1
	no_doubles
}

# One that tries again and again switches thousands of times in a second.
waits_quietly() {
	local status before after
	status="/proc/$(pgrep -f "reeved --state $STATE\$")/status"
	before="$(sed -n 's/^voluntary_ctxt_switches:\t//p' "$status")"
	sleep 1
	after="$(sed -n 's/^voluntary_ctxt_switches:\t//p' "$status")"
	[ "$((after - before))" -lt 100 ]
}

@test "a place of /tmp that is a link: one below STATE is used, doctor says so" {
	mkdir "$T/elsewhere"
	ln -s "$T/elsewhere" "$CHECKPOINTS"
	agent one -- "checkpoint --completed a" "sh echo \$REEVE_CHECKPOINT >'$T/path'"
	reeve wait one
	[ "$(cat "$T/path")" = "$STATE/agent-checkpoints/one.json" ]
	[ -z "$(ls "$T/elsewhere")" ]
	task_is one '.checkpoint.completed == ["a"]'
	run reeve doctor
	[ "$status" = 1 ]
	[[ "$output" == *"$CHECKPOINTS"*"used instead"* ]]
	reeve doctor --json | jq -e '(.ok | not) and (.problems | length > 0) and
		(.problems[0].what | contains("'"$CHECKPOINTS"'"))'
}

@test "a place of /tmp that belongs to somebody else is not used" {
	[ "$(id -u)" = 0 ] || skip "only root can make such a place"
	mkdir -m 0777 "$RESULTS"
	chown nobody "$RESULTS"
	agent one -- "exit 0"
	reeve wait one
	eventually test -e "$STATE/results/one_results.json"
	[ -z "$(ls "$RESULTS")" ]
	run reeve doctor
	[[ "$output" == *"$RESULTS"*"used instead"* ]]
}

@test "a worktree that was removed by hand comes back, with what was committed" {
	agent one -- "@1 commit file text" "@1 print ready" "@1 sleep" \
		"@2 sh cp file '$T/seen'"
	eventually printed one ready
	reeve stop one
	rm -rf .worktrees/one
	reeve resume one
	reeve wait one
	[ "$(cat "$T/seen")" = text ]
}

@test "a worktree that git was told to remove comes back on its branch" {
	agent one -- "@1 commit file text" "@1 print ready" "@1 sleep" \
		"@2 sh cp file '$T/seen'; git branch --show-current >'$T/branch'"
	eventually printed one ready
	reeve stop one
	git worktree remove --force .worktrees/one
	reeve resume one
	reeve wait one
	[ "$(cat "$T/seen")" = text ]
	[ "$(cat "$T/branch")" = reeve/one ]
}

@test "worktree and branch gone: a person is asked, and told what is gone" {
	agent one -- "print ready" "sleep"
	eventually printed one ready
	reeve stop one
	git worktree remove --force .worktrees/one
	git branch -q -D reeve/one
	reeve resume one
	becomes one escalated
	evidence_has one 2 "branch 'reeve/one' is gone or damaged"
}

@test "an index.lock that a killed git left does not stop the next run" {
	agent one -- "@1 write new x" "@1 print ready" "@1 sleep" \
		"@2 sh git commit -q --allow-empty -m second"
	eventually printed one ready
	reeve stop one
	touch .git/worktrees/one/index.lock
	reeve restart one
	eventually task_is one '.runs | length == 2'
	becomes one completed
	ends_as one completed 2
	[ "$(git show refs/reeve/saved/one/1:new)" = x ]
}

# filter_hangs KIND: git's filter for `hello` blocks as one without its network,
# and writes down who it is
filter_hangs() {
	git config "filter.slow.$1" "echo \$\$ >>'$T/filter'; sleep 1000"
}

filtered() {
	echo "hello filter=slow" >.gitattributes
	git add .gitattributes
	git commit -q -m filtered
	git config filter.slow.smudge cat
	git config filter.slow.clean cat
}

filters_are_gone() {
	local pid
	while read -r pid; do
		gone "$pid" || return 1
	done <"$T/filter"
}

@test "a filter of git's hangs as a run begins: a stop takes effect at once" {
	filtered
	filter_hangs smudge
	agent one -- "exit 0"
	eventually lines_of "$T/filter" 1
	state_is one starting
	timeout 10 reeve stop one
	task_is one '.state == "stopped" and .verdict == "stopped"'
	filters_are_gone
	git config filter.slow.smudge cat
	reeve resume one
	becomes one completed
	[ "$(cat .worktrees/one/hello)" = hello ]
	[ -z "$(git -C .worktrees/one status --porcelain)" ]
}

@test "a filter of git's hangs between two runs: stop, restart, reassign, down" {
	cat >"$T/reeve.json" <<-EOF
		{"profiles":{"other":{"program":"sh","headless":["-c",
		"echo more >>hello"]}}}
	EOF
	export REEVE_CONFIG="$T/reeve.json"
	filtered
	agent one "the task" -- "sh echo more >>hello" "mark $T/mark" sleep
	eventually test -e "$T/mark"
	filter_hangs clean
	reeve restart one
	eventually lines_of "$T/filter" 1
	state_is one starting
	timeout 10 reeve stop one
	state_is one stopped
	filters_are_gone
	reeve restart one
	eventually lines_of "$T/filter" 2
	timeout 10 reeve restart one
	eventually lines_of "$T/filter" 3
	timeout 10 reeve reassign one -a other
	eventually lines_of "$T/filter" 4
	kill_reeved
	eventually lines_of "$T/filter" 5
	timeout 10 reeve down --all
	eventually filters_are_gone
	git config filter.slow.clean cat
	reeve resume one
	becomes one completed
	[ "$(cat .worktrees/one/hello)" = "$(printf 'hello\nmore\nmore')" ]
}

@test "a stop of a start that hangs outlives reeved" {
	filtered
	filter_hangs smudge
	agent one -- "exit 0"
	eventually lines_of "$T/filter" 1
	# Nobody can tell its worker, nor hear of its end.
	local worker
	worker="$(pgrep -P "$(reeved_pid)" reeve-worker)"
	kill -STOP "$worker"
	reeve stop one 3>&- >"$T/stop" 2>&1 &
	local stop=$!
	eventually event_is '.event == "asked" and .what == "stopped"'
	kill_reeved
	wait "$stop" || true
	becomes one stopped
	eventually filters_are_gone
	lines_of "$T/filter" 1
}

@test "a filter of git's that hangs is ended in time, and the reason names git" {
	export REEVE_GIT__TIMEOUT=1s REEVE_LIMITS__ATTEMPTS=1
	filtered
	filter_hangs smudge
	agent one -- "exit 0"
	becomes one escalated
	ends_as one start_failed
	evidence_has one 1 "'git reset' took longer than 1 s (git.timeout)"
	filters_are_gone
}

@test "a filter of git's that hangs as a run is looked at: it says so" {
	export REEVE_GIT__TIMEOUT=1s REEVE_LIMITS__ATTEMPTS=1
	filtered
	filter_hangs clean
	agent one --verify true -- "sh echo hallo >hello" "exit 0"
	becomes one completed
	grep -qF "'git status' took longer than 1 s (git.timeout)" \
		"$STATE/reeved.log"
	eventually filters_are_gone
}

@test "a branch that exists is named, and nothing is stored" {
	git branch reeve/one
	fails 2 "*branch 'reeve/one' exists" reeve run -n one -- true
	[ -z "$(reeve list)" ]
	[ ! -e .worktrees/one ]
}

@test "a worktree that exists is named, and left alone" {
	mkdir -p .worktrees/one
	echo mine >.worktrees/one/file
	fails 2 "*'$REPO/.worktrees/one' exists" reeve run -n one -- true
	[ "$(cat .worktrees/one/file)" = mine ]
	[ -z "$(git branch --list 'reeve/*')" ]
}

@test "a name that a task has is refused" {
	agent one -- "exit 0"
	reeve wait one
	fails 2 "*'one'*" reeve run -n one -- true
	[ "$(reeve list --json | jq '.tasks | length')" = 1 ]
}

@test "a person's own tmux session of that name is left alone" {
	tm -f /dev/null new-session -d -s one "exec sleep 1000"
	local pid
	pid="$(tm list-panes -t =one: -F '#{pane_pid}')"
	fails 2 "*'one'*" reeve run -n one -- true
	grep -qxF "reeve: try: tmux -L e2e attach -t =one, or another --name" \
		"$T/err"
	[ "$(tm list-panes -t =one: -F '#{pane_pid}')" = "$pid" ]
	tm kill-server
}

@test "options of a person's tmux do not end or hide agents" {
	cat >"$HOME/.tmux.conf" <<-'EOF2'
		set -g remain-on-exit on
		set -g destroy-unattached on
		set -g default-command "false"
		set -g default-shell /bin/false
		set -g base-index 1
		set -g pane-base-index 1
		set -g history-limit 0
	EOF2
	agent one -- "@1 exit 3" "wait $T/go"
	becomes one running
	touch "$T/go"
	reeve wait one
	reeve down --all
	rm "$HOME/.tmux.conf"
}

@test "a record of garbage is a lost run, not the end of reeved" {
	agent one -- "@1 print ready" "@1 sleep"
	eventually printed one ready
	local keeper
	keeper="$(record_of 1.1 .keeper_pid)"
	head -c 500 /dev/urandom >"$STATE/records/1.1.json"
	kill -KILL "$keeper"
	reeve wait one
	ends_as one lost 1
}

@test "garbage in the places of STATE is nobody's task" {
	agent one -- "wait $T/go"
	becomes one running
	echo x >"$STATE/records/99.1.json"
	echo x >"$STATE/records/1.7.json"
	echo x >"$STATE/records/.json"
	echo x >"$STATE/keepers/nosuch.lock"
	mkdir "$STATE/records/5.5.json"
	touch "$T/go"
	reeve wait one
	task_is one '.runs | length == 1'
}

@test "fifos in place of what an agent's run wrote do not hold reeved up" {
	cat >"$T/cli" <<-'END'
		#!/bin/sh
		cd "$(dirname "$REEVE_PROMPT_FILE")" || exit
		rm -f events.jsonl transcript.log
		mkfifo events.jsonl transcript.log hooks.jsonl "$REEVE_CHECKPOINT"
		exit 3
	END
	chmod +x "$T/cli"
	jq -n --arg program "$T/cli" '{profiles: {claude: {program: $program,
		headless: [], headless_resume: [], version_args: [], native_binary: [],
		session: "none", session_event: null, conversation_file: null,
		stdin_headless: "null", preset_files: [], root_env: null,
		preamble: false}}}' >"$T/config.json"
	export REEVE_CONFIG="$T/config.json" REEVE_LIMITS__ATTEMPTS=2
	reeve run -n a -a claude x 3>&-
	becomes a escalated
	[ "$(show a .verdict)" = crashed ]
}

@test "clients that connect and say nothing do not get in the way" {
	reeve list
	local i
	local -a silent=()
	for i in {1..40}; do
		python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); time.sleep(100)' \
			"$STATE/reeved.sock" 3>&- &
		silent+=($!)
	done
	agent one -- "exit 0"
	timeout 10 reeve wait one
	kill "${silent[@]}"
	wait "${silent[@]}" 2>/dev/null || true
}

@test "a store that takes nothing for a while: what goes is not begun again" {
	small_disk 3m
	export REEVE_STATE="$T/small/state"
	STATE="$REEVE_STATE"
	agent one --verify "echo x >>'$T/verify'; until [ -e '$T/go' ]; do sleep 0.1; done" \
		-- "exit 0"
	eventually lines_of "$T/verify" 1
	agent two --timeout 2s -- sleep
	becomes two running
	fill
	not reeve run -n three -- "$AGENT" "exit 0" >/dev/null 2>&1 3>&-
	rm "$T/small/ballast"
	# What is due comes after all was looked at again.
	eventually task_is two '.runs[0].verdict == "timed_out"'
	touch "$T/go"
	reeve wait one
	lines_of "$T/verify" 1
}
