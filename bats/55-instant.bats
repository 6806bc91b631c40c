#!/usr/bin/env bats
# The instant between the end of a run and the start of the next: what is
# prepared, committed and started side by side there, and what a death of
# reeved in the midst of it leaves.

load helper

setup() {
	place_make
	export REEVE_RECOVERY__POLICY__KILLED__AFTER=0
	export REEVE_LIMITS__ATTEMPTS=200
}

teardown() {
	place_end
}

run_goes() { # run_goes NAME NUMBER: that one, marked by itself
	[ "$(show "$1" '.runs | length')" -ge "$2" ] &&
		state_is "$1" running && grep -q "^1\.$2 " "$T/marks"
}

@test "kill -9 of reeved as it carries on: no run is lost, none is doubled" {
	agent victim -- "mark $T/marks" sleep
	eventually run_goes victim 1
	for round in $(seq 25); do
		pid="$(reeved_pid)"
		kill -KILL "$(tail -n 1 "$T/marks" | cut -d' ' -f2)"
		# From the very beginning until after the start, evenly.
		sleep "$(printf '0.%04d' $((round * 8)))"
		kill -KILL "$pid"
		wait_until 5 gone "$pid"
		reeve list >/dev/null 3>&-
		eventually run_goes victim $((round + 1))
	done
	# Each run has begun once, in turn, and the store knows no other.
	[ "$(cut -d' ' -f1 "$T/marks")" = "$(seq -f '1.%.0f' 26)" ]
	[ "$(show victim '.runs | length')" = 26 ]
	[ "$(show victim '[.runs[:-1][] | .verdict] | unique | .[]')" = killed ]
}

@test "an agent that reads its continuation at once reads all of it" {
	echo "$((1 << 20))" >"$REPO/seed"
	for i in $(seq 300); do echo "$i" >"$REPO/file-$i"; done
	git -C "$REPO" add . && git -C "$REPO" commit -qm files
	agent reader -- "@1 commit done.txt first step" "@1 write new.txt half" \
		"@1 die KILL" "@2+ sh cat \"\$REEVE_CONTINUATION\" >$T/read.\$REEVE_RUN" \
		"@2 die KILL" "@3 exit 0"
	becomes reader completed
	for run in 2 3; do
		grep -q 'first step' "$T/read.1.$run"
		grep -q 'new.txt' "$T/read.1.$run"
	done
}

@test "a worker that dies leaves its reader with what is there" {
	cat >"$T/git" <<-END
		#!/bin/sh
		case "\$*" in *status*)
			echo \$PPID >"$T/worker"
			exec sleep 1000 ;;
		esac
		exec git "\$@"
	END
	chmod +x "$T/git"
	export REEVE_GIT__PROGRAM="$T/git"
	agent reader -- "@1 die KILL" \
		"@2 sh cat \"\$REEVE_CONTINUATION\" >$T/read"
	eventually test -s "$T/worker"
	not test -s "$T/read"
	kill -KILL "$(cat "$T/worker")"
	becomes reader completed
	grep -q 'killed' "$T/read"
}
