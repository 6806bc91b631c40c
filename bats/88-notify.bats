#!/usr/bin/env bats
# People are told: by every channel, once, and nothing waits for it.

load helper

setup() {
	place_make
	export REEVE_NOTIFY__RETRY_FIRST=50ms REEVE_NOTIFY__RETRY_MAX=200ms
	SINK=
}

teardown() {
	[ -z "$SINK" ] || kill "$SINK" 2>/dev/null || true
	place_end
}

# A program of the test's, told what it is to do with its input.
program() { # program NAME LINE...
	local name="$1"
	shift
	{ echo '#!/bin/sh' && printf '%s\n' "$@"; } >"$T/$name"
	chmod +x "$T/$name"
}

# sink MODE: a web server, and the webhook that leads there
sink() {
	"$BIN/http_sink" "$T/posted" "$1" >"$T/port" 3>&- &
	SINK=$!
	eventually test -s "$T/port"
	export REEVE_NOTIFY__WEBHOOK="http://127.0.0.1:$(cat "$T/port")/hook"
}

posts() { # posts COUNT: so many requests have come
	[ "$(grep -c . "$T/posted" 2>/dev/null)" = "$1" ]
}

posted() { # posted NUMBER FILTER: the body of one fits
	sed -n "$1p" "$T/posted" | cut -d' ' -f4- | jq -e "$2" >/dev/null ||
		{ cat "$T/posted" && return 1; }
}

escalate() { # escalate NAME [NOTES]
	agent "$1" -- "checkpoint --status needs_input --notes '${2:-?}'"
	becomes "$1" escalated
}

# The store's list of what is still to be told is empty.
all_told() {
	[ "$(sqlite3 "$STATE/reeve.db" \
		"SELECT count(*) FROM notification WHERE state = 'waiting'")" = 0 ]
}

@test "by webhook: Slack's text, our members, once for each change of state" {
	sink 200
	escalate one 'red or <!channel> blue?'
	eventually posts 1
	grep -q '^POST /hook application/json {' "$T/posted"
	posted 1 '.event == "escalated" and .agent == "one" and .task == 1 and
		.run == "1.1" and .state == "escalated" and
		.verdict == "incomplete" and .branch == "reeve/one" and
		.notes == "red or <!channel> blue?" and
		(.text | startswith("one is escalated\n") and
		contains("notes: red or &lt;!channel&gt; blue?") and
		contains("try: reeve review show one"))'
	eventually all_told
	# Looking at it, and a new reeved, is no new state.
	reeve review show one >"$T/show"
	kill_reeved
	reeve list >"$T/list"
	reeve review reject one no
	eventually posts 2
	posted 2 '.event == "failed" and (.reason |
		startswith("rejected by ") and endswith(": no"))'
	eventually all_told
	posts 2
}

@test "by command: JSON on its input, variables, cleaned text" {
	program teller 'cat >>"$T/told"; env | grep ^REEVE_EVENT_ | sort >"$T/env"'
	export T REEVE_NOTIFY__COMMAND="[\"$T/teller\",\"x y\"]"
	escalate one "$(printf 'a\033[31mred\007')"
	eventually all_told
	jq -e '.event == "escalated" and .notes == "ared"' "$T/told"
	grep -qx REEVE_EVENT_KIND=escalated "$T/env"
	grep -qx REEVE_EVENT_AGENT=one "$T/env"
	grep -qx 'REEVE_EVENT_TRY=reeve review show one' "$T/env"
}

@test "by mail: headers that no agent can add to" {
	program sendmail '{ echo "$@"; cat; } >"$T/mail"'
	export T REEVE_NOTIFY__MAIL_TO=me@example.com
	export REEVE_NOTIFY__MAIL_FROM='Reeve <reeve@example.com>'
	export REEVE_NOTIFY__SENDMAIL="[\"$T/sendmail\",\"-t\",\"-i\"]"
	escalate one "$(printf 'x\nBcc: evil@example.com\n.\n')"
	eventually all_told
	cat "$T/mail"
	[ "$(head -n 1 "$T/mail")" = "-t -i" ]
	grep -qx 'To: me@example.com' "$T/mail"
	grep -qx 'From: Reeve <reeve@example.com>' "$T/mail"
	grep -qx 'Subject: \[reeve\] one is escalated' "$T/mail"
	not grep -q '^Bcc' "$T/mail"
	not grep -qx '\.' "$T/mail"
}

