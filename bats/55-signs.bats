#!/usr/bin/env bats
# What a CLI says of itself: limits, logins, permissions, what it has used.
#
# The CLI is a script that prints claude's events; its profile is claude's with
# another program.

load helper

setup() {
	place_make
	export REEVE_CONFIG="$T/reeve.json" REEVE_RECOVERY__PARK_JITTER=0
	profile_make fake
}

teardown() {
	place_end
}

# profile_make NAME...: claude's, but with $T/NAME for its program
profile_make() {
	local name
	for name; do
		jq --arg name "$name" --arg program "$T/$name" '.profiles.claude |
			{($name): (. + {program: $program, headless: [],
			headless_resume: [], interactive: [],
			interactive_resume: [], version_args: [], native_binary: [],
			session: "none", session_event: null, conversation_file: null,
			stdin_headless: "null", preset_files: [], root_env: null,
			preamble: false})}' "$ROOT/config.example.json"
	done | jq -s '{profiles: add}' >"$REEVE_CONFIG"
}

# cli NAME TEXT: its script; run is a function that knows the run's number
cli() {
	cat >"$T/$1" <<-END
		#!/bin/bash
		n=\${REEVE_RUN##*.}
		says() { printf '%s\n' "\$1"; }
		did() { echo "\$n" >did; says '{"type":"result","subtype":"success","is_error":false,"result":"ok","total_cost_usd":0.25,"usage":{"input_tokens":70,"cache_read_input_tokens":10,"output_tokens":20}}'; exit 0; }
		fails() { says '{"type":"result","subtype":"success","is_error":true,"api_error_status":'"\$1"',"terminal_reason":"api_error","result":"'"\$2"'","total_cost_usd":0.5,"usage":{"input_tokens":100,"output_tokens":50}}'; exit 1; }
		retries() { says '{"type":"system","subtype":"api_retry","attempt":'"\$2"',"max_retries":10,"error_status":'"\$1"',"error":"x"}'; }
		$2
	END
	chmod +x "$T/$1"
}

go() { # go NAME [OPTION...]
	reeve run -n "$1" -a fake "${@:2}" "the task" 3>&-
}

ms='def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);'

@test "rate_limited: parked until it ends, the attempt given back" {
	cli fake '[ $n -gt 1 ] && did; fails 429 "limit; try again in 3 hours"'
	go one
	becomes one parked
	task_is one '.verdict == "rate_limited" and .decision == "park" and
		.attempts == 0 and .due >= .runs[0].until and
		.reason_code == "limit" and
		(.reason | contains("parked until") and contains("costs no attempt"))'
	task_is one "$ms"'.runs[0] | (.until | ms) - (.ended | ms) | . > 10799000 and
		. <= 10800000'
	evidence_has one 1 "its own event says rate_limited: 429 limit; try again in 3 hours" sign
	reeve list | grep -q "rate_limited; next run in"
	eventually pane_shows one "reeve: rate_limited: parked until"
	reeve resume one
	reeve wait one
}

@test "rate_limited: once it is over it goes on by itself" {
	cli fake '[ $n -gt 2 ] && did; fails 429 "try again in 300ms"'
	go one
	reeve wait one
	task_is one '.attempts == 1 and (.runs | length == 3) and
		.runs[0].decision == "park" and .runs[1].decision == "park" and
		.runs[2].mode == "resume" and .recovery_used'
	task_is one "$ms"'(.runs[1].started | ms) >= (.runs[0].until | ms)'
}

pane_shows() {
	tm capture-pane -p -J -t "=$1:" | grep -qF -- "$2"
}

@test "rate_limited: without a word of its end the policy's wait" {
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__AFTER=1h
	cli fake 'fails 429 "API Error: Request rejected (429)"'
	go one
	becomes one parked
	task_is one "$ms"'(.due | ms) - (.runs[0].ended | ms) | . > 3500000 and
		. < 3700000'
	task_is one '.runs[0].until == null'
	kill_reeved
	state_is one parked
	reeve resume one
	eventually task_is one '.runs | length == 2'
}

@test "an event: a number that only its CLI understands is no reason not to hear it" {
	cli fake 'echo 1 >did; says "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"ok\",\"request_id\":9007199254740993,\"ts\":1795300000000000000,\"total_cost_usd\":0.25,\"usage\":{\"input_tokens\":70,\"output_tokens\":20}}"; exit 0'
	go one
	reeve wait one
	task_is one '.state == "completed" and .runs[0].usage.input_tokens == 70'
	evidence_has one 1 "its own event says success" success_event
}

@test "an event that cannot be read is named in the evidence, and logged once" {
	export REEVE_LIMITS__ATTEMPTS=1
	cli fake 'echo 1 >did; says "starting"; printf "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"\\xff\"}\n"; exit 0'
	go one
	becomes one escalated
	evidence_has one 1 "no success event was seen, but an event of it could not be read: line 2:65: not UTF-8" unreadable_event
	[ "$(grep -c "an event of its CLI could not be read: line 2:65" "$STATE/reeved.log")" = 1 ]
}

@test "rate_limited: what is parked is no part of its time" {
	export REEVE_LIMITS__WALL_TIME=2s
	cli fake '[ $n -gt 2 ] && did; [ $n = 2 ] && fails 429 "try again in 4s"
		fails 429 "resets in 5 days"'
	go one
	becomes one parked
	task_is one "$ms"'(.due | ms) - (.created | ms) > 4.9 * 24 * 3600000'
	reeve resume one
	reeve wait one
	task_is one '.runs | map(.decision) == ["park", "park", "complete"]'
}

@test "rate_limited: it is not parked for ever" {
	cli fake 'fails 429 "resets in 9 days"'
	go one
	becomes one escalated
	task_is one '.reason |
		test("^rate_limited until 2.*; it is parked for 8 d")'
}

@test "a parked profile: what is about to start waits, and comes staggered" {
	export REEVE_RECOVERY__PARK_JITTER=1s
	cli fake '[ -e '"$T"'/over ] && did; fails 429 "try again in 12s"'
	reeve run -n other -- "$AGENT" "wait $T/over" 3>&-
	go one
	becomes one parked
	touch "$T/over"
	go two
	go three
	eventually task_is two '.reason | contains("is parked until")'
	task_is two '.state == "queued" and (.runs | length == 0) and
		(.due | type == "string")'
	# Others are not concerned, and neither outlives reeved.
	reeve wait other
	kill_reeved
	task_is three '.runs | length == 0'
	reeve wait one two three
	task_is two '.attempts == 1 and (.runs | length == 1)'
	local until
	until="$(show one '.runs[0].until')"
	task_is two "$ms"'(.started | ms) >= ("'"$until"'" | ms)'
	task_is three "$ms"'(.started | ms) >= ("'"$until"'" | ms)'
}

@test "a parked profile: people are told once, of the first" {
	local i
	printf '#!/bin/sh\ntr -d "\\n" >>"%s/told" && echo >>"%s/told"\n' "$T" "$T" \
		>"$T/teller"
	chmod +x "$T/teller"
	export REEVE_NOTIFY__COMMAND="[\"$T/teller\"]"
	cli fake "until [ -e '$T/go' ]; do sleep 0.05; done
		fails 429 'try again in 3 hours'"
	for i in 1 2 3 4; do
		go "t$i"
	done
	eventually eval 'reeve list --json | jq -e ".tasks |
		all(.state == \"running\")" >/dev/null'
	touch "$T/go"
	for i in 1 2 3 4; do
		becomes "t$i" parked
	done
	eventually eval '[ "$(sqlite3 "$STATE/reeve.db" \
		"SELECT count(*) FROM notification")" = 0 ]'
	[ "$(grep -c . "$T/told")" = 1 ]
	jq -e '.event == "parked" and (.reason |
		contains("nothing else of profile") and
		contains("fake"))' "$T/told"
}

@test "a parked profile: a person does not wait" {
	cli fake '[ $n -gt 1 ] && did; fails 429 "try again in 3 hours"'
	go one
	becomes one parked
	reeve resume one
	reeve wait one
	go two
	eventually task_is two '.runs | length == 1'
}

@test "rate_limited: another profile meanwhile, where the policy says so" {
	profile_make fake fresh
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__DO='["reassign","park"]'
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__AFTER=0
	export REEVE_RECOVERY__REASSIGN_TO='["fake","fresh"]'
	cli fake 'fails 429 "try again in 3 hours"'
	cli fresh 'did'
	go one
	reeve wait one
	task_is one '.profile == "fresh" and [.runs[].verdict] ==
		["rate_limited", "completed"]'
	# One that comes later is moved before it begins, and says so.
	go two
	reeve wait two
	reeve why --json two >"$T/why"
	jq -e '.timeline | (.[0].text | startswith("fake, ")) and
		.[1].what == "reassigned" and
		.[1].text == "fake → fresh: its account is limited" and
		(.[2].text | startswith("start, fresh"))' "$T/why" ||
		{ cat "$T/why" && return 1; }
}

@test "its profile leaves the config as it runs: what it said is not known" {
	cli fake "until [ -e '$T/go' ]; do sleep 0.05; done
		says '{\"type\":\"result\",\"subtype\":\"error_during_execution\",\"is_error\":true,\"result\":\"I gave up\"}'"
	go one
	becomes one running
	echo '{}' >"$REEVE_CONFIG"
	kill -HUP "$(reeved_pid)"
	eventually grep -q "the config was read again" "$STATE/reeved.log"
	touch "$T/go"
	becomes one escalated
	task_is one '.runs[0].verdict == "unknown" and
		.runs[1].verdict == "start_failed" and
		(.runs[0].evidence[0] | .code == "no_profile" and
			(.text | contains("not in the config any more")))'
}

@test "auth_error, api_error, git_error, by the last word" {
	cli fake 'fails 401 "Failed to authenticate"'
	go one
	becomes one escalated
	ends_as one auth_error
	cli fake '[ $n -gt 1 ] && did; retries 500 1; fails 500 "API Error: 500"'
	go two
	reeve wait two
	ends_as two api_error 1
	cli fake '[ $n -gt 1 ] && did; echo "fatal: not a git repository" >&2; exit 1'
	go three
	reeve wait three
	ends_as three git_error 1
	evidence_has three 1 "the end of its transcript says git_error: fatal: not a" sign
}

assistant='{"type":"assistant","message":{"content":[{"type":"text","text":"%s"},{"type":"tool_use","name":"Bash","input":{"command":"grep -rn %s ."}}]}}\n'

@test "the agent's own words and commands are no sign, its CLI's stderr is" {
	cli fake '[ $n -gt 1 ] && did
		printf '"'$assistant'"' "limits.c prints usage limit reached\nPlease run /login" "usage limit reached"
		exit 1'
	go one
	reeve wait one
	ends_as one crashed 1
	grep -q "usage limit reached" "$STATE/runs/1.1/transcript.log"
	cli fake '[ $n -gt 1 ] && did
		printf '"'$assistant'"' "Please run /login" "Please run /login"
		says "{\"type\":\"result\",\"subtype\":\"error_during_execution\",\"is_error\":true}"
		echo "usage limit reached" >&2; exit 1'
	go two
	becomes two parked
	ends_as two rate_limited 1
	evidence_has two 1 "the end of its transcript says rate_limited: usage limit reached" sign
}

@test "what its event says of its failure is stronger than its stderr" {
	cli fake '[ $n -gt 1 ] && did
		echo "usage limit reached" >&2
		says "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"result\":\"the hook refused\"}"
		exit 1'
	go one
	reeve wait one
	ends_as one crashed 1
	evidence_has one 1 "its own words: the hook refused" words
}

@test "interactive: what stands on a screen is no sign, an error before it is" {
	cli fake '[ $n -gt 1 ] && { echo "error: unknown option --x"; exit 1; }
		printf "\033[2J\033[1;1H> usage limit reached\r\n"; exit 1'
	go one --interactive
	becomes one escalated
	ends_as one crashed 1
	ends_as one start_failed 2
}

@test "permission_error: denied, exit 0, and nothing changed" {
	cli fake 'says '"'"'{"type":"result","subtype":"success","is_error":false,"permission_denials":[{"tool_name":"Bash","tool_input":{"command":"make"}}]}'"'"
	go one
	becomes one escalated
	ends_as one permission_error
	evidence_has one 1 "nothing changed in the worktree" no_change
	evidence_has one 1 "its own event says permission_error: Bash make" sign
}

@test "… but what it did in spite of it counts" {
	cli fake 'echo x >x; says '"'"'{"type":"result","subtype":"success","is_error":false,"permission_denials":[{"tool_name":"Bash"}]}'"'"
	go one
	reeve wait one
	ends_as one completed
}

@test "early: a key that is refused ends the run while it still tries" {
	cli fake 'retries 401 1; retries 401 2; trap "" TERM; sleep 1000'
	go one
	becomes one escalated
	ends_as one auth_error
	evidence_has one 1 "while the CLI still tried, its own event said auth_error: 401 2 x" sign
	evidence_has one 1 "reeve ended the run and did not wait for its end" ended_by_reeve
	event_is '.event == "sign" and .verdict == "auth_error"'
	task_is one '.runs | length == 1'
}

@test "early: once may be chance, and what it got over is over" {
	cli fake 'retries 401 1; retries 500 2; until [ -e '"$T"'/go ]; do sleep 0.05; done; did'
	go one
	eventually grep -q '"attempt":2' "$STATE/runs/1.1/events.jsonl"
	touch "$T/go"
	reeve wait one
	ends_as one completed 1
	not event_is '.event == "sign"'
}

limit_event() { # limit_event SECONDS
	echo 'says "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\",\"resetsAt\":$(($(date +%s) + '"$1"'))}}"'
}

@test "early: a limit that lasts for long parks at once" {
	cli fake "[ \$n -gt 1 ] && did; $(limit_event 7200); sleep 1000"
	go one
	becomes one parked
	ends_as one rate_limited
	evidence_has one 1 "while the CLI still tried" sign
	task_is one "$ms"'(.due | ms) - (.runs[0].ended | ms) |
		. > 7100000 and . <= 7200000'
	reeve resume one
	reeve wait one
}

@test "early: a limit that is over soon is waited for by the CLI itself" {
	cli fake "$(limit_event 60); until [ -e $T/go ]; do sleep 0.05; done; did"
	go one
	eventually test -s "$STATE/runs/1.1/events.jsonl"
	touch "$T/go"
	reeve wait one
	ends_as one completed 1
}

@test "early: what was said while reeved was down is heard as it comes back" {
	cli fake 'until [ -e '"$T"'/go ]; do sleep 0.05; done; retries 403 2; sleep 1000'
	go one
	becomes one running
	kill_reeved
	touch "$T/go"
	eventually grep -q api_retry "$STATE/runs/1.1/events.jsonl"
	becomes one escalated
	ends_as one auth_error
}

@test "usage: what each run used, and the sum" {
	cli fake '[ $n -gt 1 ] && did; fails 500 "API Error"'
	go one
	reeve wait one
	task_is one '.runs[0].usage == {input_tokens: 100, output_tokens: 50,
		tokens: 150, cost_usd: 0.5}'
	task_is one '.runs[1].usage.tokens == 100 and .runs[1].usage.cost_usd == 0.25'
	task_is one '.usage == {input_tokens: 180, output_tokens: 70,
		tokens: 250, cost_usd: 0.75}'
	agent two -- "exit 0"
	reeve wait two
	task_is two '.usage == null and .runs[0].usage == null'
	reeve metrics --json | jq -e '.usage.total == {input_tokens: 180,
		output_tokens: 70, tokens: 250, cost_usd: 0.75} and
		.usage.tasks == 1 and .usage.by_task == [{input_tokens: 180,
		output_tokens: 70, tokens: 250, cost_usd: 0.75, task: 1,
		agent: "one"}]'
	reeve metrics | grep -q '^  one  0.75 \$, 250 tokens$'
	reeve metrics | grep -q 'api_error → resume: '
	reeve report >"$T/report"
	grep -qxF '| all | 250 | 0.75 |' "$T/report"
	grep -q '^## Recent decisions' "$T/report"
	reeve metrics --since 1ms --json | jq -e '.usage.total == null'
}

