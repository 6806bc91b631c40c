/*
 * test_notify - what people are told, how often, and in which form
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "policy/notify_pace.h"
#include "supervisor/notify/notify_send.h"
#include "supervisor/notify/notify_text.h"

static cJSON *event_of(const char *reason, const char *notes)
{
	struct task task = { .id = 7, .runs = 2 };
	struct notify_facts facts = { .event = NOTIFY_ESCALATED,
		.time_ms = 1000,
		.host = "here",
		.task = &task,
		.reason = reason,
		.notes = notes };
	cJSON *event;

	task.name = mem_copy("one");
	task.state = STATE_ESCALATED;
	event = notify_write_event(&facts);
	task_clear(&task);
	return event;
}

/* Escapes, and lines of their own, are for nobody to smuggle in. */
static void test_event_is_clean(void **state)
{
	cJSON *event = event_of("why\x1b[31m\r\nBcc: all\a", "a\n.\nb");

	(void)state;
	assert_string_equal(json_text(event, "event"), "escalated");
	assert_string_equal(json_text(event, "run"), "7.2");
	assert_string_equal(json_text(event, "title"), "one is escalated");
	assert_string_equal(json_text(event, "text"),
		"one is escalated\nwhy Bcc: all\nnotes: a . b\n"
		"try: reeve review show one");
	cJSON_Delete(event);
}

static void test_about_no_task(void **state)
{
	struct notify_facts facts = { .event = NOTIFY_BREAKER,
		.time_ms = 1000,
		.host = "here",
		.reason = "6 of 6" };
	cJSON *event = notify_write_event(&facts);

	(void)state;
	assert_string_equal(
		json_text(event, "text"), "many runs ended at once\n6 of 6");
	assert_null(cJSON_GetObjectItem(event, "task"));
	cJSON_Delete(event);
}

static void test_slack(void **state)
{
	cJSON *event = event_of("<!channel> & <http://evil|x>", NULL);
	cJSON *body = notify_write_slack(event);

	(void)state;
	assert_non_null(strstr(json_text(body, "text"),
		"\n&lt;!channel&gt; &amp; &lt;http://evil|x&gt;\n"));
	assert_string_equal(
		json_text(body, "reason"), "<!channel> & <http://evil|x>");
	assert_int_equal(json_number(body, "task", 0), 7);
	cJSON_Delete(body);
	cJSON_Delete(event);
}

/* Nothing of an event can add a header, end the mail, or begin a body. */
static void test_mail(void **state)
{
	struct notify_config config = { 0 };
	struct str mail = STR_INIT;
	cJSON *event =
		event_of("why\nTo: evil@example.com", "\n.\n\nSubject: x");
	const char *body;

	(void)state;
	config.mail_to = mem_copy("me@example.com\nBcc: evil@example.com");
	config.mail_from = mem_copy("r\xc3\xa9 <reeve@example.com>");
	cJSON_DeleteItemFromObject(event, "title");
	json_add_text(event, "title", "odd\r\nBcc: evil@example.com");
	notify_write_mail(&mail, &config, event);
	body = strstr(mail.text, "\n\n");
	assert_non_null(body);
	assert_int_equal(strncmp(mail.text,
				 "From: r?? <reeve@example.com>\n"
				 "To: me@example.com?Bcc: evil@example.com\n"
				 "Subject: [reeve] odd??Bcc: "
				 "evil@example.com\nAuto-Submitted: ",
				 100),
		0);
	assert_null(strstr(mail.text, "\nBcc:"));
	assert_null(strstr(mail.text, "\n.\n"));
	assert_non_null(strstr(body, "\n  why To: evil@example.com\n"));
	str_clear(&mail);
	free(config.mail_to);
	free(config.mail_from);
	cJSON_Delete(event);
}

static void test_env(void **state)
{
	cJSON *event = event_of("why", NULL);
	struct argv env = ARGV_INIT;

	(void)state;
	notify_write_env(&env, event);
	assert_true(argv_has(&env, "REEVE_EVENT_KIND=escalated"));
	assert_true(argv_has(&env, "REEVE_EVENT_TASK=7"));
	assert_true(argv_has(&env, "REEVE_EVENT_AGENT=one"));
	assert_true(argv_has(&env, "REEVE_EVENT_REASON=why"));
	argv_clear(&env);
	cJSON_Delete(event);
}

static void test_digest(void **state)
{
	struct notification items[25];
	struct notification_list list = { items, 25 };
	cJSON *digest;

	(void)state;
	for (size_t i = 0; i < 25; i++)
		items[i] =
			(struct notification){ .event = event_of("why", NULL) };
	digest = notify_write_digest(&list, 2000);
	assert_string_equal(json_text(digest, "event"), "digest");
	assert_int_equal(json_number(digest, "count", 0), 25);
	assert_int_equal(
		cJSON_GetArraySize(cJSON_GetObjectItem(digest, "events")), 25);
	assert_non_null(strstr(json_text(digest, "text"),
		"25 things happened\none is escalated: why\n"));
	assert_non_null(strstr(json_text(digest, "text"), "... and 5 more"));
	cJSON_Delete(digest);
	for (size_t i = 0; i < 25; i++)
		notification_clear(&items[i]);
}