@test "by desktop: a title and a text, by argv" {
	program notify 'printf "%s\n" "$#" "$@" >"$T/shown"'
	export T REEVE_NOTIFY__DESKTOP="[\"$T/notify\",\"--app-name=reeve\"]"
	escalate one '<b>$(id)</b>'
	eventually all_told
	[ "$(sed -n 1,3p "$T/shown")" = "$(printf '3\n--app-name=reeve\none is escalated')" ]
	grep -qxF 'notes: &lt;b&gt;$(id)&lt;/b&gt;' "$T/shown"
}

@test "only of what the config names" {
	sink 200
	export REEVE_NOTIFY__EVENTS='["completed"]'
	escalate one
	agent two -- "exit 0"
	reeve wait two
	eventually posts 1
	posted 1 '.event == "completed" and .agent == "two" and
		(.text | contains("try: reeve diff two"))'
	eventually all_told
	posts 1
}

@test "an endpoint that fails is tried again, and then no more" {
	sink 500,429,200
	escalate one
	eventually posts 3
	eventually all_told
	posted 3 '.agent == "one"'
	export REEVE_NOTIFY__ATTEMPTS=2
	kill "$SINK"
	reeve down
	escalate two
	eventually event_is '.event == "notify_failed" and .tries == 2 and
		.channel == "webhook" and .what == "two is escalated" and
		(.why | startswith("the webhook cannot be reached"))'
	eventually all_told
	not grep -q /hook "$STATE/reeved.log" "$LOG"
}

@test "no redirect is followed, and a refusal is final" {
	sink 302,404,200
	escalate one
	eventually event_is '.event == "notify_failed" and .tries == 1 and
		(.why | contains("status 302, and redirects are not followed"))'
	escalate two
	eventually event_is '.event == "notify_failed" and
		(.why | endswith("status 404"))'
	posts 2
	eventually all_told
}

@test "http to elsewhere is refused unless the config allows it" {
	export REEVE_NOTIFY__WEBHOOK=http://example.com/hook
	fails 2 "*: notify.webhook: http to another machine*" reeve config
	grep -q 'try: https, or notify.webhook_allow_http: true' "$T/err"
	REEVE_NOTIFY__WEBHOOK_ALLOW_HTTP=true reeve config
	# libcurl has the last word, on what our reading of a URL has missed.
	export REEVE_NOTIFY__WEBHOOK=http://127.0.0.1:123456/hook
	escalate one
	eventually event_is '.event == "notify_failed" and .tries == 1 and
		(.why | contains("neither https nor on this machine"))'
	eventually all_told
}

@test "an endpoint that hangs holds up nothing" {
	local before after
	sink hang
	program teller 'cat >>"$T/told"; echo >>"$T/told"'
	export T REEVE_NOTIFY__COMMAND="[\"$T/teller\"]"
	export REEVE_NOTIFY__TIMEOUT=20s
	escalate one
	eventually posts 1
	before="$(date +%s%N)"
	reeve list
	reeve review
	agent two -- "exit 0"
	reeve wait two
	escalate three
	after="$(date +%s%N)"
	[ $(((after - before) / 1000000)) -lt 10000 ]
	# The other channel goes on; this one has one worker, no more.
	eventually grep -q '"agent":"three"' "$T/told"
	posts 1
	[ "$(pgrep -c -P "$(reeved_pid)")" = 1 ]
}

