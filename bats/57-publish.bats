#!/usr/bin/env bats
# Work that is done is published; where that fails, only that is done again.

load helper

setup() {
	place_make
	git init -q --bare "$T/remote"
	git remote add origin "$T/remote"
	mkdir -p "$T/bin"
	fake_gh
	export PATH="$T/bin:$PATH"
}

teardown() {
	place_end
}

# A gh that makes a pull request once, keeps count, and does as it is told by
# files: $T/refuse (how often it fails), $T/slow (until that is gone it hangs),
# $T/out (it has no login).
fake_gh() {
	cat >"$T/bin/gh" <<-EOS
		#!/bin/sh
		if [ "\$1" = auth ]; then
			[ ! -e "$T/out" ] || { echo "not logged in" >&2; exit 4; }
			exit 0
		fi
		echo "\$*" >>"$T/calls"
		if [ -e "$T/made" ]; then
			echo "a pull request for branch \"x\" into branch \"main\" already exists:" >&2
			echo "https://example.com/pull/1" >&2
			exit 1
		fi
		left=\$(cat "$T/refuse" 2>/dev/null || echo 0)
		if [ "\$left" -gt 0 ]; then
			echo \$((left - 1)) >"$T/refuse"
			echo "GraphQL: something went wrong" >&2
			exit 1
		fi
		[ ! -e "$T/slow.made" ] || touch "$T/made"
		while [ -e "$T/slow" ]; do sleep 0.05; done
		touch "$T/made"
		echo "Creating pull request" >&2
		echo "https://example.com/pull/1"
	EOS
	chmod +x "$T/bin/gh"
}

calls() {
	wc -l <"$T/calls"
}

@test "published: the branch is pushed, and the answer is shown" {
	agent one --publish -- "commit a work"
	reeve wait one
	task_is one '.state == "completed" and .decision == "complete" and
		.published == "https://example.com/pull/1" and
		(.runs | length) == 1 and .runs[0].verdict == "completed" and
		.publishes[0].ok and (.reason | contains("pull/1"))'
	[ "$(git -C "$T/remote" rev-parse refs/heads/reeve/one)" = \
		"$(git rev-parse reeve/one)" ]
	grep -q 'Creating pull request' "$STATE/runs/1.1/publish.log"
	grep -q '^\$ git push --force-with-lease -u origin reeve/one' "$STATE/runs/1.1/publish.log"
	reeve show one | grep -qF "https://example.com/pull/1"
	jq -e '.published == "https://example.com/pull/1"' \
		"$RESULTS/one_results.json"
	eventually event_is '.event == "publishing"'
	eventually event_is '.event == "published"'
}

@test "publish_failed: only publishing is repeated, no run is started" {
	echo 2 >"$T/refuse"
	agent one --publish -- "mark $T/ran" "commit a work"
	reeve wait one
	task_is one '.state == "completed" and (.runs | length) == 1 and
		(.publishes | length) == 3 and .verdict == "completed" and
		.runs[0].verdict == "publish_failed" and .recovery_used and
		.attempts == 1 and
		([.publishes[].ok] == [false, false, true])'
	[ "$(wc -l <"$T/ran")" = 1 ]
	[ "$(calls)" = 3 ]
	evidence_has one 1 "the publish command failed with exit code 1: gh pr create --fill" publish_failed
	evidence_has one 1 "it said: GraphQL: something went wrong" publish_output
	evidence_has one 1 "the work itself is complete" work_complete
	reeve metrics --json | jq -e '.recovery.successes == 1 and
		.recovery.time.count == 1 and .recovery.time.mean_ms > 0 and
		.reasons[0].verdict == "publish_failed"'
}

