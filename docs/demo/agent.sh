#!/bin/sh
# agent - a script in place of a coding agent: no model, no network
#
# agent.sh STEP...
#
# For each step the agent writes a file, commits it, and updates its checkpoint.
# On a resume it reads reeve's continuation and skips the steps that are done.
set -eu

say() {
	printf '%s\n' "$1"
}

# The list below "Done, by the checkpoint:".
done_before() {
	[ -n "${REEVE_CONTINUATION:-}" ] || return 0
	awk '/^Done, by the checkpoint:/ { on = 1; next }
		/^$/ { on = 0 }
		on { sub(/^- /, ""); print }' "$REEVE_CONTINUATION"
}

finished="$(done_before)"
if [ "${REEVE_RESUME:-0}" = 1 ]; then
	say "Resumed. Steps done before, as told by reeve:"
	printf '%s\n' "$finished" | sed 's/^/  | /'
else
	say "Started."
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