/* Two a minute; what comes then waits, and goes out as one. */
static void test_pace(void **state)
{
	struct notify_pace pace = { 0 };
	int64_t until = 0;

	(void)state;
	assert_int_equal(notify_pace_take(&pace, 2, 2, 100000, &until), 1);
	assert_int_equal(notify_pace_take(&pace, 2, 1, 101000, &until), 1);
	assert_int_equal(notify_pace_take(&pace, 2, 3, 102000, &until), 0);
	assert_int_equal(until, 160000);
	assert_int_equal(notify_pace_take(&pace, 2, 7, 159999, &until), 0);
	assert_int_equal(notify_pace_take(&pace, 2, 9, 160000, &until), 9);
	assert_int_equal(notify_pace_take(&pace, 2, 2, 161000, &until), 1);
	/* Less is allowed than was sent, then the clock goes back. */
	assert_int_equal(notify_pace_take(&pace, 1, 2, 161500, &until), 0);
	assert_int_equal(until, 221000);
	assert_int_equal(notify_pace_take(&pace, 1, 2, 50, &until), 2);
}

/* As after a long absence: nobody wants them one by one. */
static void test_pace_of_many(void **state)
{
	struct notify_pace pace = { 0 };
	int64_t until = 0;

	(void)state;
	assert_int_equal(notify_pace_take(&pace, 10, 10, 1000, &until), 1);
	assert_int_equal(notify_pace_take(&pace, 10, 11, 1000, &until), 11);
	assert_int_equal(notify_pace_take(&pace, 10, 3, 1000, &until), 1);
}

/* Never more than so many within any minute, whatever comes when. */
static void test_pace_holds(void **state)
{
	struct notify_pace pace = { 0 };
	int64_t sent[1000], until = 0;
	size_t count = 0;

	(void)state;
	srand(4711);
	for (int64_t now = 1000000; count < 1000; now += rand() % 9000)
		if (notify_pace_take(&pace, 10, 3, now, &until))
			sent[count++] = now;
		else
			assert_true(until > now);
	for (size_t i = 10; i < count; i++)
		assert_true(sent[i] - sent[i - 10] >= 60000);
}

static void test_retry(void **state)
{
	struct notify_config config = { .retry_first_ms = 1000,
		.retry_max_ms = 10000 };

	(void)state;
	assert_int_equal(notify_retry_wait(&config, 1, 0), 500);
	assert_int_equal(notify_retry_wait(&config, 1, 500), 1000);
	assert_int_equal(notify_retry_wait(&config, 3, 0), 2000);
	for (uint64_t chance = 0; chance < 20000; chance += 7) {
		int64_t wait = notify_retry_wait(&config, 90, chance);

		assert_true(wait >= 5000 && wait <= 10000);
	}
}

/* http goes to this machine alone, by the reading of who connects. */
static void test_webhook_place(void **state)
{
	static const struct {
		const char *url;
		enum webhook_place place, allowed;
	} urls[] = {
		{ "https://hooks.slack.com/services/x", WEBHOOK_ELSEWHERE,
			WEBHOOK_ELSEWHERE },
		{ "http://127.0.0.1:8080/x", WEBHOOK_HERE, WEBHOOK_HERE },
		{ "HTTP://LOCALHOST/x", WEBHOOK_HERE, WEBHOOK_HERE },
		{ "http://[::1]:80/", WEBHOOK_HERE, WEBHOOK_HERE },
		{ "http://example.com/", WEBHOOK_REFUSED, WEBHOOK_ELSEWHERE },
		{ "http://127.0.0.1.example.com/", WEBHOOK_REFUSED,
			WEBHOOK_ELSEWHERE },
		{ "http://localhost.example.com/", WEBHOOK_REFUSED,
			WEBHOOK_ELSEWHERE },
		{ "http://127.0.0.1@example.com/", WEBHOOK_REFUSED,
			WEBHOOK_ELSEWHERE },
		{ "http://example.com#@127.0.0.1/", WEBHOOK_REFUSED,
			WEBHOOK_ELSEWHERE },
		{ "http://128.0.0.1/", WEBHOOK_REFUSED, WEBHOOK_ELSEWHERE },
		{ "file:///etc/passwd", WEBHOOK_REFUSED, WEBHOOK_REFUSED },
		{ "gopher://127.0.0.1/", WEBHOOK_REFUSED, WEBHOOK_REFUSED },
		{ "no url", WEBHOOK_REFUSED, WEBHOOK_REFUSED },
		{ "", WEBHOOK_REFUSED, WEBHOOK_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		if (webhook_place(urls[i].url, false) != urls[i].place ||
			webhook_place(urls[i].url, true) != urls[i].allowed)
			fail_msg("%s", urls[i].url);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_is_clean),
		cmocka_unit_test(test_about_no_task),
		cmocka_unit_test(test_slack),
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_env),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_pace_of_many),
		cmocka_unit_test(test_pace_holds),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_webhook_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