@test "publish_failed again and again: its own budget, then a person" {
	echo 100 >"$T/refuse"
	export REEVE_PUBLISH__ATTEMPTS=3
	agent one --publish -- "mark $T/ran" "commit a work"
	becomes one escalated
	task_is one '.verdict == "publish_failed" and .decision == "escalate" and
		(.publishes | length) == 3 and .attempts == 1 and
		(.reason | contains("all 3 attempts to publish are spent"))'
	evidence_has one 1 "by hand: cd $(reeve path one) && git push --force-with-lease -u origin reeve/one && gh pr create --fill" by_hand
	reeve show one | grep -q 'resume one .*publish'
	# What a person resumes is the publishing.
	rm "$T/refuse"
	reeve resume one
	becomes one completed
	task_is one '(.runs | length) == 1 and .published != null'
	[ "$(wc -l <"$T/ran")" = 1 ]
	# What each of the four tries said is kept.
	[ "$(grep -c '^== ' "$STATE/runs/1.1/publish.log")" = 4 ]
	# What was decided keeps its own reason, here and in the results …
	eventually jq -e '.published != null and .decision == "complete" and
		(.runs[0] | .decision == "escalate" and
		(.reason | contains("all 3 attempts to publish are spent")))' \
		"$RESULTS/one_results.json"
	# … and its place in the story.
	reeve why --json one >"$T/why"
	jq -e '[.timeline[] | .what + " " + (.text | split("[:,]"; null)[0])] ==
		["submitted shell", "started start", "ended completed",
		"decision publish", "publish_failed the publish command failed with exit code 1",
		"decision publish", "publish_failed the publish command failed with exit code 1",
		"decision publish", "publish_failed the publish command failed with exit code 1",
		"decision escalate", "asked resume", "published https", "rest completed"]' "$T/why" ||
		{ cat "$T/why" && return 1; }
}

@test "an answer is for the agent, even where only publishing is left" {
	agent one --publish -- "@1 commit a work" "@1 write left over" \
		"@2 mark $T/ran" "@2 sh git add left; git commit -qm left"
	becomes one escalated
	reeve review answer one "commit what is left"
	becomes one completed
	[ "$(wc -l <"$T/ran")" = 1 ]
	task_is one '(.runs | length) == 2 and .published != null'
}

@test "what is not committed is named, and nothing is pushed" {
	agent one --publish -- "commit a work" "write left over"
	becomes one escalated
	task_is one '(.publishes | length) == 1 and
		.reason_code == "publish_final" and
		(.reason | contains("would change nothing"))'
	evidence_has one 1 "1 file in the worktree is not committed, and would not be published: left" uncommitted
	[ ! -e "$T/calls" ]
	not git -C "$T/remote" rev-parse -q --verify refs/heads/reeve/one
}

@test "nothing to publish: no commit beyond the base" {
	agent one --publish -- "exit 0"
	becomes one escalated
	evidence_has one 1 "there is nothing to publish" no_commit
}

@test "nowhere to publish to: no remote" {
	git remote remove origin
	agent one --publish -- "commit a work"
	becomes one escalated
	evidence_has one 1 "there is no remote to publish to"
}

@test "a push that is refused says so" {
	git remote set-url origin "$T/nowhere"
	REEVE_PUBLISH__ATTEMPTS=1 agent one --publish -- "commit a work"
	becomes one escalated
	evidence_has one 1 "the push failed with exit code 128: git push --force-with-lease -u origin reeve/one" publish_failed
	[ ! -e "$T/calls" ]
}

@test "no login: checked before anything is pushed" {
	touch "$T/out"
	REEVE_PUBLISH__ATTEMPTS=1 agent one --publish -- "commit a work"
	becomes one escalated
	evidence_has one 1 "the check before publishing failed with exit code 4: gh auth status" publish_failed
	evidence_has one 1 "it said: not logged in" publish_output
	not git -C "$T/remote" rev-parse -q --verify refs/heads/reeve/one
}

@test "a publish command that is not there: nothing is repeated" {
	REEVE_PUBLISH__CHECK='[]' REEVE_PUBLISH__COMMAND='["no-such-program"]' \
		agent one --publish -- "commit a work"
	becomes one escalated
	task_is one '(.publishes | length) == 1'
	evidence_has one 1 "the publish command could not be run" publish_not_run
}

