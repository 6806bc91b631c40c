# keeper-helper - a keeper in a pane of a private tmux server
#
# KEEPER is the program under test (default: the built one); TELL speaks to
# its socket. Tests wait for facts, with a deadline for the case that they
# never come.

ROOT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)"
KEEPER="${KEEPER:-$ROOT/${BUILD:-build}/reeve-keeper}"
AGENT=task-agent-12

wait_until() { # wait_until SECONDS COMMAND...
	local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
	shift
	until "$@"; do
		if ((${EPOCHREALTIME/[.,]/} > deadline)); then
			echo "gave up waiting for: $*"
			return 1
		fi
		sleep 0.02
	done
}

# "! command" is not looked at by the shell's -e.
not() {
	if "$@"; then
		echo "unexpected: $*"
		return 1
	fi
}

build_tell() {
	TELL="$BATS_FILE_TMPDIR/tell"
	export TELL
	# Words are meant to be split: CC may be "ccache gcc".
	# shellcheck disable=SC2086
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -I"$ROOT" -o "$TELL" \
		"$ROOT"/tests/keeper_tell.c "$ROOT"/base/{sock,file,err}.c
}

tm() {
	tmux -L "$TMUX_SERVER" "$@" 3>&-
}

state_make() {
	STATE="$BATS_TEST_TMPDIR/state"
	TMUX_SERVER="reeve-test-$$-$BATS_TEST_NUMBER"
	mkdir -m 0700 "$STATE" "$STATE"/{keepers,records,runs}
	unset TMUX TMUX_PANE
	# Its standard error is /dev/null soon: a sanitizer writes here.
	# The leak checker of a process that reaps as init does never ends.
	export ASAN_OPTIONS="detect_leaks=0:log_path=$BATS_TEST_TMPDIR/sanitizer"
	export UBSAN_OPTIONS="log_path=$BATS_TEST_TMPDIR/sanitizer"
}

keeper_start() { # [COLUMNS ROWS]
	tmux -L "$TMUX_SERVER" -f /dev/null new-session -d -s "$AGENT" \
		-x "${1:-100}" -y "${2:-30}" \
		"$KEEPER '$STATE' $AGENT 2>'$BATS_TEST_TMPDIR/keeper.err'" 3>&-
	wait_until 5 test -S "$STATE/keepers/$AGENT.sock"
	wait_until 5 pane_shows "no run yet"
	KEEPER_PID="$(tm list-panes -t "=$AGENT:" -F '#{pane_pid}')"
	# With a redirection a shell may stand between tmux and the keeper.
	local child
	child="$(pgrep -P "$KEEPER_PID" -f reeve-keeper || true)"
	KEEPER_PID="${child:-$KEEPER_PID}"
}

tell() { # tell COMMAND KEY=VALUE...
	local command="$1"
	shift
	"$TELL" "$STATE/keepers/$AGENT.sock" keeper=1 command="$command" \
		"epoch=${EPOCH:-1}" "$@"
}

# is_refused CODE TEXT: the answer that bats' `run` has kept
is_refused() {
	[ "$status" -ne 0 ] && [ "$output" = "error=$2"$'\n'"code=$1" ]
}

# launch_make RUN [KEY=VALUE...] -- ARG...: ARG is argv, its first the program
launch_make() {
	local run="$1" file="$STATE/runs/$1/launch" argument
	local -a more=()
	shift
	while [ "$1" != -- ]; do
		more+=("$1")
		shift
	done
	shift
	mkdir -p "${file%/*}"
	{
		printf '%s\0' launch=1 "run=$run" "agent=$AGENT" host=h \
			boot_id=b profile=shell "env=PATH=$PATH" \
			"env=REEVE_RUN=$run" "program=$1" stop_signal=15
		printf 'argv=%s\0' "$@"
		# The first of a key counts.
		printf '%s\0' "${more[@]}" epoch=1 "directory=$BATS_TEST_TMPDIR" \
			grace_ms=1000 transcript_bytes=8000000
	} >"$file"
}

run_sh() { # run_sh RUN SCRIPT: starts it
	launch_make "$1" -- /bin/sh -c "$2"
	tell run "run=$1"
}

record() { # the record of RUN has TEXT
	grep -qF -- "$2" "$STATE/records/$1.json" 2>/dev/null
}

ended() { # waits for the end of RUN
	wait_until "${2:-8}" record "$1" '"ended":true'
}

transcript_has() {
	grep -qF -- "$2" "$STATE/runs/$1/transcript.log" 2>/dev/null
}

pane() {
	tm capture-pane -p -J -t "=$AGENT:"
}

pane_shows() {
	pane | grep -qF -- "$1"
}

gone() { # no such process, or a dead one that nobody has reaped
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status"
}

server_end() {
	local server
	server="$(tm display-message -p '#{pid}' 2>/dev/null || true)"
	tm kill-server 2>/dev/null || true
	[ -z "$server" ] || wait_until 5 gone "$server"
}
