# helper - the real programs, in a place of their own
#
# Everything a test makes is below $T: state, the three places of /tmp, the
# tmux server's socket, HOME, a scratch repository $REPO. Tests wait for facts,
# with a deadline for the case that they never come; teardown fails a test
# that leaves a process or a file elsewhere.

ROOT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)"
BUILD="${BUILD:-build}"
UNFIT= # what task_is and event_is have looked at in vain
case $BUILD in
/*) BIN="$BUILD" ;;
*) BIN="$ROOT/$BUILD" ;;
esac
AGENT="$ROOT/bats/fake-agent"

# For facts that come when a machine is busy as well as when it is not.
PATIENCE="${PATIENCE:-20}"

place_make() {
	local variable
	T="$BATS_TEST_TMPDIR"
	for variable in $(compgen -e | grep -E '^(REEVE_|GIT_|TMUX|XDG_)'); do
		unset "$variable"
	done
	mkdir -p "$T"/{home,tmp,tmux}
	export PATH="$BIN:$PATH" HOME="$T/home" TMPDIR="$T/tmp"
	export XDG_CONFIG_HOME="$T/home" XDG_STATE_HOME="$T/home"
	export TMUX_TMPDIR="$T/tmux" LC_ALL=C.UTF-8 TERM=xterm-256color
	export REEVE_STATE="$T/state" REEVE_TMUX__SOCKET=e2e
	export REEVE_PATHS__CHECKPOINTS="$T/checkpoints"
	export REEVE_PATHS__RESULTS="$T/results" REEVE_PATHS__LOGS="$T/logs"
	export REEVE_PROFILE=shell REEVE_LIMITS__GRACE=300ms
	# A place for every agent, unless a test is about places.
	export REEVE_MAX_AGENTS=100
	# Waits are there, but short: what is long is in the policy's test.
	export REEVE_RECOVERY__BACKOFF_FIRST=10ms
	export REEVE_RECOVERY__POLICY__INTERRUPTED__AFTER=10ms
	export REEVE_NOTIFY__SETTLE=0
	# What holds many back together has tests of its own (72-systemic): here
	# many end at once on purpose, and the machine may be busy.
	export REEVE_RECOVERY__MASS_DEATH__AGENTS=0
	export REEVE_RECOVERY__MEMORY__PRESSURE_PERCENT=0 REEVE_RECOVERY__MEMORY__AVAILABLE_BYTES=0
	# What a sanitized build finds; the leak checker of a process that reaps
	# as init (the keeper) never ends.
	export ASAN_OPTIONS="detect_leaks=0:log_path=$T/sanitizer"
	export UBSAN_OPTIONS="log_path=$T/sanitizer"
	STATE="$REEVE_STATE"
	RESULTS="$REEVE_PATHS__RESULTS"
	LOG="$REEVE_PATHS__LOGS/reeve.jsonl"
	CHECKPOINTS="$REEVE_PATHS__CHECKPOINTS"
	repo_make
	cd "$REPO" || return
}

# One template for a whole file: init and commit are the slow part of a test.
repo_make() {
	local template="$BATS_FILE_TMPDIR/repo"
	git config --file "$HOME/.gitconfig" user.name Test
	git config --file "$HOME/.gitconfig" user.email test@example.com
	git config --file "$HOME/.gitconfig" init.defaultBranch main
	if [ ! -d "$template" ]; then
		git init -q "$template.$$"
		echo hello >"$template.$$/hello"
		git -C "$template.$$" add hello
		git -C "$template.$$" commit -q -m first
		mv -T "$template.$$" "$template" 2>/dev/null ||
			rm -rf "$template.$$"
	fi
	REPO="$T/repo"
	cp -r "$template" "$REPO"
}

# Ends everything, and fails when something is left that should not be.
place_end() {
	local problem=0
	cd /
	# A test may have broken what reeve needs to end by itself.
	if [ -S "$STATE/reeved.sock" ] || [ -e "$STATE/reeve.db" ]; then
		timeout 20 reeve down --all >"$T/down" 2>&1 3>&- ||
			{ cat "$T/down" && problem=1; }
	fi
	tm kill-server 2>/dev/null || true
	wait_until 5 nothing_left || {
		echo "left behind:"
		ps -o pid,ppid,stat,args -p "$(processes | paste -sd, -)"
		kill_processes
		problem=1
	}
	nothing_elsewhere || problem=1
	! cat "$T"/sanitizer.* 2>/dev/null || problem=1
	if [ "$BATS_TEST_COMPLETED" != 1 ]; then
		tail -n 30 "$STATE/reeved.log" "$LOG" 2>/dev/null || true
	fi
	return "$problem"
}

# A small file system at $T/small; MOUNTED is for the test's teardown.
small_disk() { # small_disk SIZE
	mkdir "$T/small"
	mount -t tmpfs -o "size=$1,mode=0700" small "$T/small" 2>/dev/null ||
		skip "no tmpfs can be mounted here"
	MOUNTED="$T/small"
}

# For a test after which reeve cannot end things: what it started, and no more.
place_wreck() {
	kill_processes
	rm -f "$STATE/reeve.db" "$STATE/reeved.sock"
}

# Everything that runs and has to do with this test: by its environment, its
# arguments or its directory. Not ourselves and those who started us.
processes() {
	local pid ours=" " at=$BASHPID found
	while [ "${at:-0}" -gt 1 ]; do
		ours+="$at "
		at="$(sed -n 's/^PPid:\t//p' "/proc/$at/status")"
	done
	found="$({
		grep -lazsF -- "$T/" /proc/[0-9]*/environ /proc/[0-9]*/cmdline
		find /proc/[0-9]*/cwd -maxdepth 0 \
			\( -lname "$T" -o -lname "$T/*" \) 2>/dev/null
	} | cut -d/ -f3 | sort -un)"
	# Those that looked are gone by now.
	for pid in $found; do
		case "$ours" in
		*" $pid "*) continue ;;
		esac
		gone "$pid" || echo "$pid"
	done
}

