#!/usr/bin/env bats
# What fails for many at once: a profile's breaker, many ends at one moment, too
# little memory. One of them is tried, one person is told, and all carry on.

load helper

setup() {
	place_make
	export REEVE_CONFIG="$T/reeve.json" REEVE_RECOVERY__PARK_JITTER=100ms
	export REEVE_RECOVERY__BREAKER__PROBE_FIRST=1h
	# claude's profile, with a script for its program.
	jq --arg program "$T/cli" '{profiles: {fake: (.profiles.claude +
		{program: $program, headless: [], headless_resume: [],
		version_args: [], native_binary: [], session: "none",
		session_event: null, conversation_file: null,
		stdin_headless: "null", preset_files: [], root_env: null,
		preamble: false, needs_change: false})}}' \
		"$ROOT/config.example.json" >"$REEVE_CONFIG"
	# People are told by a program that keeps what it is told.
	printf '#!/bin/sh\nprintf "%%s\\n" "$(tr -d "\\n")" >>"%s/told"\n' "$T" \
		>"$T/teller"
	chmod +x "$T/teller"
	export REEVE_NOTIFY__COMMAND="[\"$T/teller\"]" REEVE_NOTIFY__MAX_PER_MINUTE=60
	MOUNTED=
}

teardown() {
	[ -z "$MOUNTED" ] || {
		place_end
		local rc=$?
		umount -l "$MOUNTED"
		return "$rc"
	}
	place_end
}

# cli LINE...: the script; did and the failures print claude's events
cli() {
	{
		cat <<-'END'
			#!/bin/bash
			n=${REEVE_RUN##*.}
			says() { printf '%s\n' "$1"; }
			did() { says '{"type":"result","subtype":"success","is_error":false,"result":"ok"}'; exit 0; }
			denied() { says '{"type":"result","subtype":"success","is_error":false,"result":"I may not","permission_denials":[{"tool_name":"Bash","tool_input":{"command":"git commit"}}]}'; exit 1; }
			fails() { says '{"type":"result","subtype":"success","is_error":true,"api_error_status":'"$1"',"terminal_reason":"api_error","result":"'"$2"'"}'; exit 1; }
		END
		echo "echo \"\$REEVE_RUN \$\$\" >>'$T/mark'"
		printf '%s\n' "$@"
	} >"$T/cli"
	chmod +x "$T/cli"
}

go() { # go NAME [OPTION...]
	reeve run -n "$1" -a fake "${@:2}" "the task" 3>&- >/dev/null
}

told() { # told FILTER COUNT: so many that fit have been told
	[ "$(jq -s "map(if .events then .events[] else . end) |
		map(select($1)) | length" "$T/told" 2>/dev/null || echo 0)" = "$2" ]
}

all_are() { # all_are STATE FIRST LAST: t4 … t33
	reeve list --all --json 3>&- | jq -e --arg state "$1" "[.tasks[] |
		select(.name | test(\"^t[0-9]\")) | select((.name[1:] |
		tonumber) as \$n | \$n >= $2 and \$n <= $3)] |
		length == $3 - $2 + 1 and all(.[]; .state == \$state)" >/dev/null
}

# Two fail one by one, the third opens the breaker.
open_breaker() {
	go t1
	becomes t1 escalated
	go t2
	becomes t2 escalated
	go t3
	becomes t3 parked
}

runs_begun() {
	[ "$(wc -l <"$T/mark")" = "$1" ]
}

