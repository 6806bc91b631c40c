#!/bin/bash
# demo - three agents, three failures, and no work is lost
#
# demo.sh [--captures DIR]
#
# The demo uses a directory and a tmux server of its own and the built-in
# config; it needs no network and no account. It checks each of its statements:
# the exit status is 1 if a check fails. --captures DIR writes the screens for
# docs/demo/picture.sh to DIR.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
build="$(cd "$here/../.." && cd "${BUILD:-build}" && pwd)"
captures=
if [ "${1:-}" = --captures ]; then
	captures="$2"
fi

# --- a directory of its own ------------------------------------------------------

place="$(mktemp -d "${TMPDIR:-/tmp}/reeve-demo.XXXXXX")"
for name in $(compgen -e | grep -E '^(REEVE|GIT)_' || true); do
	unset "$name"
done
unset TMUX TMUX_PANE
export HOME="$place" XDG_CONFIG_HOME="$place/config"
export REEVE_STATE="$place/state"
export REEVE_TMUX__SOCKET="${place##*/}"
export REEVE_PATHS__CHECKPOINTS="$place/checkpoints"
export REEVE_PATHS__RESULTS="$place/results"
export REEVE_PATHS__LOGS="$place/logs"
export PATH="$build:$place/bin:$PATH"
export GIT_CONFIG_NOSYSTEM=1

clean_up() {
	local status=$?
	trap - EXIT
	trap '' INT TERM HUP
	reeve down --all >/dev/null 2>&1 || true
	tmux -L "$REEVE_TMUX__SOCKET" kill-server 2>/dev/null || true
	rm -f "${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)/$REEVE_TMUX__SOCKET"
	cd /
	rm -rf "$place"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- printing -----------------------------------------------------------------

bold='' dim='' green='' red='' none=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' none=$'\e[0m'
fi

heading() {
	printf '\n%s%s%s\n' "$bold" "$1" "$none"
}

note() {
	printf '  %s%s%s\n' "$dim" "$1" "$none"
}

# shown COMMAND...: prints the command, and runs it
shown() {
	printf '$ %s\n' "$*"
	"$@"
}

# --- checking ----------------------------------------------------------------

passed=0 failed=0

# check WHAT COMMAND...: the statement WHAT is true if the command succeeds
check() {
	if "${@:2}"; then
		passed=$((passed + 1))
		printf '  %sok%s    %s\n' "$green" "$none" "$1"
	else
		failed=$((failed + 1))
		printf '  %sFAIL%s  %s\n' "$red" "$none" "$1"
	fi
}

# has AGENT TEXT: a line of `show --json` has TEXT
has() {
	reeve show --json "$1" | grep -qF -- "$2"
}

# runs AGENT N: the task took N runs
runs() {
	[ "$(reeve show --json "$1" | grep -c '"wait_status":')" = "$2" ]
}

# committed AGENT: each step was committed once, in order
committed() {
	[ "$(git -C garden log --reverse --format=%s "main..reeve/$1" |
		xargs)" = "${steps[*]}" ]
}

until_true() {
	local deadline=$((SECONDS + 30))
	until "$@"; do
		if [ "$SECONDS" -ge "$deadline" ]; then
			printf 'demo: timeout while waiting for: %s\n' "$*" >&2
			exit 1
		fi
		sleep 0.05
	done
}

pane() {
	tmux -L "$REEVE_TMUX__SOCKET" capture-pane -p "${@:2}" -t "=$1:" \
		2>/dev/null
}

# Prints the pane of AGENT without the empty lines at its end.
show_pane() {
	pane "$1" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | sed 's/^/  | /'
}

pane_has() {
	pane "$1" | grep -qF -- "$2"
}

# agent_pid AGENT: the process of the agent, a child of its keeper
agent_pid() {
	pgrep -P "$(tmux -L "$REEVE_TMUX__SOCKET" \
		display-message -p -t "=$1:" '#{pane_pid}')"
}

nothing_runs() {
	! tmux -L "$REEVE_TMUX__SOCKET" list-sessions >/dev/null 2>&1 &&
		! pgrep -f -- "$place" >/dev/null
}

daemon_pid() {
	reeve doctor --json | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p'
}

capture() {
	[ -z "$captures" ] || pane "$1" -e >"$captures/$2.ansi"
}

# --- the demo ---------------------------------------------------------------

cd "$place"
steps=(dig sow water weed harvest)

heading "A repository, and a task for each of three agents"
git init -q -b main garden
git -C garden config user.name "an agent"
git -C garden config user.email agent@localhost
git -C garden commit -q --allow-empty -m "a garden"
mkdir bin
ln -s "$here/agent.sh" bin/gardener
note "The agents are scripts. They work in steps, commit each step and write a"
note "checkpoint. Each agent has a tmux session, a worktree and a branch."
for agent in apples beans carrots; do
	shown reeve run -a shell -C garden -n "$agent" -- \
		gardener "${steps[@]}"
done
until_true pane_has carrots "working on    water"

heading "Ctrl-C is typed in the pane of apples"
tmux -L "$REEVE_TMUX__SOCKET" send-keys -t "=apples:" C-c
until_true pane_has apples "interrupted: resume in"
show_pane apples
note "The keeper has seen the key, and the signal that followed."

heading "The agent beans is killed with kill -9"
kill -9 "$(agent_pid beans)"
until_true pane_has beans "working on"
until_true pane_has beans "Resumed."
show_pane beans
note "The next run continues from the checkpoint, in the same pane and worktree."

heading "reeved is killed with kill -9"
kill -9 "$(daemon_pid)"
note "The agents keep running. The next command starts reeved again."
shown reeve list

heading "Wait for all three"
shown reeve wait apples beans carrots
capture apples pane
shown reeve list -a

heading "The runs of apples"
if [ -n "$captures" ]; then
	tmux -L "$REEVE_TMUX__SOCKET" new-session -d -s story -x 96 -y 60 \
		-e "PATH=$PATH" -e "REEVE_STATE=$REEVE_STATE" \
		"reeve show apples; sleep 60"
	until_true pane_has story "next steps"
	capture story show
	tmux -L "$REEVE_TMUX__SOCKET" kill-session -t "=story"
fi
shown reeve show apples

heading "Checks"
for agent in apples beans carrots; do
	check "$agent is completed" has "$agent" '"state": "completed"'
	check "$agent did each step exactly once" committed "$agent"
done
check "apples was interrupted by a key" \
	has apples '"Ctrl-C was typed in the pane'
check "apples was resumed, and took two runs" runs apples 2
check "beans was killed by signal 9" has beans '"signal": 9'
check "beans was resumed, and took two runs" runs beans 2
check "carrots was not disturbed, and took one run" runs carrots 1
check "reeved was started twice" test "$(cat state/epoch)" = 2
check "all five decisions are in the log" \
	test "$(grep -c '"event":"decision"' logs/reeve.jsonl)" = 5
if [ "$failed" != 0 ]; then
	heading "Journal"
	shown reeve events
fi
reeve down --all
until_true nothing_runs
check "nothing is left running" nothing_runs

printf '\n%d checks passed, %d failed, %d s\n' "$passed" "$failed" "$SECONDS"
[ "$failed" = 0 ]
