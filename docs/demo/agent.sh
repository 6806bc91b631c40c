#!/bin/sh
# agent - stands for a coding agent in the demo: no model, no network
#
# agent.sh STEP...
#
# For each step it writes a file, commits it, and says so in its checkpoint.
# When it is started again it reads what reeve tells it of the run before and
# leaves out what is done.
set -eu

say() {
	printf '%s\n' "$1"
}

# What the list under "Done, by the checkpoint:" holds.
done_before() {
	[ -n "${REEVE_CONTINUATION:-}" ] || return 0
	awk '/^Done, by the checkpoint:/ { on = 1; next }
		/^$/ { on = 0 }
		on { sub(/^- /, ""); print }' "$REEVE_CONTINUATION"
}

finished="$(done_before)"
if [ "${REEVE_RESUME:-0}" = 1 ]; then
	say "I am back. reeve tells me what I had done:"
	printf '%s\n' "$finished" | sed 's/^/  | /'
else
	say "I begin."
fi

while [ $# -gt 0 ]; do
	step="$1"
	shift
	if printf '%s\n' "$finished" | grep -qxF -- "$step"; then
		say "  done before   $step"
		continue
	fi
	say "  working on    $step"
	sleep "${DEMO_STEP_SECONDS:-2.5}"
	printf 'what %s did: %s\n' "$REEVE_AGENT" "$step" >"$step.txt"
	git add -- "$step.txt"
	git diff --cached --quiet || git commit -qm "$step"
	if [ $# -gt 0 ]; then
		reeve checkpoint --completed "$step" --file "$step.txt" \
			--next "$1"
	else
		reeve checkpoint --completed "$step" --file "$step.txt" \
			--status "done" --notes "all steps are committed"
	fi
done
say "All done."
