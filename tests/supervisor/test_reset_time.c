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
#include "supervisor/reset_time.h"

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
		cmocka_unit_test(test_summer_time),
		cmocka_unit_test(test_own_zone_is_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