@test "a publish command that hangs is ended" {
	touch "$T/slow"
	REEVE_PUBLISH__ATTEMPTS=1 REEVE_PUBLISH__TIMEOUT=300ms \
		agent one --publish -- "commit a work"
	becomes one escalated
	evidence_has one 1 "the publish command took longer than 300 ms" publish_timeout
}

@test "stopped while it is published; resumed, it is published" {
	touch "$T/slow"
	agent one --publish -- "mark $T/ran" "commit a work"
	becomes one publishing
	eventually test -e "$T/calls"
	reeve stop one
	state_is one stopped
	rm "$T/slow"
	reeve resume one
	becomes one completed
	task_is one '(.runs | length) == 1 and .published != null'
	[ "$(wc -l <"$T/ran")" = 1 ]
}

@test "killed while it is published: it is repeated, and recognised as done" {
	touch "$T/slow" "$T/slow.made"
	agent one --publish -- "mark $T/ran" "commit a work"
	eventually test -e "$T/made"
	kill_reeved
	rm "$T/slow"
	becomes one completed
	task_is one '.published == "https://example.com/pull/1" and
		(.publishes | length) == 2 and .publishes[0].ok == null and
		.publishes[1].ok and (.publishes[1].evidence |
			any(.code == "published_before" and
				(.text | contains("published already"))))'
	[ "$(wc -l <"$T/ran")" = 1 ]
	[ "$(calls)" = 2 ]
}

@test "killed while it waits to publish again: it waits on" {
	echo 3 >"$T/refuse"
	export REEVE_RECOVERY__POLICY__PUBLISH_FAILED__AFTER=1s
	agent one --publish -- "mark $T/ran" "commit a work"
	becomes one backoff
	kill_reeved
	becomes one completed
	[ "$(wc -l <"$T/ran")" = 1 ]
}

@test "restart of what could not be published begins anew" {
	echo 100 >"$T/refuse"
	REEVE_PUBLISH__ATTEMPTS=1 agent one --publish -- "mark $T/ran" \
		"@1 commit a work" "@2 commit a other"
	becomes one escalated
	rm "$T/refuse"
	# Its branch, which was pushed before, begins at the base once more.
	reeve restart one
	becomes one completed
	task_is one '(.runs | length) == 2 and .runs[1].mode == "restart" and
		.published != null'
	[ "$(wc -l <"$T/ran")" = 2 ]
}

@test "the publish command has the agent's environment, and no other" {
	cat >"$T/bin/show-env" <<-EOS
		#!/bin/sh
		env >"$T/env"
	EOS
	chmod +x "$T/bin/show-env"
	export TOKEN=secret OTHER=no
	REEVE_PUBLISH__CHECK='[]' REEVE_PUBLISH__COMMAND='["show-env"]' \
		agent one --publish --env TOKEN -- "commit a work"
	reeve wait one
	grep -qx TOKEN=secret "$T/env"
	grep -qx REEVE_BRANCH=reeve/one "$T/env"
	not grep -q ^OTHER= "$T/env"
}

@test "a publish that is stopped leaves nothing running" {
	export REEVE_PUBLISH__CHECK='[]'
	export REEVE_PUBLISH__COMMAND='["sh", "-c", "touch '"$T"'/began; sleep 1000; true"]'
	agent one --publish -- "commit a work"
	eventually test -e "$T/began"
	reeve stop one
	reeve down --all
	eventually nothing_left
}

@test "an answer to a failed publish is for the agent, stopped meanwhile or not" {
	export REEVE_MAX_AGENTS=1 REEVE_PUBLISH__CHECK='[]' REEVE_PUBLISH__PUSH='[]'
	export REEVE_PUBLISH__COMMAND='["false"]' REEVE_PUBLISH__ATTEMPTS=1
	agent one --publish -- "@1 commit a work" "@2 commit b more"
	becomes one escalated
	agent two -- "wait $T/go"
	becomes two running
	reeve review answer one "do it otherwise"
	state_is one queued
	reeve stop one
	reeve resume one
	touch "$T/go"
	reeve wait two
	eventually task_is one '.runs | length == 2'
}