@test "three denied for want of a flag: one escalation, and all carry on" {
	export REEVE_NOTIFY__SETTLE=3s
	cli "[ -e '$T/fixed' ] && did; denied"
	open_breaker
	becomes t1 parked
	becomes t2 parked
	local i names=()
	for i in {4..33}; do
		go "t$i"
		names+=("t$i")
	done
	eventually all_are queued 4 33
	task_is t33 '.reason_code == "breaker" and
		(.reason | contains("breaker of profile '\''fake'\'' is open"))'
	task_is t1 '.attempts == 0 and .decision == "park" and
		(.reason | contains("breaker of profile")) and .runs[0].decision == "park"'
	task_is t3 '.attempts == 0'
	runs_begun 3
	# One for all of them, the two that came before among them.
	eventually told '.event == "breaker"' 1
	told '.event == "parked"' 0
	told '.event == "breaker" and (.reason | contains("3 agents of profile") and
		contains("permission_error") and contains("t1, t2, t3") and
		contains("--permissions")) and (.evidence | contains("git commit"))
		and .evidence_code == "sign"
		and .try == "reeve resume t3"' 1
	reeve review list --json | jq -e '[.tasks[].name] == ["t3"]'
	reeve list | grep -q 'breaker of profile'
	reeve doctor --json | jq -e '(.ok | not) and (.daemon.gates |
		length == 1 and .[0].profile == "fake" and .[0].breaker == "open"
		and .[0].agents == 3)'
	reeve metrics --json | jq -e '.gates[0].verdict == "permission_error"'
	touch "$T/fixed"
	reeve resume t2
	reeve wait t1 t2 t3 "${names[@]}"
	runs_begun 36
	# Those that have waited behind it went wrong, and have recovered.
	reeve metrics --json | jq -e '.first_try.all.tasks == 33 and
		.first_try.all.successes == 30 and .recovery.tasks == 3 and
		.recovery.successes == 3'
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
	event_is '.event == "breaker" and .state == "closed"'
	reeve doctor --json | jq -e '.daemon.gates == []'
	eventually all_is_told
	told '.event == "breaker"' 1
	told '.event == "escalated"' 0
}

all_is_told() {
	[ "$(sqlite3 "$STATE/reeve.db" "SELECT count(*) FROM notification")" = 0 ]
}

@test "the breaker is tried by one run at a time, later each time" {
	export REEVE_RECOVERY__BREAKER__PROBE_FIRST=150ms
	cli "[ -e '$T/fixed' ] && did; denied"
	open_breaker
	local i
	for i in {4..8}; do go "t$i"; done
	eventually probed 3
	touch "$T/fixed"
	reeve wait t{1..8}
	# Each try was one run, between two openings.
	jq -se '[.[] | select(.event == "breaker") | .state] |
		.[0] == "open" and .[-1] == "closed" and
		(.[1:-1] | [range(0; length; 2) as $i | .[$i]] |
		all(. == "half_open"))' "$LOG"
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
	told '.event == "breaker"' 1
	told '.event == "escalated"' 2
}

probed() {
	[ "$(jq -s '[.[] | select(.event == "breaker" and
		.state == "half_open")] | length' "$LOG")" -ge "$1" ]
}

@test "reeved is killed with the breaker open, and as it is tried" {
	export REEVE_RECOVERY__BREAKER__PROBE_FIRST=2s
	cli "[ \$n = 1 ] && [ \$REEVE_AGENT != t4 ] && denied" \
		"until [ -e '$T/go' ]; do sleep 0.05; done; did"
	open_breaker
	go t4
	eventually state_is t4 queued
	kill_reeved
	task_is t4 '.runs | length == 0'
	task_is t3 '.attempts == 0'
	eventually probed 1
	eventually runs_begun 4
	kill_reeved
	state_is t1 running
	reeve doctor --json | jq -e '.daemon.gates[0].breaker == "half_open"'
	runs_begun 4
	touch "$T/go"
	reeve wait t1 t2 t3 t4
	runs_begun 7
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
	eventually told '.event == "breaker"' 1
}

@test "a review of the one that stands for all: approved, it is the probe" {
	cli "[ -e '$T/fixed' ] && did; denied"
	open_breaker
	fails 1 "cannot review 't1': *" reeve review approve t1
	touch "$T/fixed"
	reeve review approve t3
	reeve wait t1 t2 t3
}

@test "a queued task behind the breaker may be the probe" {
	cli "[ -e '$T/fixed' ] && did; denied"
	open_breaker
	go t4
	eventually task_is t4 '.reason | contains("breaker")'
	touch "$T/fixed"
	reeve resume t4
	reeve wait t1 t2 t3 t4
	task_is t4 '.attempts == 1 and (.runs | length == 1)'
}

@test "a probe that goes on well closes the breaker" {
	export REEVE_RECOVERY__BREAKER__CLOSE_AFTER=500ms
	cli "[ -e '$T/fixed' ] || denied" \
		"until [ -e '$T/go' ]; do sleep 0.05; done; did"
	open_breaker
	touch "$T/fixed"
	reeve resume t1
	eventually runs_begun 6
	touch "$T/go"
	reeve wait t1 t2 t3
}

