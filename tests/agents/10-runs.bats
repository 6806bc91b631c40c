#!/usr/bin/env bats
# A run that nothing happens to: how it is started, what it gets, what is kept.

load helper

# --- completed ----------------------------------------------------------------

completes() { # PROFILE
	says "" 'echo one >one.txt' "$COMMIT" "$SAID"
	start "$1" "write it down"
	at_rest completed
	holds '.runs | length == 1'
	holds '.attempts == 1 and .recovery_used == false'
	holds '.verdict == "completed" and .decision == "complete"'
	holds '.runs[0] | .exit_code == 0 and .verdict == "completed"'
	holds '.runs[0].evidence | any(.code == "success_event" and
		.text == "its own event says success")'
	holds '.branch == "reeve/a" and .session == "a"'
	committed 1 finished
	last_asked '.users == 1 and .results == 2'

	# What it said of itself is kept, and people read text.
	jq -e . "$REEVE_STATE/runs/1.1/events.jsonl" >/dev/null
	pane_shows '$ echo one'
	pane_shows 'I did it [users=1 results=2]'
	pane_shows 'run 1.1 ended: exit code 0'
	not pane_shows '{"type"'
	reeve logs a | grep -qF 'I did it'
}

@test "claude completes" {
	completes claude
	for line in argv=-p argv=--output-format argv=stream-json \
		argv=--verbose argv=--permission-mode argv=bypassPermissions \
		argv=--session-id "argv=$(show .conversation)" render=claude \
		"stdin=$REEVE_STATE/runs/1.1/input"; do
		launch 1 "$line"
	done
	# Its own file of the conversation has the name that we chose.
	ls "$HOME"/.claude/projects/*/"$(show .conversation).jsonl"
}

@test "codex completes" {
	completes codex
	for line in argv=exec argv=--json argv=- render=codex \
		argv=--dangerously-bypass-approvals-and-sandbox \
		"stdin=$REEVE_STATE/runs/1.1/input"; do
		launch 1 "$line"
	done
	# Not the wrapper, which can die alone.
	tr '\0' '\n' <"$REEVE_STATE/runs/1.1/launch" |
		grep -q '^program=.*/vendor/.*/codex$'
	# It chose the name; we learned it.
	find "$HOME/.codex/sessions" -name "*-$(show .conversation).jsonl" |
		grep -q .
}

# --- prompts ------------------------------------------------------------------

heard() { # heard FILE: the agent was told what is in it, and first
	asked ".user | startswith(\$prompt)" --rawfile prompt "$1"
}

tells_to_the_byte() { # PROFILE
	says "" "$COMMIT" "$SAID"
	# shellcheck disable=SC2016
	printf '%s' '-p --help; $(touch pwned) `touch pwned` "q'"'"'
	*~{session}{prompt}%s \\n \e
#{pane_pid};ä€😀 </x> $HOME &&' >"$T/odd"
	reeve run -n a -a "$1" -f "$T/odd" >/dev/null
	at_rest completed
	heard "$T/odd"
	not test -e "$(reeve path a)/pwned"

	{
		printf -- '-x '
		for i in $(seq 6000); do
			echo "line $i, and some more to make it as long as it has to be"
		done
		echo end
	} >"$T/long"
	[ "$(stat -c %s "$T/long")" -gt 300000 ]
	reeve run -n b -a "$1" -f "$T/long" >/dev/null
	reeve wait b --timeout 60s
	heard "$T/long"
}

@test "claude hears its prompt to the byte" {
	tells_to_the_byte claude
}

@test "codex hears its prompt to the byte" {
	tells_to_the_byte codex
}

# --- environment --------------------------------------------------------------

gets_its_environment() { # PROFILE VARIABLE
	says "" "echo \$\$ >$T/tool; until test -e $T/go; do sleep 0.1; done" \
		'env' "$COMMIT" "$SAID"
	# That of an agent which starts another, and of a person with secrets.
	CLAUDECODE=1 CLAUDE_CODE_CHILD_SESSION=1 CLAUDE_CODE_SESSION_ID=x \
		CODEX_THREAD_ID=x CODEX_SANDBOX=x FOO=secret GIVEN=given \
		start "$1" --env GIVEN --env "SET=a b" "show it"
	in_a_tool
	tr '\0' '\n' <"/proc/$(record 1 .pid)/environ" >"$T/has"
	touch "$T/go"
	at_rest completed
	for line in "$2" REEVE_AGENT=a REEVE_TASK=1 REEVE_RUN=1.1 GIVEN=given \
		"SET=a b" "HOME=$HOME" "REEVE_CHECKPOINT=$T/checkpoints/a.json"; do
		grep -qxF -- "$line" "$T/has"
	done
	not grep -E '^(CLAUDECODE|CLAUDE_CODE_(CHILD|SESS).*|CODEX_.*|FOO)=' \
		"$T/has"
	asked '.result | contains("REEVE_AGENT=a\n")'
	not asked '.result | contains("FOO=secret")'
}

@test "claude gets its environment, and no more" {
	gets_its_environment claude "ANTHROPIC_API_KEY=$ANTHROPIC_API_KEY"
	not grep OPENAI "$T/has"
}

@test "codex gets its environment, and no more" {
	gets_its_environment codex "OPENAI_API_KEY=$OPENAI_API_KEY"
	not grep ANTHROPIC "$T/has"
}

# --- permissions --------------------------------------------------------------

@test "claude with permission to edit commits, and does nothing else" {
	says "" 'git commit -qm finished --allow-empty' "touch $T/elsewhere" "$SAID"
	start claude --permissions edits "commit"
	at_rest completed
	launch 1 argv=acceptEdits
	launch 1 'argv=Bash(git:*)'
	committed 1 finished
	not test -e "$T/elsewhere"
}

@test "codex with permission to edit commits in its worktree" {
	# Somewhere that no sandbox leaves open by itself.
	OUTSIDE="$(mktemp -d /var/tmp/reeve-agents.XXXXXX)"
	export REEVE_PATHS__CHECKPOINTS="$OUTSIDE/checkpoints"
	says "" "$COMMIT" 'reeve checkpoint --status done' "$SAID"
	start codex --permissions edits "commit"
	at_rest completed
	holds '.checkpoint.status == "done"'
	launch 1 'argv=sandbox_mode="workspace-write"'
	committed 1 finished
	# No place where it could leave what others run: not git's hooks.
	tr '\0' '\n' <"$REEVE_STATE/runs/1.1/launch" |
		grep '^argv=.*writable_roots=\[".*"\]$' >"$T/roots"
	not grep hooks "$T/roots"
}

# codex may lose the last words of a command that is over at once.
asks() { # PROFILE LINE: nobody is there to ask
	says "" "touch touched || { sleep 1; false; }" "$SAID"
	REEVE_LIMITS__ATTEMPTS=1 start "$1" --permissions ask "touch it"
	at_rest escalated
	launch 1 "$2"
	holds '.verdict == "permission_error"'
	not test -e "$(reeve path a)/touched"
}

@test "claude that has to ask cannot do it" {
	asks claude argv=default
}

@test "codex that has to ask cannot do it" {
	asks codex 'argv=sandbox_mode="read-only"'
}
