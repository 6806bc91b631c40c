# shellcheck shell=bash disable=SC2034
# helper - a real agent under reeve, with a mock for its model
#
# Every test has a home, a repository, a state, a tmux server and a mock of its
# own below $T. Tests wait for facts, with a deadline for the case that they
# never come.

ROOT="$(cd "$BATS_TEST_DIRNAME/../.." && pwd)"
case "${BUILD:-build}" in
/*) PROGRAMS="$BUILD" ;;
*) PROGRAMS="$ROOT/${BUILD:-build}" ;;
esac

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

# "! command" is not looked at by the shell's -e.
not() {
	if "$@"; then
		echo "unexpected: $*"
		return 1
	fi
}

# Agents find reeve by what it gives them, not by our PATH.
reeve() {
	"$PROGRAMS/reeve" "$@" 3>&-
}

tm() {
	tmux -L "$REEVE_TMUX__SOCKET" "$@" 3>&-
}

mock_start() {
	export MOCK_SCRIPT="$T/script.json" MOCK_LOG="$T/mock.log"
	: >"$T/mock.url"
	node "$BATS_TEST_DIRNAME/server.mjs" >"$T/mock.url" 2>>"$T/mock.err" 3>&- &
	MOCK_PID=$!
	wait_until 20 test -s "$T/mock.url"
	URL="$(cat "$T/mock.url")"
	unset MOCK_SCRIPT
}

# It was ended: where it was before.
mock_start_again() {
	export MOCK_PORT="${URL##*:}"
	mock_start
}

repository_make() {
	git config --global user.name tester
	git config --global user.email tester@example.invalid
	git config --global init.defaultBranch main
	git init -q "$T/repo"
	echo hi >"$T/repo/README"
	git -C "$T/repo" add README
	git -C "$T/repo" commit -qm begin
}

# What a person of each CLI would have set up: a key, and where the model is.
agents_configure() {
	export ANTHROPIC_BASE_URL="$URL" CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1
	export ANTHROPIC_API_KEY=sk-ant-mock-0123456789abcdef0123456789
	export OPENAI_API_KEY=sk-mock-0123456789 IS_SANDBOX=1
	mkdir "$HOME/.codex"
	cat >"$HOME/.codex/config.toml" <<-END
		model = "mock"
		model_provider = "mock"
		check_for_update_on_startup = false
		[analytics]
		enabled = false
		[model_providers.mock]
		name = "mock"
		request_max_retries = 1
		stream_max_retries = 2
		base_url = "$URL/v1"
		env_key = "OPENAI_API_KEY"
		wire_api = "responses"
	END
}

setup() {
	T="$BATS_TEST_TMPDIR"
	LOG="$T/mock.log"
	export HOME="$T/home" PATH="$AGENTS/bin:$PATH"
	export REEVE_STATE="$T/state" REEVE_PATHS__CHECKPOINTS="$T/checkpoints"
	export REEVE_PATHS__RESULTS="$T/results" REEVE_PATHS__LOGS="$T/logs"
	export REEVE_TMUX__SOCKET="reeve-agents-$$-$BATS_TEST_NUMBER"
	mkdir "$HOME"
	repository_make
	mock_start
	agents_configure
	cd "$T/repo" || return
}

# Why it failed is seldom where it failed.
tell_all() {
	reeve show a --json || true
	pane || true
	cat "$REEVE_STATE/reeved.log" "$T/mock.err" || true
	cut -c 1-600 "$LOG" || true
}

teardown() {
	[ -n "${BATS_TEST_COMPLETED:-}" ] || tell_all
	reeve down --all >/dev/null 2>&1 || true
	tm kill-server 2>/dev/null || true
	rm -f "/tmp/tmux-$(id -u)/$REEVE_TMUX__SOCKET"
	kill "$MOCK_PID"
	[ -z "${OUTSIDE:-}" ] || rm -r "$OUTSIDE"
	wait_until 15 nothing_is_left
}

# Neither agents nor what they started: all of it knows its prompt.
nothing_is_left() {
	! grep -lszF "REEVE_PROMPT_FILE=$REEVE_STATE/" /proc/[0-9]*/environ
}

