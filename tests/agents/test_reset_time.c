/*
 * test_reset_time - when a limit ends, as each CLI puts it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "agents/read/reset_time.h"

/* A Saturday, 16:30 in Berlin and 10:30 in New York. */
#define NOW    "2026-11-21T15:30:00Z"
#define BERLIN "Europe/Berlin"

static const struct {
	const char *text, *zone;
	const char *until; /* NULL: it says nothing of it */
} rows[] = {
	/* claude */
	{ "Claude AI usage limit reached|1795300000", NULL,
		"2026-11-21T22:26:40Z" },
	{ "5-hour limit reached ∙ resets 7pm", "UTC", "2026-11-21T19:00:00Z" },
	{ "5-hour limit reached ∙ resets 3pm", "UTC", "2026-11-22T15:00:00Z" },
	{ "You've hit your limit · resets 9pm (America/New_York)", "UTC",
		"2026-11-22T02:00:00Z" },
	{ "You've hit your session limit · resets 3:45pm (America/New_York)",
		BERLIN, "2026-11-21T20:45:00Z" },
	{ "resets 9am (America/New_York)", NULL, "2026-11-22T14:00:00Z" },
	{ "Weekly limit reached ∙ resets Nov 24, 5pm", BERLIN,
		"2026-11-24T16:00:00Z" },
	{ "Weekly limit reached · resets Nov 24 at 5pm (Europe/Berlin)", "UTC",
		"2026-11-24T16:00:00Z" },
	{ "resets Mon 12:00 AM", "UTC", "2026-11-23T00:00:00Z" },
	{ "resets Sat 9:00 PM", "UTC", "2026-11-21T21:00:00Z" },
	{ "resets Sat 9:00 AM", "UTC", "2026-11-28T09:00:00Z" },
	{ "limit resets at 3:00 p.m.", BERLIN, "2026-11-22T14:00:00Z" },
	{ "resets 3:29pm (UTC)", BERLIN, "2026-11-21T15:31:00Z" },
	{ "resets 3:30pm (UTC)", BERLIN, "2026-11-21T15:31:00Z" },
	{ "resets 3:28pm (UTC)", BERLIN, "2026-11-22T15:28:00Z" },
	{ "resets 12am", BERLIN, "2026-11-21T23:00:00Z" },
	{ "resets 12pm", BERLIN, "2026-11-22T11:00:00Z" },
	{ "rejected 1795300000", NULL, "2026-11-21T22:26:40Z" },
	{ "rejected 1795300000000", NULL, "2026-11-21T22:26:40Z" },
	{ "resets 5pm tomorrow", "UTC", "2026-11-22T17:00:00Z" },
	{ "resets tomorrow at 9:30am", "UTC", "2026-11-22T09:30:00Z" },
	/* codex */
	{ "You've hit your usage limit. Try again at 6:05 PM.", BERLIN,
		"2026-11-21T17:05:00Z" },
	{ "You've hit your usage limit. Try again at Nov 23rd, 2026 3:05 PM.",
		BERLIN, "2026-11-23T14:05:00Z" },
	{ "Upgrade to Pro or try again in 3 hours 5 minutes.", NULL,
		"2026-11-21T18:35:00Z" },
	{ "try again in 4 days 3 hours 2 minutes", NULL,
		"2026-11-25T18:32:00Z" },
	{ "Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000. "
	  "Please try again in 20s.",
		NULL, "2026-11-21T15:30:20Z" },
	{ "Please try again in 1.898s.", NULL, "2026-11-21T15:30:01.898Z" },
	{ "Please try again in 500ms", NULL, "2026-11-21T15:30:00.500Z" },
	{ "{\"type\":\"usage_limit_reached\",\"resets_at\":1795300000}", NULL,
		"2026-11-21T22:26:40Z" },
	/* others */
	{ "Your quota will reset after 3h25m10s.", NULL,
		"2026-11-21T18:55:10Z" },
	{ "Please retry in 20.5s", NULL, "2026-11-21T15:30:20.500Z" },
	{ "retry after 20s", NULL, "2026-11-21T15:30:20Z" },
	{ "retry-after: 120", NULL, "2026-11-21T15:32:00Z" },
	{ "Retry-After=1 then more 5", NULL, "2026-11-21T15:30:01Z" },
	{ "wait 1 hour and 30 minutes", NULL, "2026-11-21T17:00:00Z" },
	{ "until 2026-11-21T18:00:00Z", NULL, "2026-11-21T18:00:00Z" },
	{ "until 2026-11-21T18:00:00.5+02:00", NULL, "2026-11-21T16:00:00Z" },
	{ "until 2026-11-21T18:00:00-0500", NULL, "2026-11-21T23:00:00Z" },
	{ "until 2026-11-21 18:00", BERLIN, "2026-11-21T17:00:00Z" },
	{ "resets at 18:00", "UTC", "2026-11-21T18:00:00Z" },
	{ "resets at 18:00 UTC", BERLIN, "2026-11-21T18:00:00Z" },
	{ "resets Jan 2, 3pm", "UTC", NULL }, /* 42 days ahead */
	{ "resets Dec 24, 3pm", "UTC", "2026-12-24T15:00:00Z" },
	/* nothing, or nothing to be believed */
	{ "", NULL, NULL }, { NULL, NULL, NULL },
	{ "API Error: Request rejected (429) · mock: rate limited", NULL,
		NULL },
	{ "exceeded retry limit, last status: 429 Too Many Requests", NULL,
		NULL },
	{ "limit of 1234567890 tokens", NULL, NULL },
	{ "order 12345678901 at shop", NULL, NULL },
	{ "req_1795300000", NULL, NULL },
	{ "try again in a moment", NULL, NULL },
	{ "try again later", NULL, NULL },
	{ "resets 9pm (Nowhere/Land)", NULL, NULL },
	{ "resets 9pm (../../etc/passwd)", NULL, NULL },
	{ "resets 99pm", "UTC", NULL }, { "resets at 25:00", "UTC", NULL },
	{ "try again in 999999999 days", NULL, NULL },
	{ "try again in 99999999999999999999 days", NULL, NULL },
	{ "9999-99-99T99:99:99Z", NULL, NULL },
	{ "2126-11-21T18:00:00Z", NULL, NULL }, { "resets", NULL, NULL },
	{ "in 3 hours", NULL, NULL }, /* what does? */
};

