#!/usr/bin/env bats
# tests/lint.py finds each thing it looks for in a small tree, and no other.

setup() {
	LINT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)/tests/lint.py"
	cd "$BATS_TEST_TMPDIR" || return
}

source_file() { # source_file PATH LINE...
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "${@:2}" >"$1"
}

# run_finds LINE...: these findings, and no others
run_finds() {
	run "$LINT" --tree .
	echo "$output"
	diff <(printf '%s\n' "$@") <(sed '$d' <<<"$output")
	[ "$status" = 1 ]
}

run_finds_nothing() {
	run "$LINT" --tree .
	echo "$output"
	[ "$status" = 0 ]
	[ "${#lines[@]}" = 1 ]
}

# function_of LINES: a function of as many lines, with its name and braces
function_of() {
	printf 'static int sum_all(\n\tint a, int b)\n{\n'
	yes '	a += b;' | head -n "$(($1 - 5))"
	printf '	return a;\n}\n'
}

@test "a function of 70 lines is short enough, one of 71 is not" {
	mkdir base
	function_of 70 >base/sum.c
	run_finds_nothing
	function_of 71 >base/sum.c
	run_finds 'base/sum.c:1: sum_all() has 71 lines; the maximum is 70'
}

@test "a file of 400 lines is short enough, one of 401 is not" {
	mkdir base tests
	yes 'extern int value;' | head -n 400 >base/long.c
	yes 'extern int value;' | head -n 401 >tests/long.c
	run_finds_nothing
	yes 'extern int value;' | head -n 401 >base/long.c
	run_finds 'base/long.c has 401 lines; the maximum is 400'
}

@test "a sentence that the programs also write is compared" {
	source_file policy/end.c 'int a = strcmp(why, "the work is done");' \
		'void f() { add(evidence, "the work is done"); }'
	run_finds 'policy/end.c:1: strcmp(why, "the work is done") compares a sentence; compare a code'
}

@test "a sentence by the name of a macro is compared" {
	source_file policy/end.h '#define REBOOTED "the machine was rebooted"'
	source_file policy/end.c 'int a = argv_has(' '	&run->list, REBOOTED);'
	run_finds 'policy/end.c:1: argv_has(&run->list, REBOOTED) compares a sentence; compare a code'
}

@test "what other programs say, and codes, may be compared" {
	source_file dispatcher/tmux.c 'int a = !!strstr(said, "no server running");' \
		'int b = !strcmp(kind, "sent") || strchr(" :", c);' \
		'int c = !strncmp(head, "ref: refs/", 10);' \
		'void f() { put("ref: refs/"); put("it was sent now"); }'
	source_file keeper/stop.c 'int a = !strcmp(stop->reason, "turn");'
	run_finds_nothing
}

@test "reasons, evidence and texts are compared" {
	source_file cli/list.c 'int a = !strcmp(task->reason, awaits->what);' \
		'int b = !strcmp(run->evidence.items[i], last);' \
		'/* int c = !strcmp(task->reason, awaits->what); */'
	run_finds \
		'cli/list.c:1: strcmp(task->reason, awaits->what) compares a sentence; compare a code' \
		'cli/list.c:2: strcmp(run->evidence.items[i], last) compares a sentence; compare a code'
}

@test "where the programs decide, no text is searched and no reason a text" {
	source_file policy/a.c 'int a = !strcmp(reason, "turn");' \
		'int b = !!strcasestr(asked, words[i]);'
	source_file agents/read/a.c 'int c = !!strcasestr(asked, words[i]);'
	run_finds 'policy/a.c:1: strcmp(reason, "turn") compares a sentence; compare a code' \
		'policy/a.c:2: strcasestr(asked, words[i]) compares a sentence; compare a code'
}

@test "a pattern in SQL" {
	source_file store/a.c 'const char *a = "SELECT id WHERE kind LIKE ?";'
	run_finds 'store/a.c:1: a pattern in SQL compares a sentence; compare a code'
}

@test "a clock read outside the turn" {
	source_file supervisor/core/turn.c 'long a = clock_wall_ms();'
	source_file dispatcher/a.c 'long a = clock_wall_ms();'
	source_file supervisor/a.c 'long a = clock_boot_ms(); /* time() */'
	source_file policy/a.c 'long a = time(NULL), b = reset_time(0);'
	run_finds 'policy/a.c:1: time() reads a clock; use the time of the turn' \
		'supervisor/a.c:1: clock_boot_ms() reads a clock; use the time of the turn'
}

@test "a mark of unfinished work, in a document too" {
	source_file docs/a.md 'TO''DO: write this' 'mktemp -d /tmp/a.XXXXXX'
	run_finds 'docs/a.md:1: marks unfinished work'
}

@test "--names prints the static functions of one word" {
	source_file base/a.c 'static int begin(void)' '{' '	return 0;' '}' \
		'static int a_end(void)' '{' '	return 0;' '}'
	source_file base/b.c 'static int begin(int a)' '{' '	return a;' '}'
	run "$LINT" --tree . --names
	[ "$output" = 'base (2): begin*2' ]
}
