#!/bin/sh
# run-units - run unit tests, say little while they pass
#
# run-units.sh PROGRAM...	Each runs by itself, as many at once as there are
# processors; the output of one that fails, or takes more than UNIT_SECONDS, is
# shown. The last line counts tests, not programs.
set -u

run_one() {
	out=$(mktemp)
	name=${1#*/tests/}
	if CMOCKA_MESSAGE_OUTPUT=STDOUT timeout "${UNIT_SECONDS:-120}" "$1" \
		>"$out" 2>&1; then
		echo "  ok    $name ($(grep -c '^\[       OK \]' "$out"))"
	else
		echo "$(cat "$out")
  FAIL  $name"
	fi
	rm -f "$out"
}

if [ "$1" = --one ]; then
	run_one "$2"
	exit
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" "$0" --one | tee "$said"
passed=$(awk '/^  ok / { gsub(/[()]/, "", $NF); sum += $NF } END { print sum + 0 }' "$said")
failed=$(grep -c '^  FAIL  ' "$said")
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