kill_processes() {
	local found
	found="$(processes)"
	[ -z "$found" ] || echo "$found" | xargs kill -KILL 2>/dev/null || true
}

nothing_left() {
	[ -z "$(processes)" ]
}

nothing_elsewhere() {
	local left
	left="$(find "$T/home" -mindepth 1 ! -name .gitconfig)"
	[ -z "$left" ] || { echo "in HOME: $left" && return 1; }
	left="$(find "$T/tmp" -mindepth 1)"
	[ -z "$left" ] || { echo "in TMPDIR: $left" && return 1; }
	! grep -qsF "$T/" /tmp/orchestration_logs/reeve.jsonl ||
		{ echo "in the places of /tmp" && return 1; }
}

wait_until() { # wait_until SECONDS COMMAND...
	local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
	shift
	until "$@"; do
		if ((${EPOCHREALTIME/[.,]/} > deadline)); then
			echo "gave up waiting for: $*"
			return 1
		fi
		sleep 0.05
	done
}

eventually() { # eventually COMMAND...
	wait_until "$PATIENCE" "$@"
}

# "! command" is not looked at by the shell's -e.
not() {
	if "$@"; then
		echo "unexpected: $*"
		return 1
	fi
}

tm() {
	tmux -L "$REEVE_TMUX__SOCKET" "$@" 3>&-
}

# agent NAME [OPTION...] -- LINE...: a task for fake-agent
agent() {
	local name="$1"
	local -a options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	reeve run -n "$name" "${options[@]}" -- "$AGENT" "$@" 3>&-
}

show() { # show NAME FILTER: of its JSON, as jq -r prints it
	reeve show --json "$1" 3>&- | jq -r "$2"
}

# task_is NAME FILTER: holds. Whoever waits for that asks jq, which takes longer
# than all else, only when something has changed.
task_is() {
	local json
	json="$(reeve show --json "$1" 3>&-)" || return 1
	[ "$UNFIT" != "$1 $2 $json" ] || return 1
	jq -e "$2" <<<"$json" >/dev/null || {
		UNFIT="$1 $2 $json"
		return 1
	}
}

# state_is NAME STATE: asked so often that it does without jq
state_is() {
	reeve show --json "$1" 3>&- | grep -q "^  \"state\": \"$2\",$"
}

# becomes NAME STATE: waits for it, by the word of reeved where it is an end
becomes() {
	wait_until "$PATIENCE" state_is "$1" "$2" ||
		{ reeve show "$1" && return 1; }
}

# ends_as NAME VERDICT [RUN]: the verdict of a run (the last one)
ends_as() {
	local run="${3:--1}"
	[ "$run" = -1 ] || run=$((run - 1))
	eventually run_has "$1" "$run" ".verdict == \"$2\"" ||
		{ reeve show "$1" && return 1; }
}

run_has() { # run_has NAME INDEX FILTER: holds for that one of runs[]
	task_is "$1" ".runs[$2] | . != null and ($3)"
}

evidence_has() { # evidence_has NAME RUN TEXT [CODE]: in one of its items
	reeve show --json "$1" 3>&- | jq -e --arg text "$3" --arg code "${4-}" \
		".runs[$(($2 - 1))]"'.evidence | any((.text | contains($text))
			and ($code == "" or .code == $code))' >/dev/null ||
		{ reeve show "$1" && return 1; }
}

# printed NAME TEXT: its newest run's transcript has it
printed() {
	reeve logs "$1" 2>/dev/null 3>&- | grep -qF -- "$2"
}

event_is() { # event_is FILTER: one in the log file fits
	local size
	size="$(stat -c %s "$LOG")" || return 1
	[ "$UNFIT" != "$1 $size" ] || return 1
	jq -es "any(.[]; $1)" "$LOG" >/dev/null || {
		UNFIT="$1 $size"
		return 1
	}
}

reeved_pid() {
	reeve doctor --json | sed -n 's/^ *"pid": \([0-9]*\),*$/\1/p' | head -n 1
}

# The agent's own process, from the record of run ID.
record_of() { # record_of ID FILTER
	jq -r "$2" "$STATE/records/$1.json"
}

gone() { # no such process, or a dead one that nobody has reaped
	! grep -q '^State:.[^Z]' "/proc/$1/status" 2>/dev/null
}

# kill_reeved: at once, and until it is dead
kill_reeved() {
	local pid
	pid="$(reeved_pid)"
	kill -KILL "$pid"
	wait_until 5 gone "$pid"
}

# fails STATUS MESSAGE COMMAND...: nothing printed, one line of error that is
# MESSAGE (a pattern), and perhaps one that says what to try
fails() {
	local status="$1" message="$2" got=0
	shift 2
	"$@" >"$T/out" 2>"$T/err" </dev/null 3>&- || got=$?
	cat "$T/out" "$T/err"
	[ "$got" = "$status" ]
	[ ! -s "$T/out" ]
	# shellcheck disable=SC2053
	[[ "$(head -n 1 "$T/err")" == reeve:\ $message ]]
	[ "$(grep -cv '^reeve: try: ' "$T/err")" = 1 ]
	[ "$(wc -l <"$T/err")" -le 2 ]
}
