#!/usr/bin/env bash
# valgrind - the keeper and reeved, each through a short life, without an error
#
# BUILD=dir tests/valgrind.sh	dir has a keeper built with an ordinary libc:
#				valgrind does not know musl's
#
# An error of memory or a leak in either, or in what they fork, fails. It is
# shown; all logs are in BUILD/valgrind.
set -euo pipefail
cd "$(dirname "$0")/.."
BUILD="${BUILD:-build-valgrind}"
LOGS="$PWD/$BUILD/valgrind"
TOP="$(mktemp -d)"
trap 'rm -rf "$TOP"' EXIT
rm -rf "$LOGS"
mkdir -p "$LOGS" "$TOP"/{keeper,reeved,file}

# The helpers of the end-to-end tests ask for these.
export BATS_TEST_DIRNAME="$PWD/bats" BATS_TEST_NUMBER=0 BATS_TEST_COMPLETED=1

under_valgrind() { # under_valgrind NAME: the words to put in front
	echo "valgrind --leak-check=full --num-callers=30" \
		"--errors-for-leak-kinds=none --log-file=$LOGS/$1.%p"
}

# Three runs in one pane: one exits, one is stopped, one leaves things behind.
keeper_lives() {
	export BATS_TEST_TMPDIR="$TOP/keeper"
	. bats/keeper-helper.bash
	state_make
	trap 'server_end' EXIT
	KEEPER="$(under_valgrind keeper) $PWD/$BUILD/reeve-keeper"
	TELL="$PWD/$BUILD/keeper_tell"
	EPOCH=3
	keeper_start
	echo "$KEEPER_PID" >"$LOGS/keeper.pid"
	run_sh 12.1 'echo hello; stty size; exit 3'
	ended 12.1 30
	record 12.1 '"wait_status":768,'
	run_sh 12.2 'echo ready; exec sleep 100'
	wait_until 10 transcript_has 12.2 ready
	tell send text=words
	tm send-keys -t "=$AGENT:" -l "typed"
	tm resize-window -t "=$AGENT:" -x 90 -y 25
	tell stop reason=stop by=test
	ended 12.2 30
	record 12.2 '"wait_status":15,'
	run_sh 12.3 'setsid sh -c "echo in >left; exec sleep 111" &
		until [ -s left ]; do sleep 0.01; done; (sleep 111 &); exit 0'
	ended 12.3 30
	record 12.3 '"wait_status":0,'
	not record 12.3 '"left_behind":0'
	tell report
	tell note text="a note" keys=1
	tell leave
	wait_until 10 gone "$KEEPER_PID"
	[ ! -s "$TOP/keeper/keeper.err" ] || cat "$TOP/keeper/keeper.err"
}

# One task of the shell, with a verify command, seen to its end.
reeved_lives() {
	local pid
	export BATS_TEST_TMPDIR="$TOP/reeved" BATS_FILE_TMPDIR="$TOP/file"
	. bats/helper.bash
	place_make
	trap 'place_end' EXIT
	mkdir -m 0700 "$STATE"
	# shellcheck disable=SC2046
	LD_PRELOAD="$BIN/valgrind_pidfd.so" PIDFD_PROGRAM="$BIN/valgrind_pidfd" \
		$(under_valgrind reeved) "$BIN/reeved" --foreground \
		>"$T/out" 2>&1 &
	pid=$!
	echo "$pid" >"$LOGS/reeved.pid"
	wait_until 30 test -S "$STATE/reeved.sock"
	reeve run -n one --verify 'test -f file' -- \
		sh -c 'echo words; echo text >file'
	reeve wait --timeout 60s one
	reeve run -n two -- sh -c 'exit 3'
	wait_until 60 ends_as two crashed
	reeve run -n three -- sleep 100
	wait_until 60 state_is three running
	reeve stop three
	reeve stop two || true
	reeve show --json one >/dev/null
	reeve list --all >/dev/null
	reeve events >/dev/null
	reeve doctor >/dev/null || true
	reeve down --all
	wait "$pid"
}

# Not in a condition: there the shell would go on after what fails.
live() { # live NAME: through its life, or what it said
	local status
	set +e
	(set -e && "$1_lives") >"$LOGS/$1.out" 2>&1
	status=$?
	set -e
	[ "$status" -eq 0 ] ||
		show_all "$1 did not get to its end:" "$LOGS/$1.out"
}

show_all() { # show_all WHAT FILE...
	echo "$1"
	shift
	cat "$@"
	exit 1
}

# judge NAME PID: its log, and those of what it forked (until they exec). What
# is "possibly lost" is SQLite's, which points into the middle of its pages.
judge() {
	local name="$1" main="$LOGS/$1.$2"
	local -a bad
	mapfile -t bad < <(grep -lE \
		'ERROR SUMMARY: [1-9]|Invalid |uninit|tely lost: [1-9]' \
		"$LOGS/$name".[0-9]*)
	[ "${#bad[@]}" -eq 0 ] || show_all "errors of $name:" "${bad[@]}"
	grep -q 'ERROR SUMMARY: 0 errors' "$main" ||
		show_all "$name did not end:" "$main"
	echo "  ok    $name under valgrind ($(ls "$LOGS/$name".[0-9]* | wc -l)" \
		"processes)"
}

live keeper
judge keeper "$(cat "$LOGS/keeper.pid")"
live reeved
judge reeved "$(cat "$LOGS/reeved.pid")"