static void test_wordings(void **state)
{
	int64_t now = clock_parse(NOW);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t until = reset_parse(rows[i].text, now, rows[i].zone);
		int64_t wanted = rows[i].until ? clock_parse(rows[i].until) : 0;
		char text[CLOCK_TEXT_SIZE];

		if (until != wanted)
			fail_msg("%s: %s", rows[i].text,
				clock_text(until, text));
	}
}

/* Earlier the same day: a Saturday's morning, in New York its first minute. */
#define MORNING "2026-11-21T05:00:00Z"

#define ZONES 4
static const char *const zones[ZONES] = { "UTC", "America/New_York", BERLIN,
	"Asia/Tokyo" };

/* What means the same wherever it is read. */
static const struct {
	const char *text, *until;
} everywhere[] = {
	/* when it was logged, and other numbers, are not when it ends */
	{ "2026-11-21T04:59:58Z ERROR usage limit reached, try again in 3 hours",
		"2026-11-21T08:00:00Z" },
	{ "2026-11-21T06:59:58Z ERROR usage limit reached, try again in 3 hours",
		"2026-11-21T08:00:00Z" },
	{ "2026-11-21T04:59:58Z ERROR usage limit reached", NULL },
	{ "2026-11-21T05:00:00Z ERROR usage limit reached", NULL },
	{ "2026-11-21T04:59:58Z limit, until then 2026-11-21T07:00:00Z",
		"2026-11-21T07:00:00Z" },
	{ "429 request 1795237100 failed, retry after 3600s",
		"2026-11-21T06:00:00Z" },
	{ "429 request 1795287100 failed, retry after 3600s",
		"2026-11-21T06:00:00Z" },
	{ "429 request 1795237100 failed", NULL },
	{ "limit reached|1795237100", NULL },
	{ "limit reached|1795237201", "2026-11-21T05:00:01Z" },
	{ "reset at 2026-11-21T04:00:00Z, or again in 2 minutes",
		"2026-11-21T05:02:00Z" },
	/* its zone is said */
	{ "resets 3:00 UTC", "2026-11-22T03:00:00Z" },
	{ "resets 4:00 UTC", "2026-11-22T04:00:00Z" },
	{ "resets 6:00 UTC", "2026-11-21T06:00:00Z" },
	{ "resets at 02:00 +09:00", "2026-11-21T17:00:00Z" },
	{ "resets at 02:00+09:00", "2026-11-21T17:00:00Z" },
	{ "resets at 02:00 -0330", "2026-11-21T05:30:00Z" },
	{ "resets at 15:00 UTC+2", "2026-11-21T13:00:00Z" },
	{ "resets 3pm (GMT-8)", "2026-11-21T23:00:00Z" },
	{ "resets 3pm PST", "2026-11-21T23:00:00Z" },
	{ "resets 3pm (PST)", "2026-11-21T23:00:00Z" },
	{ "resets 3pm (PT)", "2026-11-21T23:00:00Z" },
	{ "resets 3pm PT.", "2026-11-21T23:00:00Z" },
	{ "resets 3pm PDT", "2026-11-21T22:00:00Z" },
	{ "resets 1am ET", "2026-11-21T06:00:00Z" },
	{ "resets at 8:30 a.m. CET", "2026-11-21T07:30:00Z" },
	{ "resets 6pm JST", "2026-11-21T09:00:00Z" },
	{ "resets 1am JST", "2026-11-21T16:00:00Z" },
	{ "resets 12am (Asia/Tokyo)", "2026-11-21T15:00:00Z" },
	{ "resets Mon 9am UTC", "2026-11-23T09:00:00Z" },
	{ "resets Sat 4am UTC", "2026-11-28T04:00:00Z" },
	{ "resets tomorrow at 1am UTC", "2026-11-22T01:00:00Z" },
	{ "resets 1am UTC tomorrow", "2026-11-22T01:00:00Z" },
	{ "resets 4:59am UTC", "2026-11-21T05:01:00Z" },
	{ "resets 3pm (XYZ)", NULL },
	{ "resets 3pm (", NULL },
	/* headers */
	{ "Retry-After: Sat, 21 Nov 2026 08:00:00 GMT",
		"2026-11-21T08:00:00Z" },
	{ "Retry-After: Sat, 21 Nov 2026 04:00:00 GMT", NULL },
	{ "date: Sat, 21 Nov 2026 04:59:59 GMT; retry-after: 60",
		"2026-11-21T05:01:00Z" },
	{ "retry-after-ms: 90000", "2026-11-21T05:01:30Z" },
	{ "retry_after_ms=1500", "2026-11-21T05:00:01.500Z" },
	{ "\"retry_after\": 2.5,", "2026-11-21T05:00:02.500Z" },
	{ "retry-after: 0", NULL },
	{ "x-ratelimit-reset-tokens: 6m0s", "2026-11-21T05:06:00Z" },
	{ "x-ratelimit-reset-requests: 1.5s", "2026-11-21T05:00:01.500Z" },
	{ "x-ratelimit-reset: 1795240800", "2026-11-21T06:00:00Z" },
	{ "ratelimit-reset: 30", "2026-11-21T05:00:30Z" },
	{ "anthropic-ratelimit-tokens-reset: 2026-11-21T06:00:00Z",
		"2026-11-21T06:00:00Z" },
	{ "\"resets_in_seconds\":7200", "2026-11-21T07:00:00Z" },
	/* how long it takes */
	{ "try again in about 3 hours", "2026-11-21T08:00:00Z" },
	{ "try again in approximately 3 hours and 5 minutes",
		"2026-11-21T08:05:00Z" },
	{ "try again in ~5 min", "2026-11-21T05:05:00Z" },
	{ "Please wait for 5 minutes", "2026-11-21T05:05:00Z" },
	{ "try again in an hour", "2026-11-21T06:00:00Z" },
	{ "await 5 minutes", NULL },
	{ "try again in 1.5 hours", "2026-11-21T06:30:00Z" },
	/* days */
	{ "resets Dec 1 (UTC)", "2026-12-01T00:00:00Z" },
	{ "resets on Dec 1 at 3pm UTC", "2026-12-01T15:00:00Z" },
	{ "resets 3pm UTC on Dec 1", "2026-12-01T15:00:00Z" },
	{ "resets marching 3", NULL },
	{ "resets monthly", NULL },
};

