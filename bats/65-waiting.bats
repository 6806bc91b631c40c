#!/usr/bin/env bats
# An agent that waits for a person: noticed, told once, never answered unasked.

load helper

setup() {
	place_make
	export REEVE_RECOVERY__SCREEN_SETTLE=200ms REEVE_RECOVERY__TURN_END_AFTER=300ms
}

teardown() {
	place_end
}

ASK='sh printf "Overwrite it? [y/N] "; read -r answer; echo "got $answer"'

waits_for() { # waits_for NAME REASON
	becomes "$1" waiting
	[ "$(show "$1" .reason)" = "$2" ]
	[[ "$(show "$1" .reason_code)" == @(dialog|prompt) ]]
}

count_events() { # count_events FILTER
	jq -s "map(select($1)) | length" "$LOG"
}

timer_is_off() { # timer_is_off PID
	grep -h '^it_value' /proc/"$1"/fdinfo/* | grep -qx 'it_value: (0, 0)'
}

# A config of its own, for what stands in a profile.
profile_set() { # profile_set JSON: members of the shell profile
	jq -n --argjson shell "$1" '{profiles: {shell: $shell}}' >"$T/config.json"
	export REEVE_CONFIG="$T/config.json"
}

@test "a question on the last line: waiting, one notification, and on it goes" {
	export REEVE_NOTIFY__COMMAND='["sh","-c","cat >>'"$T"'/told; echo >>'"$T"'/told"]'
	agent a -- "$ASK" "wait $T/go"
	waits_for a "yes or no"
	event_is '.event == "waiting" and .what == "yes or no" and .source == "screen"'
	reeve list | grep -q 'yes or no'
	eventually grep -q 'waiting' "$T/told"
	tm send-keys -t =a: y Enter
	becomes a running
	eventually printed a "got y"
	event_is '.event == "goes_on"'
	touch "$T/go"
	becomes a completed
	[ "$(grep -c '"event":"waiting"' "$T/told")" = 1 ]
	[ "$(count_events '.event == "waiting"')" = 1 ]
}

@test "one that is never still after the answer goes on as well" {
	agent a -- 'sh printf "Sure? [y/N] "; read -r answer; i=0
		until [ -e '"$T"'/go ]; do i=$((i + 1)); printf "\rworking $i"; sleep 0.05; done'
	waits_for a "yes or no"
	tm send-keys -t =a: y Enter
	becomes a running
	touch "$T/go"
	becomes a completed
}

@test "reeve review answer types the answer, and it goes on" {
	agent a -- "$ASK" "wait $T/go"
	waits_for a "yes or no"
	reeve review show a | grep -q "yes or no"
	reeve review answer a yes please
	eventually printed a "got yes please"
	becomes a running
	touch "$T/go"
	becomes a completed
}

@test "a second answer while the first is being typed is refused, and not kept" {
	agent a -- "$ASK" "wait $T/go"
	waits_for a "yes or no"
	reeve review answer a y
	fails 1 "cannot * 'a': *" reeve review answer a n
	eventually printed a "got y"
	task_is a '.reviews | map(select(.what == "answer").text) == ["y"]'
	touch "$T/go"
	becomes a completed
}

@test "what is sent meanwhile waits until the dialog is gone, and comes once" {
	agent a -- "$ASK" 'sh read -r next; echo "next $next"' "wait $T/go"
	waits_for a "yes or no"
	[ "$(reeve send a carry on)" = "queued: a dialog is open; the text is typed when the dialog is answered" ]
	event_is '.event == "send" and .queued and .why == "a dialog is open; the text is typed when the dialog is answered"'
	reeve review answer a n
	eventually printed a "next carry on"
	printed a "got n"
	eventually event_is '.event == "sent" and .number == 1'
	touch "$T/go"
	becomes a completed
	[ "$(reeve logs a | grep -c '^next carry on')" = 1 ]
	[ "$(count_events '.event == "send_lost"')" = 0 ]
}

# A text goes to the agent's terminal, which is below tmux: it cannot end up in copy
# mode, and what copy mode shows stays.
@test "keys that answer one dialog after the other are no line that is begun" {
	cat >"$T/asks" <<-'END'
		read -rsn1 -p "One? [y/N] " one; clear
		read -rsn1 -p "Two? [y/N] " two; clear
		echo "got $one, $two"; read -r three; echo "and $three"
	END
	agent a -- "sh bash $T/asks"
	waits_for a "yes or no"
	tm send-keys -t =a: y
	eventually printed a "Two?"
	tm send-keys -t =a: n
	eventually printed a "got y, n"
	becomes a running
	[[ "$(reeve send a go on)" == delivered* ]]
	eventually printed a "and go on"
	becomes a completed
}

@test "what is sent meanwhile does not answer the dialog that follows" {
	export REEVE_RECOVERY__SCREEN_SETTLE=400ms
	agent a -- 'sh printf "Overwrite it? [y/N] "; read -r one
		echo working; sleep 0.2; printf "Delete it? [y/N] "; read -r two
		echo "got $one, $two"; read -r three; echo "and $three"'
	waits_for a "yes or no"
	reeve send a "please hurry"
	reeve review answer a yes
	eventually printed a "Delete it"
	eventually eval '[ "$(count_events ".event == \"waiting\"")" = 2 ]'
	waits_for a "yes or no"
	reeve review answer a no
	eventually printed a "got yes, no"
	eventually printed a "and please hurry"
	becomes a completed
}

@test "what is sent to one that just works is delivered, in copy mode too" {
	agent a -- 'print ready' 'sh read -r line; echo "heard $line"' \
		"wait $T/go"
	eventually printed a ready
	tm copy-mode -t =a:
	[ "$(reeve send a hello there)" = delivered ]
	eventually printed a "heard hello there"
	[ "$(tm display -p -t =a: '#{pane_in_mode}')" = 1 ]
	touch "$T/go"
	becomes a completed
}

@test "what is sent stays out of a line that somebody has begun, until it is sent" {
	agent a -- 'print ready' 'sh read -r one; read -r two; echo "got $one, $two"' \
		"wait $T/go"
	eventually printed a ready
	tm send-keys -t =a: -l "half a li"
	eventually printed a "half a li"
	[ "$(reeve send a carry on)" = "queued: somebody is typing in the pane; the text is typed when that line is sent or deleted" ]
	# Nothing but that ends it: no timer is set.
	eventually timer_is_off "$(record_of 1.1 .keeper_pid)"
	tm send-keys -t =a: -l "ne"
	tm send-keys -t =a: Enter
	eventually printed a "got half a line, carry on"
	eventually event_is '.event == "sent" and .number == 1'
	touch "$T/go"
	becomes a completed
}

@test "what is sent is delivered once the line that somebody has begun is deleted" {
	agent a -- 'print ready' 'sh read -r one; echo "got $one."' "wait $T/go"
	eventually printed a ready
	tm send-keys -t =a: -l "no x"
	eventually printed a "no x"
	[[ "$(reeve send a carry on)" == "queued: somebody is typing"* ]]
	tm send-keys -t =a: BSpace BSpace
	not event_is '.event == "sent"'
	tm send-keys -t =a: BSpace BSpace
	eventually event_is '.event == "sent" and .number == 1'
	eventually printed a "got carry on."
	touch "$T/go"
	becomes a completed
}

@test "a key that answered a dialog is no line that somebody has begun" {
	agent a -- 'sh printf "Overwrite it? [y/N] "; stty -icanon
		answer=$(head -c 1); stty icanon; echo; read -r next; echo "got $answer, $next."' "wait $T/go"
	waits_for a "yes or no"
	tm send-keys -t =a: -l y
	becomes a running
	[ "$(reeve send a carry on)" = delivered ]
	eventually printed a "got y, carry on."
	touch "$T/go"
	becomes a completed
}

@test "a text that came too late for its run is told as lost" {
	agent a -- "$ASK"
	waits_for a "yes or no"
	[[ "$(reeve send a too late)" == queued:* ]]
	reeve stop a
	event_is '.event == "send_lost" and .number == 1 and .text == "too late"'
	[ "$(count_events '.event == "sent" or .event == "send_kept"')" = 0 ]
}

@test "a text is told as lost however much has happened since it was sent" {
	agent a --keep-alive -- "$ASK"
	waits_for a "yes or no"
	[[ "$(reeve send a too late)" == queued:* ]]
	for _ in {1..201}; do
		reeve handoff a on >/dev/null
	done
	reeve stop a
	event_is '.event == "send_lost" and .number == 1 and .text == "too late"'
}

@test "a text that was not typed when its run ended is told to the next run, once" {
	agent a -- "@1 $ASK" "@2 sh cp \$REEVE_CONTINUATION $T/told" "@2 wait $T/go"
	waits_for a "yes or no"
	[[ "$(reeve send a "use the v2 API")" == queued:* ]]
	event_is '.event == "send" and .queued and .text == "use the v2 API"'
	kill_reeved
	kill -KILL "$(record_of 1.1 .pid)"
	eventually test -s "$T/told"
	[ "$(grep -c '^> use the v2 API' "$T/told")" = 1 ]
	event_is '.event == "send_kept" and .number == 1 and .text == "use the v2 API"'
	touch "$T/go"
	becomes a completed
	task_is a '(.runs | length) == 2 and
		([.reviews[] | select(.what == "said")] | length) == 1'
	[ "$(count_events '.event == "send_kept"')" = 1 ]
	[ "$(count_events '.event == "send_lost" or .event == "sent"')" = 0 ]
}

@test "one that is headless and reads nothing gets what is sent as its next turn" {
	profile_set '{"stdin_headless":"null"}'
	agent a -- "@1 wait $T/go" "@2 sh cp \$REEVE_CONTINUATION $T/told"
	becomes a running
	reeve send a "use the v2 API" >"$T/said"
	grep -qx "queued: it reads nothing while it runs: its next turn begins with it" \
		"$T/said"
	touch "$T/go"
	becomes a completed
	[ "$(grep -c '^> use the v2 API' "$T/told")" = 1 ]
	task_is a '(.runs | length) == 2 and .runs[0].decision == "resume" and
		(.runs[0].reason | contains("with what was said")) and
		.runs[1].mode == "resume" and .recovery_used == false'
}

@test "what is sent between two runs is told to the next; before the first it is refused" {
	export REEVE_RECOVERY__BACKOFF_FIRST=1h REEVE_RECOVERY__BACKOFF_MAX=1h
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h REEVE_MAX_AGENTS=1
	agent a -- "@1 exit 3" "@2 sh cp \$REEVE_CONTINUATION $T/told" "@2 wait $T/go"
	becomes a backoff
	[ "$(reeve send a mind the gap)" = "queued: its next run begins with it" ]
	reeve resume a
	eventually test -s "$T/told"
	grep -q "^> mind the gap" "$T/told"
	agent b -- "exit 0"
	state_is b queued
	fails 1 "cannot send to 'b': its first run has not begun" reeve send b hello
	touch "$T/go"
	becomes b completed
	fails 1 "cannot send to 'b': it is completed" reeve send b hello
	grep -qx "reeve: try: reeve resume b, and then send" "$T/err"
}

@test "what is sent to one that is escalated: its review takes it" {
	export REEVE_RECOVERY__POLICY__CRASHED__DO='["escalate"]'
	agent a -- "exit 3"
	becomes a escalated
	fails 1 "cannot send to 'a': it is escalated and waits for a person" \
		reeve send a hello
	grep -qx "reeve: try: reeve review answer a TEXT" "$T/err"
}

@test "restart without a worktree: nothing is put back, and nobody says so" {
	agent a --no-worktree -- "@1 wait $T/go" "sh cp \"\$REEVE_CONTINUATION\" '$T/told'"
	becomes a running
	[ "$(reeve restart a)" = "a: the run is being ended; then the task starts again; its directory is not reset" ]
	becomes a completed
	grep -q "This is a new beginning, without a worktree" "$T/told"
	not grep -q "back at its base" "$T/told"
}

@test "restart and reassign of one that waits say that its run is ended first" {
	agent a -- "@1 $ASK" "@2 wait $T/go"
	waits_for a "yes or no"
	[ "$(reeve restart a)" = "a: the run is being ended; then the task starts again from its base" ]
	eventually task_is a '.state == "running" and .runs[1].mode == "restart"'
	[ "$(reeve reassign a -a shell)" = "a: the run is being ended; then the task continues with shell" ]
	eventually task_is a '.runs[2].mode == "reassign"'
	touch "$T/go"
	becomes a completed
}

@test "an answer that ends the run delivers no text that waited behind it" {
	agent a -- "$ASK"
	waits_for a "yes or no"
	[ "$(reeve send a carry on)" = "queued: a dialog is open; the text is typed when the dialog is answered" ]
	reeve review answer a y
	becomes a completed
	printed a "got y"
	event_is '.event == "send_lost" and .number == 1'
	[ "$(count_events '.event == "sent"')" = 0 ]
}

@test "a text that is too long is refused with its length" {
	agent a -- "wait $T/go"
	becomes a running
	head -c 70000 /dev/zero | tr '\0' x >"$T/long"
	fails 2 "cannot send to 'a': the text has 70000 bytes; *" \
		reeve send a "$(cat "$T/long")"
	touch "$T/go"
	becomes a completed
}

@test "reeved killed while it waits finds the same state, and tells nobody again" {
	agent a -- "$ASK"
	waits_for a "yes or no"
	kill_reeved
	waits_for a "yes or no"
	# A fresh look has been taken by the time that a text is queued.
	[ "$(reeve send a hello)" = "queued: a dialog is open; the text is typed when the dialog is answered" ]
	state_is a waiting
	[ "$(count_events '.event == "waiting"')" = 1 ]
	[ "$(count_events '.event == "goes_on"')" = 0 ]
	reeve review answer a y
	becomes a completed
	printed a "got y"
}

@test "a person who answers while no reeved is there has answered" {
	agent a -- "$ASK" "wait $T/go"
	waits_for a "yes or no"
	kill_reeved
	tm send-keys -t =a: y Enter
	becomes a running
	touch "$T/go"
	becomes a completed
}

@test "--idle does not end what waits for a person; --timeout does" {
	agent a --idle 1s --timeout 3s -- "$ASK"
	waits_for a "yes or no"
	ends_as a timed_out
	reeve stop a
}

@test "the profile may say how to answer: once, and only then is a person asked" {
	profile_set '{"attention": [{"what":"colour","screen":["Which colour","1[.] red"],
		"answer":["1","Enter"]}]}'
	agent a -- 'sh printf "Which colour?\n 1. red\n"; read -r c; echo "took $c"' \
		'sh clear; printf "Which colour then?\n 1. red\n"; read -r c; echo "$c"; printf "Which colour?\n 1. red\n"; read -r c'
	eventually printed a "took 1"
	event_is '.event == "answered" and .what == "colour" and .keys == ["1", "Enter"]'
	waits_for a colour
	reeve stop a
}

@test "a turn that failed of a limit: parked until it ends, no person is asked" {
	profile_set '{"attention": [{"for": "prompt", "what": "its turn failed",
		"line": "^limited: (.*)", "quote": true,
		"verdict": "rate_limited"}]}'
	export REEVE_RECOVERY__PARK_JITTER=0
	agent a --interactive -- '@1 sh printf "limited: try again in 2 hours"' \
		"@1 sleep" "@2 print goes on"
	becomes a parked
	task_is a '.verdict == "rate_limited" and .attempts == 0 and
		.runs[0].until != null'
	evidence_has a 1 "rate_limited: its turn failed: try again in 2 hours" sign
	[ "$(count_events '.event == "waiting"')" = 0 ]
	reeve resume a
	becomes a completed
}

@test "a hook's event is enough, and its next one ends it" {
	profile_set '{"attention": [
		{"what":"permission prompt","text":["tool_name"],
			"hook":{"hook_event_name":"PermissionRequest"}},
		{"for":"nothing","hook":{"hook_event_name":"PostToolUse"}}]}'
	agent a -- "wait $T/ask" \
		'sh echo "{\"hook_event_name\":\"PermissionRequest\",\"tool_name\":\"Bash\"}" | reeve hook' \
		"wait $T/go" \
		'sh echo "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":\"Bash\"}" | reeve hook' \
		"wait $T/end"
	becomes a running
	touch "$T/ask"
	waits_for a "permission prompt: Bash"
	touch "$T/go"
	becomes a running
	touch "$T/end"
	becomes a completed
}

@test "a hook's event of a time to come is one of now" {
	profile_set '{"attention": [
		{"what":"permission prompt","text":["tool_name"],
			"hook":{"hook_event_name":"PermissionRequest"}}]}'
	agent a -- 'sh echo "{\"hook_event_name\":\"PermissionRequest\",\"tool_name\":\"Bash\",\"time\":\"2999-01-01T00:00:00.000Z\"}" \
		>>"$(dirname "$REEVE_PROMPT_FILE")/hooks.jsonl"' "wait $T/end"
	waits_for a "permission prompt: Bash"
	touch "$T/end"
	becomes a completed
}

@test "reeve hook never fails, and prints nothing" {
	mkdir -p "$T/runs/1.1"
	touch "$T/runs/1.1/prompt"
	export REEVE_RUN=1.1 REEVE_PROMPT_FILE="$T/runs/1.1/prompt"
	for input in '' garbage '[]' '{"a":1}' '{"hook_event_name":7}'; do
		run reeve hook <<<"$input"
		[ "$status" = 0 ] && [ -z "$output" ]
	done
	[ ! -s "$T/runs/1.1/hooks.jsonl" ]
	echo '{"hook_event_name":"Stop"}' | reeve hook
	jq -e '.hook_event_name == "Stop"' "$T/runs/1.1/hooks.jsonl"
	# Not elsewhere, and not through a link.
	REEVE_PROMPT_FILE="$T/runs/1.1/other" reeve hook <<<'{"hook_event_name":"x"}'
	REEVE_RUN=1.2 reeve hook <<<'{"hook_event_name":"x"}'
	rm "$T/runs/1.1/hooks.jsonl"
	ln -s "$T/elsewhere" "$T/runs/1.1/hooks.jsonl"
	reeve hook <<<'{"hook_event_name":"x"}'
	[ ! -e "$T/elsewhere" ]
	unset REEVE_RUN REEVE_PROMPT_FILE
	reeve hook <<<'{"hook_event_name":"x"}'
}

@test "a hook's checkpoint says nothing of being finished, nor takes words away" {
	agent a -- 'checkpoint --completed "the plan" --next "the rest" --status done' \
		'sh echo "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":\"Write\",\"cwd\":\"$PWD\",\"session_id\":\"s1\",\"tool_input\":{\"file_path\":\"$PWD/src/a.c\"}}" | reeve hook'
	becomes a completed
	task_is a '.checkpoint | .status == "done" and .files == ["src/a.c"] and
		.completed == ["the plan"] and .next == ["the rest"] and .session == "s1"'
	agent b -- \
		'sh echo "{\"hook_event_name\":\"Stop\",\"session_id\":\"s2\"}" | reeve hook'
	becomes b completed
	task_is b '.checkpoint | .status == null and .session == "s2"'
}
