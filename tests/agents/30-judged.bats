#!/usr/bin/env bats
# What is refused, and what is not believed.

load helper

# --- refused before anything is stored ----------------------------------------

refused() { # refused TEXT COMMAND...
	local text="$1" status=0
	shift
	"$@" 2>"$T/err" || status=$?
	cat "$T/err"
	[ "$status" = 2 ]
	[ "$(grep -c ^ "$T/err")" -le 2 ]
	grep -qF -- "$text" "$T/err"
	[ "$(reeve list --all --json | jq '.tasks | length')" = 0 ]
	[ -z "$(git -C "$T/repo" branch --list 'reeve/*')" ]
	not tm has-session 2>/dev/null
}

@test "claude without IS_SANDBOX: refused to root alone" {
	unset IS_SANDBOX
	if [ "$(id -u)" != 0 ]; then
		says "" "$COMMIT" "$SAID"
		start claude "do it"
		at_rest completed
		return
	fi
	refused "IS_SANDBOX=1" reeve run -a claude "do it"
	refused "IS_SANDBOX=1" env IS_SANDBOX=yes "$PROGRAMS/reeve" run \
		-a claude "do it"
}

@test "a CLI that is not there" {
	local directory path=''
	while read -r directory; do
		[ "$directory" = "$AGENTS/bin" ] || path="$path:$directory"
	done < <(tr : '\n' <<<"$PATH")
	PATH="${path#:}"
	refused "'claude': no such program in PATH" reeve run -a claude "do it"
	refused "'codex': no such program in PATH" reeve run -a codex "do it"
}

@test "a CLI that is too old" {
	mkdir "$T/old"
	printf '#!/bin/sh\necho "1.0.0 (Claude Code)"\n' >"$T/old/claude"
	chmod +x "$T/old/claude"
	PATH="$T/old:$PATH"
	refused "is version 1.0.0, and 2.1 is needed" reeve run -a claude "x"
}

@test "a program for an agent that has its own" {
	refused "'do it': the profile takes a prompt" reeve run -a claude -- "do it"
}

# --- exit code 0 is the first word, not the last ------------------------------

does_nothing() { # PROFILE
	says "" ".All is done already."
	export REEVE_LIMITS__ATTEMPTS=2
	start "$1" "do something"
	at_rest escalated
	holds '.runs | length == 2'
	holds '.runs | all(.exit_code == 0 and .verdict == "incomplete")'
	holds '.reason | contains("all 2 attempts are spent")'
	same_conversation_of_words
	last_asked '.user | contains("nothing changed in the worktree")'
}

same_conversation_of_words() {
	holds '.runs[0].conversation == .runs[1].conversation'
	last_asked '.users == 2'
}

@test "claude says that all is done, and has done nothing" {
	does_nothing claude
}

@test "codex says that all is done, and has done nothing" {
	does_nothing codex
}

finishes_what_it_left() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" ".All is done already."
	start "$1" "do something"
	at_rest completed
	holds '.runs | map(.verdict) == ["incomplete", "completed"]'
	holds '.runs[0] | .decision == "resume" and
		(.evidence[0].text | startswith("nothing changed in the worktree"))'
	same_conversation_of_words
	committed 1 finished
}

@test "claude has done nothing, is told so, and does it" {
	finishes_what_it_left claude
}

@test "codex has done nothing, is told so, and does it" {
	finishes_what_it_left codex
}

needs_a_person() { # PROFILE STATUS
	says "the left one" "$COMMIT" "$SAID"
	says "" "reeve checkpoint --status $2 --notes 'which one?'" "$SAID"
	start "$1" "choose"
	at_rest escalated
	holds '.runs | length == 1'
	holds ".runs[0].evidence[0].text == \"its checkpoint says $2: which one?\""
	reeve review answer a "the left one"
	at_rest completed
	same_conversation
	committed 1 finished
}

@test "claude needs a person" {
	needs_a_person claude needs_input
}

@test "codex needs a person" {
	needs_a_person codex needs_input
}

@test "claude is blocked" {
	needs_a_person claude blocked
}

@test "codex is blocked" {
	needs_a_person codex blocked
}

# --- verify -------------------------------------------------------------------

mends_its_tests() { # PROFILE
	says "$AGAIN" "touch right && $COMMIT" "$SAID"
	says "" 'touch wrong && git add -A && git commit -qm wrong' "$SAID"
	start "$1" --verify 'test -e right || { echo "E42: not right"; exit 7; }' \
		"make it right"
	at_rest completed
	holds '.runs | map(.verdict) == ["tests_failed", "completed"]'
	last_asked '.user | contains("E42: not right")'
	same_conversation_of_words
	committed 2 finished
}

@test "claude puts right what the verify command complains of" {
	mends_its_tests claude
}

@test "codex puts right what the verify command complains of" {
	mends_its_tests codex
}

# --- publishing ---------------------------------------------------------------

# A gh that fails once.
fake_gh() {
	mkdir "$T/bin"
	cat >"$T/bin/gh" <<-END
		#!/bin/sh
		[ "\$1" != auth ] || exit 0
		echo call >>"$T/calls"
		[ "\$(grep -c ^ "$T/calls")" -gt 1 ] || {
			echo "GraphQL: something went wrong" >&2
			exit 1
		}
		echo "https://example.com/pull/1"
	END
	chmod +x "$T/bin/gh"
	PATH="$T/bin:$PATH"
}

publishes_again() { # PROFILE
	fake_gh
	git init -q --bare "$T/remote"
	git -C "$T/repo" remote add origin "$T/remote"
	says "" "$COMMIT" "$SAID"
	start "$1" --publish "commit"
	at_rest completed
	holds '.published == "https://example.com/pull/1"'
	holds '.runs | length == 1'
	holds '.runs[0] | .verdict == "publish_failed" and
		(.evidence | any(.text | contains("something went wrong")))'
	holds '.attempts == 1 and (.publishes | map(.ok)) == [false, true]'
	[ "$(git -C "$T/remote" log -1 --format=%s reeve/a)" = finished ]
}

@test "claude's work cannot be published at first: it is not asked again" {
	publishes_again claude
}

@test "codex's work cannot be published at first: it is not asked again" {
	publishes_again codex
}

# --- an API that fails --------------------------------------------------------

survives_an_error() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says "" 'echo one >one.txt' '!400'
	start "$1" "write it down"
	at_rest completed
	holds '.runs | length == 2'
	holds '.runs[0] | .exit_code == 1 and .verdict != "completed"'
	holds '.runs[0].evidence | any(.text | contains("mock: an error"))'
	holds '.runs[0].conversation == .runs[1].conversation'
	last_asked '.users == 2 and .results == 2'
	committed 1 finished
}

@test "claude: the API fails, and it goes on where it was" {
	survives_an_error claude
}

@test "codex: the API fails, and it goes on where it was" {
	survives_an_error codex
}
