#!/usr/bin/env bats
# tests/rooms.py finds each kind of violation in a small tree of its own.

setup() {
	ROOMS="$(cd "$BATS_TEST_DIRNAME/.." && pwd)/tests/rooms.py"
	cd "$BATS_TEST_TMPDIR" || return
	table 'base:' 'model: base' 'upper: model base'
	source_file base/base.h 'int base_get(void);'
	source_file base/base.c '#include "base/base.h"' \
		'int base_get(void) { return 1; }'
	source_file model/model.h 'int model_get(void);'
	source_file model/model.c '#include "base/base.h"' \
		'#include "model/model.h"' \
		'int model_get(void) { return base_get(); }'
	source_file upper/upper.c '#include "model/model.h"' \
		'int main(void) { return model_get(); }'
}

table() {
	printf '%s\n' "$@" >table
}

source_file() { # source_file PATH LINE...
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "${@:2}" >"$1"
}

# Builds every source and runs the test on the tree.
run_rooms() {
	local source object
	for source in $(find . -name '*.c' | sed 's,^\./,,'); do
		case $source in
		keeper/*) object="build/keeper-obj/${source%.c}.o" ;;
		*) object="build/obj/${source%.c}.o" ;;
		esac
		mkdir -p "$(dirname "$object")"
		cc -I. -c -o "$object" "$source"
	done
	run "$ROOMS" --tree . --table table
	echo "$output"
}

# run_finds LINE...: these violations, and no others
run_finds() {
	run_rooms
	[ "$status" = 1 ]
	diff <(printf '%s\n' "$@") <(sed '$d' <<<"$output")
}

@test "a tree that keeps to the table passes" {
	run_rooms
	[ "$status" = 0 ]
	[ "${#lines[@]}" = 1 ]
}

@test "an include that the table does not allow" {
	source_file base/more.h '#include "model/model.h"'
	run_finds 'base/more.h includes model/model.h, which base may not' \
		'circle of 2 rooms: base -> model -> base'
}

@test "a call that the table does not allow, without an include" {
	source_file base/more.c 'int model_get(void);' 'int base_more(void);' \
		'int base_more(void) { return model_get(); }'
	run_finds 'base/more.c calls model_get() of model/model.c, which base may not' \
		'circle of 2 rooms: base -> model -> base'
}

@test "a function that is only named in a table is called" {
	source_file base/more.c 'int model_get(void);' \
		'int (*const base_table[])(void) = { model_get };'
	run_finds 'base/more.c calls model_get() of model/model.c, which base may not' \
		'circle of 2 rooms: base -> model -> base'
}

@test "data of another room" {
	source_file model/data.c 'int model_count;'
	source_file base/more.c 'extern int model_count;' \
		'int *base_count(void);' \
		'int *base_count(void) { return &model_count; }'
	run_finds 'base/more.c uses model_count of model/data.c, which base may not' \
		'circle of 2 rooms: base -> model -> base'
}

@test "an inline function of a header calls for those who include it" {
	source_file model/inline.h 'int upper_get(void);' \
		'static inline int model_up(void) { return upper_get(); }'
	source_file model/more.c '#include "model/inline.h"' \
		'int model_more(void) { return model_up(); }'
	source_file upper/get.c 'int upper_get(void) { return 2; }'
	run_finds 'model/more.c calls upper_get() of upper/get.c, which model may not' \
		'circle of 2 rooms: model -> upper -> model'
}

@test "a circle between rooms that the table allows both ways" {
	table 'base: model' 'model: base' 'upper: model base'
	source_file base/more.h '#include "model/model.h"'
	run_finds 'circle of 2 rooms: base -> model -> base'
}

# circle_make FILES: each file of model/ calls the next, the last the first
circle_make() {
	local at
	for ((at = 0; at < $1; at++)); do
		source_file "model/part$at.c" "int part$(((at + 1) % $1))(void);" \
			"int part$at(void) { return part$(((at + 1) % $1))(); }"
	done
}

@test "a circle of eight files inside one room, but none of nine" {
	circle_make 8
	run_rooms
	[ "$status" = 0 ]
	circle_make 9
	run_finds "circle of 9 files in model: part0.c -> part1.c -> part2.c -> \
part3.c -> part4.c -> part5.c -> part6.c -> part7.c -> part8.c -> part0.c"
}

@test "a room of 30 .c files, but none of 31 without a rule of its own" {
	local at
	for ((at = 1; at < 30; at++)); do
		source_file "model/part$at.c" "int part$at;"
	done
	run_rooms
	[ "$status" = 0 ]
	source_file model/part30.c 'int part30;'
	run_finds 'model has 31 .c files; the maximum is 30'
	table 'base:' 'model: base any-number' 'upper: model base'
	run_rooms
	[ "$status" = 0 ]
}

@test "a folder that is not in the table, and a room without a folder" {
	source_file other/other.h 'int other_get(void);'
	table 'base:' 'model: base' 'upper: model base' 'attic: base'
	run_finds 'other is no room of the table' \
		'room attic of the table has no files'
	table 'base:' 'model: base' 'upper: model base' 'outside: other/*'
	run_rooms
	[ "$status" = 0 ]
}

@test "one header of a room is allowed, with what it declares alone" {
	table 'base:' 'model: base' 'upper: model/model.h'
	source_file model/hidden.h 'int model_hide(void);'
	source_file model/hidden.c 'int model_hide(void) { return 3; }'
	source_file upper/more.c '#include "model/hidden.h"' \
		'int upper_more(void) { return model_hide(); }'
	run_finds 'upper/more.c includes model/hidden.h, which upper may not' \
		'upper/more.c calls model_hide() of model/hidden.c, which upper may not'
}

@test "FOLDER/* allows what is below a folder, FOLDER does not" {
	source_file model/deep/deep.h 'int deep_get(void);'
	source_file upper/more.h '#include "model/deep/deep.h"'
	table 'base:' 'model: base' 'model/deep:' 'upper: model base'
	run_finds 'upper/more.h includes model/deep/deep.h, which upper may not'
	table 'base:' 'model: base' 'model/deep:' 'upper:' '	model/* base'
	run_rooms
	[ "$status" = 0 ]
}

@test "the keeper's function is another one than base's of that name" {
	table 'base:' 'model: base' 'upper: model base' 'keeper:'
	source_file keeper/base.c 'int base_get(void) { return 4; }'
	source_file keeper/main.c 'int base_get(void);' \
		'int main(void) { return base_get(); }'
	run_rooms
	[ "$status" = 0 ]
}

@test "a name that two files define, and a file that was not built" {
	source_file model/again.c 'int base_get(void) { return 5; }'
	run_rooms
	source_file model/later.c 'int model_later;'
	run "$ROOMS" --tree . --table table
	echo "$output"
	[ "$status" = 1 ]
	[ "${lines[0]}" = 'model/later.c has no object; run make' ]
	[ "${lines[1]}" = 'base_get is defined in base/base.c and in model/again.c' ]
}

@test "--calls prints what the files of one room call in each other" {
	circle_make 3
	run_rooms
	run "$ROOMS" --tree . --table table --calls model
	[ "$status" = 0 ]
	[ "${lines[0]}" = 'model/part0.c calls part1() of model/part1.c' ]
	[ "${#lines[@]}" = 3 ]
}