@test "a probe that is stopped tells nothing: it stays open" {
	cli "[ -e '$T/fixed' ] || denied" \
		"[ -e '$T/slow' ] && sleep 1000; did"
	open_breaker
	touch "$T/slow" "$T/fixed"
	reeve resume t1
	becomes t1 running
	reeve doctor --json | jq -e '.daemon.gates[0].breaker == "half_open"'
	reeve stop t1
	reeve doctor --json | jq -e '.daemon.gates[0].breaker == "open"'
	state_is t2 parked
	rm "$T/slow"
	reeve resume t2
	reeve wait t2 t3
	state_is t1 stopped
}

@test "other profiles go on, and a success in between is no systemic failure" {
	cli "[ \$REEVE_AGENT = t3 ] && did; denied"
	go t1
	becomes t1 escalated
	go t2
	becomes t2 escalated
	go t3
	reeve wait t3
	go t4
	becomes t4 escalated
	agent shell -- "exit 0"
	reeve wait shell
	reeve doctor --json | jq -e '.daemon.gates == []'
}

@test "the breaker may be off" {
	export REEVE_RECOVERY__BREAKER__AGENTS=0
	cli denied
	local i
	for i in {1..4}; do go "t$i"; done
	for i in {1..4}; do becomes "t$i" escalated; done
}

@test "out of memory: fewer of its profile at once, one more after a while" {
	memory_group
	export REEVE_RECOVERY__BACKOFF_RESET_AFTER=4s
	( # the tmux server is to be in there, and with it all of them
		echo "$BASHPID" >"$GROUP/cgroup.procs"
		agent t1 -- "mark $T/mark" "wait $T/go"
	)
	agent t2 -- "mark $T/mark" "wait $T/go"
	eventually runs_begun 2
	agent t3 -- "mark $T/mark" "@1 sh exec tail /dev/zero"
	ends_as t3 out_of_memory 1
	# Two of three are going: t3 waits for its turn.
	eventually task_is t3 '.state == "queued" and
		(.reason | contains("ran out of memory: 2 at once"))'
	agent t4 -- "mark $T/mark" "wait $T/go"
	eventually task_is t4 '.reason | contains("2 at once")'
	reeve doctor --json | jq -e '.daemon.gates[0] | .profile == "shell" and
		.most == 2'
	event_is '.event == "lowered" and .most == 2'
	# … and is raised by and by.
	eventually runs_begun 5
	touch "$T/go"
	reeve wait t1 t2 t3 t4
	reeve down --all
	tm kill-server 2>/dev/null || true
	eventually rmdir "$GROUP"
}

memory_group() {
	GROUP="/sys/fs/cgroup/memory/reeve-e2e-$$"
	if mkdir "$GROUP" 2>/dev/null; then
		echo 50M >"$GROUP/memory.limit_in_bytes"
		return
	fi
	GROUP="/sys/fs/cgroup/reeve-e2e-$$"
	mkdir "$GROUP" 2>/dev/null || skip "no memory limit can be set here"
	echo 50M 2>/dev/null >"$GROUP/memory.max" ||
		{ rmdir "$GROUP" && skip "no memory limit can be set here"; }
	echo 0 2>/dev/null >"$GROUP/memory.swap.max" || true
}

pressure() { # pressure PERCENT: as the kernel writes it
	printf 'some avg10=%s avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' \
		"$1" >"$T/pressure.new"
	mv "$T/pressure.new" "$T/pressure"
}

@test "memory is short: starts and resumes wait until it is not" {
	export REEVE_RECOVERY__MEMORY__PRESSURE_PERCENT=40
	export REEVE_RECOVERY__MEMORY__PRESSURE_FILE="$T/pressure"
	export REEVE_RECOVERY__MEMORY__RECHECK_INTERVAL=200ms
	pressure 3.50
	agent t1 -- "mark $T/mark" "@1 wait $T/go" "@1 exit 3"
	eventually runs_begun 1
	pressure 61.25
	agent t2 -- "mark $T/mark"
	eventually task_is t2 '.state == "queued" and (.reason |
		contains("memory is short: processes wait for it 61.25 % of the time"))'
	touch "$T/go"
	eventually task_is t1 '.state == "queued" and
		(.reason | contains("memory is short"))'
	runs_begun 1
	reeve list | grep -q "memory is short"
	reeve metrics | grep -q "all profiles  no new runs: memory is short"
	reeve doctor | grep -q "note: no new runs are started: memory is short"
	pressure 0.00
	reeve wait t1 t2
	runs_begun 3
	# What the kernel does not tell holds nothing back.
	rm "$T/pressure"
	agent t3 -- "exit 0"
	reeve wait t3
}

