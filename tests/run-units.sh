#!/bin/sh
# run-units - run unit tests, say little while they pass
#
# run-units.sh PROGRAM...	Each runs by itself; the output of one that
# fails, or takes more than UNIT_SECONDS, is shown. The last line counts tests,
# not programs.
set -u
seconds=${UNIT_SECONDS:-120}
passed=0 failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for program; do
	if CMOCKA_MESSAGE_OUTPUT=STDOUT timeout "$seconds" "$program" >"$out" 2>&1; then
		n=$(grep -c '^\[       OK \]' "$out")
		passed=$((passed + n))
		echo "  ok    ${program#*/tests/} ($n)"
	else
		failed=$((failed + 1))
		cat "$out"
		echo "  FAIL  ${program#*/tests/}"
	fi
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
