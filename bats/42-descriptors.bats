#!/usr/bin/env bats
# How many files reeved may have open: as many as it can get, and when there are
# no more it says so, to whom it can, and goes on once there are.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

# With a soft and a hard limit of its own.
start_with() { # start_with SOFT HARD
	(
		ulimit -Sn "$1" && ulimit -Hn "$2"
		reeved 3>&-
	)
}

limit_of() { # limit_of PID: the soft one
	sed -n 's/^Max open files *\([0-9]*\).*/\1/p' "/proc/$1/limits"
}

ticks_of() { # ticks_of PID: the time it has computed
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f12,13 | tr ' ' +
}

refused() {
	run reeve list
	[ "$status" -ne 0 ] && [[ $output == *"too many clients are connected"* ]]
}

@test "reeved takes what the hard limit allows; its agents have the soft one" {
	start_with 256 512
	agent one -- 'sh ulimit -Sn >limit'
	becomes one completed
	[ "$(limit_of "$(reeved_pid)")" = 512 ]
	[ "$(cat "$REPO/.worktrees/one/limit")" = 256 ]
}

# Clients that stay, until no more is let in.
take_all() {
	CLIENTS=()
	until refused; do
		[ "${#CLIENTS[@]}" -lt 100 ]
		reeve events -f >/dev/null 2>&1 3>&- &
		CLIENTS+=($!)
	done
}

give_back() {
	kill "${CLIENTS[@]}"
	eventually reeve list
}

@test "too many clients: who comes then is told so, and costs nothing" {
	local pid before
	start_with 256 256
	pid="$(reeved_pid)"
	take_all
	[ "${#CLIENTS[@]}" -ge 64 ]
	[[ $output == *"repeat the command later"* ]]
	before="$(ticks_of "$pid")"
	sleep 1
	(("$(ticks_of "$pid")" - before < 10))
	give_back
}

@test "no descriptor left as an agent ends: it is verified, and the next one starts, once there is one" {
	export REEVE_MAX_AGENTS=1
	start_with 40 40
	agent one --verify 'echo verified' -- "wait $T/go"
	agent two -- 'print done'
	becomes one running
	take_all
	touch "$T/go"
	eventually grep -q 'cannot start a worker' "$STATE/reeved.log"
	give_back
	becomes one completed
	becomes two completed
	task_is one '.runs | length == 1 and .[0].verdict == "completed"'
	task_is two '.runs | length == 1'
}