mass() { # mass ON: many ends at once are looked at
	export REEVE_RECOVERY__MASS_DEATH__AGENTS=5
	export REEVE_RECOVERY__MASS_DEATH__SETTLE=500ms
	export REEVE_RECOVERY__MASS_DEATH__RECHECK_FIRST=200ms
	export REEVE_RECOVERY__MASS_DEATH__PROBE_AFTER=400ms
}

six() { # six LINE...: agents a1 to a6, going
	local i
	for i in {1..6}; do
		agent "t$i" -- "mark $T/mark" "$@" >/dev/null
	done
	eventually runs_begun 6
	eventually all_are running 1 6
}

# Each went once more, at the cost of no attempt; people were told once.
carried_on() { # carried_on RUNS
	reeve wait t{1..6}
	runs_begun "$1"
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
	eventually told '.event == "breaker"' 1
	told '.event == "parked" or .event == "escalated"' 0
}

@test "the tmux server is killed with six agents: named, told once, all go on" {
	mass
	six "@1 wait $T/never"
	tm kill-server
	carried_on 12
	told '.event == "breaker" and .title == "many runs ended at once" and
		(.reason | test("^[56] of 6 runs ended at once [(]t[0-9]") and
		contains("tmux server was ended") and contains("all tasks continue"))' 1
	run_has t1 0 '.decision == "park" and
		(.reason | contains("tmux server was ended"))' ||
		run_has t6 0 '.reason | contains("tmux server was ended")'
	# Whoever asks later is told the cause, and no guesses.
	reeve why t3 >"$T/why"
	grep -q "ended with others at once: the tmux server was ended" "$T/why"
	not grep -q "closed by somebody" "$T/why"
	task_is t3 '.reason | contains("its next run follows") | not'
	# None of them has succeeded at the first try, and all have recovered.
	reeve metrics --json | jq -e '.first_try.all.successes == 0 and
		.recovery.tasks == 6 and .recovery.successes == 6'
}

@test "one process kills six agents: it is named" {
	mass
	six "@1 wait $T/never"
	cat >"$T/killer" <<-END
		#!/bin/bash
		kill -TERM $(for i in {1..6}; do record_of "$i.1" .keeper_pid; done | xargs)
	END
	chmod +x "$T/killer"
	"$T/killer"
	carried_on 12
	told '.event == "breaker" and (.reason | contains("got SIGTERM from process"))' 1
}

@test "what kills six agents comes back: that it is over is not believed again" {
	mass
	export REEVE_RECOVERY__MASS_DEATH__PROBE_AFTER=1h
	export REEVE_RECOVERY__MASS_DEATH__RECHECK_MAX=2h
	six "wait $T/never"
	tm kill-server
	eventually runs_begun 12
	eventually all_are running 1 6
	tm kill-server
	eventually all_are parked 1 6
	eventually event_is '.event == "breaker" and .state == "open" and
		(.reason | contains("it recurred: one run probes it first"))'
	eventually told '.event == "breaker"' 2
	reeve list --all --json | jq -e '.tasks | all(.attempts <= 1)'
	[ "$(reeve review list --json | jq '.tasks | length')" = 1 ]
	reeve resume t1
	eventually runs_begun 13
}

@test "six die and nothing is found: held, one tries it, then all go on" {
	mass
	six "@1 wait $T/go" "@1 die KILL"
	touch "$T/go"
	carried_on 12
	told '.event == "breaker" and (.reason | contains("no common cause was found"))' 1
	jq -se '[.[] | select(.event == "breaker") | .state] |
		.[0] == "open" and (. | index("half_open")) and .[-1] == "closed"' \
		"$LOG"
}

@test "six complete at once, and six are stopped: that is none" {
	mass
	six "wait $T/go"
	touch "$T/go"
	reeve wait t{1..6}
	for i in {7..12}; do agent "t$i" -- "mark $T/mark" "sleep" >/dev/null; done
	eventually runs_begun 12
	reeve down --all
	reeve list >/dev/null
	not event_is '.event == "breaker"'
	all_are stopped 7 12
}

@test "reeved is killed as many have ended, and looks for the cause when it is back" {
	mass
	six "@1 wait $T/never"
	kill_reeved
	tm kill-server
	eventually gone_all
	carried_on 12
	told '.event == "breaker" and (.reason | contains("tmux server was ended"))' 1
}