@test "a channel that hangs is ended when its time is up" {
	program teller 'echo begun >>"$T/told"; exec sleep 1000'
	export T REEVE_NOTIFY__COMMAND="[\"$T/teller\"]"
	export REEVE_NOTIFY__TIMEOUT=200ms REEVE_NOTIFY__ATTEMPTS=2
	escalate one
	eventually event_is '.event == "notify_failed" and .tries == 2'
	[ "$(wc -l <"$T/told")" = 2 ]
	eventually all_told
}

@test "what was not delivered is told by the next reeved" {
	sink hang
	escalate one
	eventually posts 1
	kill_reeved
	reeve list
	eventually posts 2
	posted 2 '.agent == "one"'
	reeve down
	kill "$SINK"
	sink 200
	reeve list
	eventually all_told
}

@test "more than so many a minute are one digest" {
	sink 200
	export REEVE_NOTIFY__MAX_PER_MINUTE=2
	for name in one two three four; do
		escalate "$name"
	done
	eventually posts 2
	[ "$(sqlite3 "$STATE/reeve.db" \
		'SELECT count(*) FROM notification')" = 2 ]
	# More at once than a minute may have: no need to wait for one.
	export REEVE_NOTIFY__MAX_PER_MINUTE=1
	reeve down
	reeve list >"$T/list"
	eventually posts 3
	posted 3 '.event == "digest" and .count == 2 and
		(.events | map(.agent) == ["three", "four"]) and
		(.text | startswith("2 things happened\nthree is escalated: "))'
	eventually all_told
}

@test "what is wrong in the section is said at once" {
	export REEVE_NOTIFY__EVENTS='["escalatd"]'
	fails 2 "environment: notify.events\[0\]: expected escalated*" \
		reeve config
	export REEVE_NOTIFY__EVENTS='[]' REEVE_NOTIFY__WEBHOOK=ftp://x
	fails 2 "environment: notify.webhook: expected an https or http URL" \
		reeve config
	export REEVE_NOTIFY__WEBHOOK='' REEVE_NOTIFY__MAIL_TO=$'a\nBcc: b'
	fails 2 "environment: notify.mail_to: must not have control*" \
		reeve config
}

@test "doctor: a program that is not there, and what was given up" {
	export REEVE_NOTIFY__ATTEMPTS=1 REEVE_NOTIFY__SENDMAIL="[\"$T/mailer\"]"
	# Mail goes to nobody, so nobody misses its program.
	escalate one
	reeve doctor
	export REEVE_NOTIFY__MAIL_TO=me@example.com
	export REEVE_NOTIFY__COMMAND='["no-such-teller"]'
	run reeve doctor
	[ "$status" = 1 ]
	[[ "$output" == *"notify.command: 'no-such-teller'"*"try: "* ]]
	[[ "$output" == *"notify.sendmail: '$T/mailer'"*"try: "* ]]
	[[ "$output" != *"notify.desktop"* ]]
	unset REEVE_NOTIFY__MAIL_TO
	program teller 'exit 1'
	export REEVE_NOTIFY__COMMAND="[\"$T/teller\"]"
	reeve down
	escalate two
	eventually event_is '.event == "notify_failed"'
	reeve doctor --json | jq -e '(.ok | not) and (.problems | length == 1) and
		(.problems[0] | (.what | startswith(
			"notifications were given up within a day: 1, the newest by command: ")) and
		(.try | contains("reeve events")))'
	# No reeved runs: the same is read from the store.
	reeve down
	reeve doctor --json | jq -e '(.daemon.pid == null) and
		(.problems | length == 1) and
		(.problems[0].what | startswith("notifications were given up"))'
	sqlite3 "$STATE/reeve.db" \
		"UPDATE notification SET failed_ms = failed_ms - 90000000 WHERE state = 'failed'"
	reeve doctor
	# The next start forgets it.
	[ "$(sqlite3 "$STATE/reeve.db" 'SELECT count(*) FROM notification')" = 1 ]
	reeve list
	[ "$(sqlite3 "$STATE/reeve.db" 'SELECT count(*) FROM notification')" = 0 ]
}
