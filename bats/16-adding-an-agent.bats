#!/usr/bin/env bats
# docs/adding-an-agent.md, followed word by word: its CLI and its profile work.

load helper

setup() {
	place_make
	PAGE="$ROOT/docs/adding-an-agent.md"
	mkdir "$T/bin"
	block sh >"$T/bin/pine"
	chmod +x "$T/bin/pine"
	block json >"$T/reeve.json"
	export PATH="$T/bin:$PATH" REEVE_CONFIG="$T/reeve.json"
	export REEVE_RECOVERY__PARK_JITTER=0
}

teardown() {
	place_end
}

block() { # block LANGUAGE: the page's first block in it
	awk -v begin="\`\`\`$1" '$0 == begin { on = 1; next }
		/^```$/ && on { exit } on' "$PAGE"
}

@test "a headless run: a sign parks it until its limit ends, then it resumes" {
	reeve run -n one -a pine "the task" 3>&-
	becomes one completed
	task_is one '.runs[0].verdict == "rate_limited" and
		.runs[0].decision == "park" and .runs[0].until != null and
		.runs[1].verdict == "completed" and (.runs | length) == 2'
	grep -qx "changed by pine" "$(reeve path one)/pine.txt"
}

@test "an interactive run: its dialog is recognized, and answered by a person" {
	reeve run -n one -a pine --interactive "the task" 3>&-
	eventually task_is one '.state == "waiting" and
		(.reason | contains("trust dialog"))'
	reeve review answer one y
	becomes one completed
	grep -qx "changed by pine" "$(reeve path one)/pine.txt"
}

@test "a program that is too old is refused" {
	REEVE_PROFILES__PINE__MIN_VERSION=1.3 \
		run reeve run -n one -a pine "the task" 3>&-
	[ "$status" -ne 0 ]
	[[ $output == *1.2*1.3* || $output == *1.3*1.2* ]]
}