/* What depends on it: one for each of the zones. */
static const struct {
	const char *text, *until[ZONES];
} local[] = {
	{ "resets 3pm",
		{ "2026-11-21T15:00:00Z", "2026-11-21T20:00:00Z",
			"2026-11-21T14:00:00Z", "2026-11-21T06:00:00Z" } },
	{ "resets at 02:00",
		{ "2026-11-22T02:00:00Z", "2026-11-21T07:00:00Z",
			"2026-11-22T01:00:00Z", "2026-11-21T17:00:00Z" } },
	{ "resets Dec 1",
		{ "2026-12-01T00:00:00Z", "2026-12-01T05:00:00Z",
			"2026-11-30T23:00:00Z", "2026-11-30T15:00:00Z" } },
	{ "try again on Dec 1 at 3pm.",
		{ "2026-12-01T15:00:00Z", "2026-12-01T20:00:00Z",
			"2026-12-01T14:00:00Z", "2026-12-01T06:00:00Z" } },
	{ "resets on Dec 1st, 2026, 15:00:00",
		{ "2026-12-01T15:00:00Z", "2026-12-01T20:00:00Z",
			"2026-12-01T14:00:00Z", "2026-12-01T06:00:00Z" } },
	{ "resets 3pm - then go on",
		{ "2026-11-21T15:00:00Z", "2026-11-21T20:00:00Z",
			"2026-11-21T14:00:00Z", "2026-11-21T06:00:00Z" } },
	{ "resets Sunday",
		{ "2026-11-22T00:00:00Z", "2026-11-22T05:00:00Z",
			"2026-11-21T23:00:00Z", "2026-11-21T15:00:00Z" } },
	{ "resets Sat 2am",
		{ "2026-11-28T02:00:00Z", "2026-11-21T07:00:00Z",
			"2026-11-28T01:00:00Z", "2026-11-27T17:00:00Z" } },
	{ "until 2026-11-21 18:00",
		{ "2026-11-21T18:00:00Z", "2026-11-21T23:00:00Z",
			"2026-11-21T17:00:00Z", "2026-11-21T09:00:00Z" } },
};