@test "usage: of a whole conversation, each run has its share" {
	jq '.profiles.fake.usage.of = "conversation" |
		.profiles.fake.session_event = {match: {type: "system"},
		member: "id"} | .profiles.fake.session = "event"' \
		"$REEVE_CONFIG" >"$T/new" && mv "$T/new" "$REEVE_CONFIG"
	cli fake 'says "{\"type\":\"system\",\"id\":\"c-1\"}"
		[ $n -gt 1 ] && { echo x >x; says "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"usage\":{\"input_tokens\":250,\"output_tokens\":60}}"; exit 0; }
		fails 500 "API Error"'
	go one
	reeve wait one
	task_is one '.runs[1].usage.input_tokens == 150 and
		.runs[1].usage.output_tokens == 10 and .usage.tokens == 310'
}

@test "budgets: tokens and cost" {
	cli fake 'fails 500 "API Error"'
	export REEVE_LIMITS__TOKENS=300
	go one
	becomes one escalated
	task_is one '(.runs | length == 2) and
		(.reason | contains("its budget of 300 tokens is spent: 300 used"))'
	reeve down
	export REEVE_LIMITS__TOKENS=0 REEVE_LIMITS__COST=1.2
	go two
	becomes two escalated
	task_is two '(.runs | length == 3) and
		(.reason | contains("its budget of 1.20 dollars is spent: 1.50 used"))'
}

