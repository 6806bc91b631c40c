#!/usr/bin/env bats
# What people type, as far as it needs no reeved: help, wrong use, config,
# checkpoint, render. REEVE_BIN is the directory with the programs.

setup() {
	ROOT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)"
	PATH="${REEVE_BIN:-$ROOT/${BUILD:-build}}:$PATH"
	T="$BATS_TEST_TMPDIR"
	export HOME="$T" XDG_CONFIG_HOME="$T/config" XDG_STATE_HOME="$T/state"
	unset REEVE_STATE REEVE_CONFIG REEVE_AGENT REEVE_TASK REEVE_CHECKPOINT
	cd "$T" || return
}

# What needs no reeved has started none.
teardown() {
	[ ! -e "$T/state" ]
}

# wrong MESSAGE HINT COMMAND...: exit status 2, nothing on standard output,
# two lines on standard error.
wrong() {
	local message="$1" hint="$2" status=0
	shift 2
	"$@" >out 2>err </dev/null || status=$?
	cat out err
	[ "$status" = 2 ]
	[ ! -s out ]
	printf 'reeve: %s\nreeve: try: %s\n' "$message" "$hint" | diff - err
}

@test "reeve alone prints help, and says that it was wrong use" {
	run reeve
	[ "$status" = 2 ]
	[[ "$output" == "usage: reeve"* ]]
	run reeve help
	[ "$status" = 0 ]
	[[ "$output" == *"give an agent a task"* ]]
	run reeve --help
	[ "$status" = 0 ]
}

