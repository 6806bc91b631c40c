#!/usr/bin/env bats
# One thing after the other: resume, restart, reassign, escalate; and at the
# end somebody has all that is needed.

load helper

setup() {
	place_make
	export REEVE_CONFIG="$T/reeve.json"
	cat >"$REEVE_CONFIG" <<-EOF
		{"profiles":{
		"other":{"program":"sh","headless":["-c",
			"cp \"\$REEVE_CONTINUATION\" '$T/told.other'; cat new >'$T/new.other'; exec sleep 1000"]},
		"third":{"program":"sh","headless":["-c",
			"cp \"\$REEVE_CONTINUATION\" '$T/told.third'; [ ! -e '$T/hang' ] || exec sleep 1000"]}}}
	EOF
}

teardown() {
	place_end
}

modes() {
	show "$1" '[.runs[].mode] | join(" ")'
}

@test "timed_out: resumed, restarted, reassigned, and then a person" {
	agent one --timeout 400ms --reassign-to other "the task" -- \
		"@1 commit a first" "@1 write new one" "@1 sleep" \
		"@2 write new two" "@2 sleep" \
		"@3 sh ls >$T/ls.3; cp \$REEVE_CONTINUATION $T/told.3" \
		"@3 write new three" "@3 sleep"
	becomes one escalated
	[ "$(modes one)" = "start resume restart reassign" ]
	task_is one '.profile == "other" and .reassign_to == ["other"] and
		([.runs[].verdict] | all(. == "timed_out")) and
		([.runs[].decision] ==
			["resume", "restart", "reassign", "escalate"])'
	# The restart began from the base, and said where the work is.
	[ "$(cat "$T/ls.3")" = hello ]
	grep -q "This is a new beginning" "$T/told.3"
	grep -q 'refs/reeve/saved/one/' "$T/told.3"
	git for-each-ref --format='%(refname)' refs/reeve/saved/one |
		while read -r ref; do git show "$ref:new" 2>/dev/null; done |
		grep -qx two
	# The other went on in the same worktree, and was told of the one before.
	[ "$(cat "$T/new.other")" = three ]
	grep -q "Another agent worked on this before you" "$T/told.other"
	grep -q "took too long" "$T/told.other"
	# Whoever is asked has everything.
	reeve review show one >"$T/review"
	for text in "it ran longer than its time limit" "restart" "reassign" \
		"timed_out; the policy says escalate" refs/reeve/saved/one/ \
		"$REPO/.worktrees/one" "reeve review answer one TEXT" \
		"reeve reassign one -a PROFILE"; do
		grep -qF -- "$text" "$T/review" || { echo "$text" && false; }
	done
}

@test "a task's own list goes before that of the config, to its end" {
	export REEVE_RECOVERY__REASSIGN_TO='["shell"]'
	export REEVE_RECOVERY__POLICY__TIMED_OUT__DO='["reassign"]'
	touch "$T/hang"
	agent one --timeout 300ms --reassign-to other --reassign-to third \
		"the task" -- "sleep"
	becomes one escalated
	[ "$(modes one)" = "start reassign reassign" ]
	[ "$(show one '[.runs[].profile] | join(" ")')" = "shell other third" ]
	# A person's word goes on where it was.
	rm "$T/hang"
	reeve resume one
	becomes one completed
}

@test "reassign_to in a file" {
	export REEVE_RECOVERY__POLICY__CRASHED__DO='["reassign"]'
	jq -n --arg agent "$AGENT" '{name: "one", agent: "shell",
		prompt: "the task", argv: [$agent, "exit 3"],
		reassign_to: ["third"]}' >"$T/task.json"
	reeve submit "$T/task.json" 3>&-
	becomes one completed
	task_is one '.profile == "third"'
	echo '{"argv":["true"],"reassign_to":["nobody"]}' >"$T/task.json"
	fails 2 "*no such profile*" reeve submit "$T/task.json"
}

@test "killed at every turn of the chain: it is carried on" {
	agent one --timeout 1s --reassign-to third "the task" -- \
		"write new text" "sleep"
	for run in 1 2 3; do
		eventually task_is one ".runs | length >= $run"
		kill_reeved
	done
	becomes one completed
	[ "$(modes one)" = "start resume restart reassign" ]
}