@test "a limit: what waits in the queue for it is no time of its own" {
	export REEVE_LIMITS__WALL_TIME=3s
	cli fake '[ $REEVE_AGENT = two ] && [ $n = 1 ] &&
			{ until [ -e '"$T"'/go ]; do sleep 0.05; done; exit 3; }
		[ $n -gt 1 ] && did
		fails 429 "try again in 4s"'
	go two
	becomes two running
	go one
	becomes one parked
	touch "$T/go"
	becomes two queued
	reeve wait one two
}

@test "a limit that a person lifts is lifted for all who wait for it" {
	cli fake 'until [ -e '"$T"'/go ]; do sleep 0.05; done
		[ -e '"$T"'/over ] && did; fails 429 "try again in 3 hours"'
	go one
	go three
	becomes one running
	becomes three running
	touch "$T/go"
	becomes one parked
	becomes three parked
	go two
	eventually task_is two '.reason | contains("is parked until")'
	reeve show two | grep -q "reeve resume two"
	touch "$T/over"
	reeve resume one
	reeve wait one two three
}

@test "a limit: nobody is moved to a profile that is limited for longer" {
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__DO='["reassign", "park"]'
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__AFTER=0
	profile_make fake fresh
	cli fresh '[ $n -gt 1 ] && did; fails 429 "try again in 9 hours"'
	cli fake '[ $n -gt 1 ] && did; fails 429 "try again in 2 s"'
	go one -a fresh
	becomes one parked
	export REEVE_RECOVERY__REASSIGN_TO='["fake", "fresh"]'
	reeve down
	go two
	reeve wait two
	task_is two '.runs | map(.profile) == ["fake", "fake"]'
	# Not for a limit, and it is the only one left: there it waits.
	cli fake 'exit 3'
	export REEVE_RECOVERY__POLICY__CRASHED__DO='["reassign"]'
	reeve down
	go three
	eventually task_is three '.profile == "fresh" and .state == "queued"'
}

@test "a limit: where the policy moves on, others do so without a run" {
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__DO='["reassign", "park"]'
	export REEVE_RECOVERY__POLICY__RATE_LIMITED__AFTER=0
	export REEVE_RECOVERY__REASSIGN_TO='["fake", "ghost", "fresh"]'
	profile_make fake ghost fresh
	cli fake 'fails 429 "try again in 3 hours"'
	cli fresh 'did'
	# ghost is in the config alone: its program is not there.
	go one
	reeve wait one
	task_is one '.runs | map(.profile) == ["fake", "fresh"]'
	go two
	reeve wait two
	task_is two '.runs | map(.profile) == ["fresh"]'
	event_is '.event == "reassigned" and .agent == "two" and
		.from == "fake" and .to == "fresh"'
}
