#!/bin/sh
# smoke - run one fuzzer for a short while
#
# smoke.sh PROGRAM SECONDS	What it finds is kept beside the program.
set -eu
program=$1 seconds=$2
case ${program##*/} in
fuzz_events) seeds=$(printf '%s,' tests/events/*.jsonl) ;;
fuzz_config) seeds=config.example.json ;;
*) seeds= ;;
esac
mkdir -p "$program.corpus"
if "$program" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=4096 \
	-timeout=20 -artifact_prefix="$program." -print_final_stats=1 \
	${seeds:+-seed_inputs="${seeds%,}"} "$program.corpus" \
	>"$program.log" 2>&1; then
	echo "  ok    ${program##*/} ($(grep -o 'executed_units: *[0-9]*' \
		"$program.log" | grep -o '[0-9]*$') inputs)"
else
	tail -40 "$program.log"
	echo "  FAIL  ${program##*/}"
	exit 1
fi
