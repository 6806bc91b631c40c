#!/usr/bin/env bats
# The demo checks its own statements, and cleans up.

setup() {
	ROOT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)"
	export BUILD="${BUILD:-build}" TMPDIR="$BATS_TEST_TMPDIR"
	export TMUX_TMPDIR="$BATS_TEST_TMPDIR"
}

# No process has its directory in its command line, and that is empty.
nothing_left() {
	[ -z "$(find "$TMPDIR" -mindepth 1 -name 'reeve-demo*')" ]
	[ -z "$(pgrep -f "$TMPDIR/reeve-demo" | paste -sd ' ')" ]
}

@test "the demo tells the truth, without colours where nobody looks" {
	run "$ROOT/docs/demo/demo.sh" </dev/null 3>&-
	echo "$output"
	[ "$status" = 0 ]
	[[ "$output" == *" checks passed, 0 failed, "* ]]
	[[ "$output" != *$'\e'* ]]
	nothing_left
}

@test "the demo cleans up when it is interrupted" {
	local demo told=0
	mkfifo "$TMPDIR/out"
	"$ROOT/docs/demo/demo.sh" </dev/null >"$TMPDIR/out" 2>&1 3>&- &
	demo=$!
	exec 4<"$TMPDIR/out"
	while read -r line <&4; do
		case $line in *"The agent beans is killed"*) told=1 && break ;; esac
	done
	[ "$told" = 1 ]
	kill -TERM "$demo"
	cat <&4 >/dev/null
	wait "$demo" || status=$?
	[ "$status" = 143 ]
	nothing_left
}