gone_all() {
	[ "$(grep -l '"ended":true' "$STATE"/records/*.json 2>/dev/null | wc -l)" = 6 ] ||
		event_is '.event == "breaker"'
}

@test "a full disk: they wait while it is full, and go on once there is room" {
	mass
	small_disk 24m
	cp -r "$REPO" "$T/small/repo"
	cd "$T/small/repo"
	six "@1 wait $T/go" "@1 sh echo x >big || exit 1; exit 3"
	dd if=/dev/zero of="$T/small/ballast" bs=1M count=20 2>/dev/null
	touch "$T/go"
	eventually told '.event == "breaker" and (.reason |
		contains("is full") and contains("make room there"))' 1
	eventually all_are parked 1 6
	task_is t1 '.reason | contains("is full") or contains("disk_full")'
	reeve review list --json | jq -e '.tasks | length == 1'
	runs_begun 6
	rm "$T/small/ballast"
	carried_on 12
	cd "$T"
}

@test "six cannot connect at once: the network is named, and one tries it" {
	mass
	local i
	cli "until [ -e '$T/cut' ]; do sleep 0.05; done" \
		"[ \$n -gt 1 ] && did; fails 0 'API Error: Connection error.'"
	for i in {1..6}; do go "t$i"; done
	eventually runs_begun 6
	eventually all_are running 1 6
	touch "$T/cut"
	carried_on 12
	told '.event == "breaker" and (.reason | contains("the network is gone")
		and contains("could not connect"))' 1
}

@test "an API that answers six with errors is its profile's matter" {
	mass
	local i
	cli "until [ -e '$T/bad' ]; do sleep 0.05; done" \
		"[ -e '$T/fixed' ] && did; fails 500 'Internal server error'"
	for i in {1..6}; do go "t$i"; done
	eventually all_are running 1 6
	touch "$T/bad"
	eventually all_are parked 1 6
	eventually told '.event == "breaker" and (.reason | contains("api_error"))' 1
	touch "$T/fixed"
	reeve resume t4
	reeve wait t{1..6}
	told '.event == "breaker"' 1
	reeve list --all --json | jq -e '.tasks | all(.attempts == 1)'
}

@test "a restart that a person asked for stays one, whatever opens meanwhile" {
	export REEVE_MAX_AGENTS=1
	cli "[ -e '$T/fixed' ] && did" \
		"case \$REEVE_AGENT in t3) until [ -e '$T/go' ]; do sleep 0.05; done ;; esac" \
		denied
	go t1
	becomes t1 escalated
	go t2
	becomes t2 escalated
	go t3
	becomes t3 running
	reeve restart t1
	state_is t1 queued
	touch "$T/go"
	becomes t3 parked
	becomes t1 parked
	touch "$T/fixed"
	reeve resume t3
	reeve wait t1
	task_is t1 '.runs[1].mode == "restart"'
}

@test "what waits in the queue behind a breaker is no time of its own" {
	export REEVE_LIMITS__WALL_TIME=3s REEVE_RECOVERY__BREAKER__PROBE_FIRST=4s
	cli "case \$REEVE_AGENT.\$n in two.1) until [ -e '$T/go' ]; do sleep 0.05; done; exit 3 ;; esac" \
		'[ $n -gt 1 ] && did; denied'
	go two
	becomes two running
	open_breaker
	touch "$T/go"
	becomes two queued
	reeve wait two
}

@test "fast failures of one profile among others that go: its breaker opens" {
	export REEVE_RECOVERY__MASS_DEATH__AGENTS=5 REEVE_RECOVERY__MASS_DEATH__SETTLE=200ms
	cli 'fails 500 "API Error: connect ECONNREFUSED 127.0.0.1:1"'
	local i
	for i in 1 2 3 4; do agent "s$i" -- sleep >/dev/null; done
	for i in 1 2 3 4; do becomes "s$i" running; done
	for i in 1 2 3; do go "t$i"; done
	for i in 1 2 3; do becomes "t$i" parked; done
	reeve doctor --json | jq -e '.daemon.gates[0].profile == "fake"'
}

@test "who stands for a breaker and is rejected: the next one stands for it" {
	cli denied
	open_breaker
	reeve review list --json | jq -e '[.tasks[].name] == ["t3"]'
	reeve review reject t3 no
	reeve review list --json | jq -e '[.tasks[].name] == ["t1"]'
}