# --- what the model will say, and what it was asked ---------------------------

# says WHEN STEP...: adds a part; "" is always. A STEP is a command, or "^command"
# for which codex asks outside of its sandbox, or ".text" to say, or "!500" to
# fail with ("!429+60": a limit for a minute), or "!cut" for an answer that breaks
# off, or "?" for none at all.
says() {
	local file="$T/script.json" word
	[ -e "$file" ] || echo '[]' >"$file"
	for word in "${@:2}"; do
		step "$word"
	done | jq -s --arg when "$1" --slurpfile old "$file" \
		'$old[0] + [{when: $when, steps: .}]' >"$file.new"
	mv "$file.new" "$file"
}

step() {
	case "$1" in
	.*) jq -n --arg text "${1#.}" '{text: $text}' ;;
	^*) jq -n --arg sh "${1#^}" '{sh: $sh, args: {
		sandbox_permissions: "require_escalated",
		justification: "it has to"}}' ;;
	\?) jq -n '{hang: true}' ;;
	!cut) jq -n '{cut: true}' ;;
	!*+*) jq -n --argjson status "${1:1:3}" --argjson limit "${1#*+}" \
		'{status: $status, limit: $limit}' ;;
	!*) jq -n --argjson status "${1#!}" '{status: $status}' ;;
	*) jq -n --arg sh "$1" '{sh: $sh}' ;;
	esac
}

asked() { # asked FILTER [JQ-OPTION...]: FILTER is true of one of the requests
	jq -e -s "${@:2}" "any(.[]; $1)" "$LOG" >/dev/null
}

last_asked() { # last_asked FILTER: true of the last one that had tools
	jq -e -s "map(select(.answer.text != \"a title\")) | last | $1" \
		"$LOG" >/dev/null
}

AGAIN='# Continuation'
COMMIT='echo done >done.txt && git add -A && git commit -qm finished'
SAID='.I did it'

# One call that ends, and one in the middle of which something will happen.
says_and_hangs() {
	says "$1" 'echo one >one.txt' "echo \$\$ >$T/tool; exec sleep 300"
}

in_a_tool() { # the PID of the tool is in TOOL
	wait_until 30 test -s "$T/tool"
	TOOL="$(cat "$T/tool")"
}

# --- what reeve knows ---------------------------------------------------------

show() { # show FILTER: of the task `a`, raw
	reeve show a --json | jq -r "$1"
}

is() { # is FILTER: true of the task `a`; `ms` makes a number of a time
	reeve show a --json | jq -e 'def ms:
		(.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
		'"$1" >/dev/null
}

# Says what is the case when it is not so.
holds() {
	is "$1" && return
	echo "does not hold: $1"
	return 1
}

start() { # start PROFILE [OPTION...] PROMPT: the task `a`
	reeve run -n a -a "$@" >/dev/null
}

at_rest() { # at_rest STATE [SECONDS]
	reeve wait a --timeout "${2:-60}s" >/dev/null || true
	holds ".state == \"$1\""
}

ended() { # ended NUMBER: that many runs have their verdict
	is ".runs | map(select(.verdict != null and .ended != null)) |
		length >= $1"
}

record() { # record RUN FILTER
	jq -r "$2" "$REEVE_STATE/records/1.$1.json"
}

launch() { # the launch of run NUMBER has this line
	tr '\0' '\n' <"$REEVE_STATE/runs/1.$1/launch" | grep -qxF -- "$2"
}

pane() {
	tm capture-pane -p -J -S - -t "=a:"
}

pane_shows() {
	pane | grep -qF -- "$1"
}

committed() { # its branch has COUNT commits, the newest says TEXT
	[ "$(git -C "$T/repo" rev-list --count main..reeve/a)" = "$1" ]
	[ "$(git -C "$T/repo" log -1 --format=%s reeve/a)" = "$2" ]
}

gone() { # no such process, or a dead one that nobody has reaped
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status"
}

# The second run had all that the first one said.
same_conversation() {
	holds '.runs[0].conversation == .runs[1].conversation and
		.runs[0].conversation == .conversation and
		.conversation != null'
	last_asked '.users >= 2 and .results >= 2'
}