@test "every command has help of its own, in two ways" {
	local command
	for command in $(reeve help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
		reeve help "$command" | grep -q "^usage: reeve $command"
		reeve "$command" --help | diff - <(reeve help "$command")
	done
	reeve help ls | grep -q '^usage: reeve list'
	reeve help wait | grep -q '^DUR is a duration: 500ms, 90s, 5m'
	[ -z "$(reeve help list | grep DUR)" ]
}

@test "version" {
	[[ "$(reeve version)" =~ ^reeve\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$(reeve --version)" = "$(reeve version)" ]
}

@test "wrong use is said in one line, with what to try" {
	wrong "no such command: 'nosuch'" "reeve help" reeve nosuch
	wrong "no such command: 'x'" "reeve help" reeve help x
	wrong "no such option: '--bogus'" "reeve help" reeve --bogus
	wrong "no such option: '--bogus'" "reeve help list" reeve list --bogus
	wrong "wrong use of 'show': missing argument" \
		"reeve show ID [--json]" reeve show
	wrong "wrong use of 'show': 'b': unexpected argument" \
		"reeve show ID [--json]" reeve show a b
	wrong "wrong use of '--timeout': 'x': expected a duration as \"90s\", \"5m\" or \"1h\"" \
		"reeve help wait" reeve wait 1 --timeout x
	wrong "wrong use of 'reassign': missing --agent" \
		"reeve reassign 12 -a PROFILE" reeve reassign 12
}

@test "run without a prompt, and with one that cannot be carried" {
	run reeve run
	[ "$status" = 2 ]
	[[ "$output" == "reeve: missing prompt"* ]]
	printf 'a\0b' >nul
	wrong "cannot use the prompt: it contains a NUL byte" \
		"put the text into a file, and name the file in the prompt" \
		reeve run -f nul
	printf 'a\377b' >latin
	wrong "cannot use the prompt: not UTF-8 text" \
		"put the text into a file, and name the file in the prompt" \
		reeve run -f latin
	wrong "invalid name: 'a b'" \
		"a letter, then up to 63 letters, digits, '_' or '-'" \
		reeve run -n 'a b' hello
}

@test "submit names the file and the place of what is wrong" {
	echo '{"tasks":[{"prompt":"a"},{"prompt":7}]}' >bad.json
	run reeve submit bad.json
	[ "$status" = 2 ]
	[[ "$output" == *"bad.json: tasks[1]: prompt"* ]]
	echo '{"prompt":"a","promt":"b"}' >bad.json
	run reeve submit bad.json
	[ "$status" = 2 ]
	[[ "$output" == *"promt"*"no such member"* ]]
	echo '{"tasks":[]}' >bad.json
	run reeve submit bad.json
	[ "$status" = 2 ]
	echo '{"name":"x"}' | {
		run reeve submit -
		[ "$status" = 2 ]
		[[ "$output" == *"standard input: missing prompt or argv"* ]]
	}
	run reeve submit nosuch.json
	[ "$status" = 2 ]
}

@test "config: defaults, a file, the environment" {
	reeve config | grep -q '^# defaults: no config file'
	mkdir -p config/reeve
	echo '{"limits":{"attempts":7}}' >config/reeve/reeve.json
	reeve config | grep -qx "# $T/config/reeve/reeve.json"
	reeve config | grep -qx 'limits.attempts = 7'
	REEVE_LIMITS__ATTEMPTS=8 reeve config | grep -qx 'limits.attempts = 8'
	reeve config --json | grep -q '"attempts":[[:space:]]*7'
	reeve --config config/reeve/reeve.json config | grep -q attempts
	reeve config --config config/reeve/reeve.json | grep -q attempts
}

@test "a bad config is wrong use, and names its place" {
	echo '{"limits":{"atempts":7}}' >bad.json
	run reeve config --config bad.json
	[ "$status" = 2 ]
	[[ "$output" == *bad.json*limits.atempts* ]]
	run reeve config --config nosuch.json
	[ "$status" = 2 ]
	mkdir place
	REEVE_CONFIG=place wrong "cannot read config: '$T/place': it is a directory" \
		"--config $T/place/reeve.json" reeve config
}

@test "checkpoint: only for agents, and says so" {
	run reeve checkpoint --status done
	[ "$status" = 2 ]
	[[ "$output" == *"'REEVE_CHECKPOINT': not set"* ]]
}

@test "checkpoint: lists grow, the rest is replaced" {
	export REEVE_AGENT=task-agent-12 REEVE_TASK=12
	export REEVE_CHECKPOINT="$T/task-agent-12.json"
	run reeve checkpoint
	[ "$status" = 1 ]
	reeve checkpoint --completed one --file a --next x --notes first
	reeve checkpoint --completed two --next y --next z --status blocked
	reeve checkpoint >out
	jq -e '.agent == "task-agent-12" and .task == 12 and
		.completed == ["one", "two"] and .files == ["a"] and
		.next == ["y", "z"] and .notes == "first" and
		.status == "blocked"' out
	wrong "wrong use of '--status': 'finished': unknown status" \
		"working, done, blocked or needs_input" \
		reeve checkpoint --status finished
}

@test "render prints what a person reads, and keeps what came" {
	local events="$ROOT/tests/events"
	reeve render claude --events kept <"$events/claude-completed.jsonl" |
		diff - "$events/claude-completed.txt"
	cmp kept "$events/claude-completed.jsonl"
	wrong "cannot render: 'nosuch': unknown event format" \
		"claude or codex" reeve render nosuch
}

@test "render goes on when nobody reads, and when the disk is full" {
	local events="$ROOT/tests/events"
	reeve render codex --events kept <"$events/codex-500.jsonl" | true
	cmp kept "$events/codex-500.jsonl"
	reeve render codex --events /dev/full <"$events/codex-500.jsonl" \
		>out 2>err
	diff out "$events/codex-500.txt"
	[ "$(wc -l <err)" = 1 ]
}

@test "signals meant for the agent do not end render" {
	mkfifo pipe
	reeve render claude --events kept <pipe >out 3>&- &
	local pid=$!
	exec 4>pipe
	echo '{"type":"system","subtype":"init","model":"m"}' >&4
	until [ -s kept ]; do :; done
	kill -INT "$pid"
	kill -TERM "$pid"
	kill -HUP "$pid"
	echo '{"type":"result","is_error":false,"num_turns":1}' >&4
	exec 4>&-
	wait "$pid"
	grep -q '^done: 1 turn' out
}

@test "output that cannot be written is no success; a closed pipe is quiet" {
	local status=0
	reeve help >/dev/full 2>err || status=$?
	[ "$status" = 75 ]
	[ "$(wc -l <err)" = 1 ]
	reeve config 2>err | true
	[ ! -s err ]
}

@test "no colour in a pipe" {
	! reeve config | grep -q $'\033'
}