static void check(const char *text, const char *zone, const char *wanted)
{
	int64_t until = reset_parse(text, clock_parse(MORNING), zone);
	char shown[CLOCK_TEXT_SIZE];

	if (until != (wanted ? clock_parse(wanted) : 0))
		fail_msg("%s, in %s: %s", text, zone, clock_text(until, shown));
}

static void test_zones(void **state)
{
	(void)state;
	for (size_t zone = 0; zone < ZONES; zone++) {
		for (size_t i = 0; i < sizeof(everywhere) / sizeof(*everywhere);
			i++)
			check(everywhere[i].text, zones[zone],
				everywhere[i].until);
		for (size_t i = 0; i < sizeof(local) / sizeof(*local); i++)
			check(local[i].text, zones[zone], local[i].until[zone]);
	}
}

/* Summer ends in the night: seven hours are not seven of the clock. */
static void test_summer_time(void **state)
{
	int64_t now = clock_parse("2026-10-24T22:00:00Z");

	(void)state;
	assert_int_equal(reset_parse("resets 7am (Europe/Berlin)", now, NULL),
		clock_parse("2026-10-25T06:00:00Z"));
	assert_int_equal(
		reset_parse("resets Oct 27, 7am (Europe/Berlin)", now, NULL),
		clock_parse("2026-10-27T06:00:00Z"));
}

static void test_own_zone_is_put_back(void **state)
{
	int64_t now = clock_parse(NOW);

	(void)state;
	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	assert_int_equal(reset_parse("resets 6am (Europe/Berlin)", now, NULL),
		clock_parse("2026-11-22T05:00:00Z"));
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	assert_int_equal(reset_parse("resets 6am", now, NULL),
		clock_parse("2026-11-21T21:00:00Z"));
	unsetenv("TZ");
	tzset();
	reset_parse("resets 6am (Europe/Berlin)", now, NULL);
	assert_null(getenv("TZ"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_summer_time),
		cmocka_unit_test(test_own_zone_is_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
