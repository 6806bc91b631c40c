/*
 * test_agent_events - what real agents said of themselves
 *
 * The streams of tests/events, recorded from claude and codex, read with the
 * profiles of config.example.json. Run from the top of the tree.
 */
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "agents/read/agent_events.h"
#include "tests/policy/profiles.h"

static const struct {
	const char *profile, *name;
	bool success, failure;
	const char *session, *text; /* the failure's begins so */
} recorded[] = {
	{ "claude", "claude-completed", true, false,
		"d9e5dd61-8417-4fe5-9d71-2938bf068b75", NULL },
	{ "claude", "claude-tool-error", true, false,
		"a6289bd4-fac5-489f-a3d7-1c87e6b71246", NULL },
	{ "claude", "claude-interrupted", false, false,
		"a132dac9-d091-44ed-b71f-6d7517f16cd5", NULL },
	{ "claude", "claude-400", false, true,
		"f6a1abb5-2b8f-4b5b-acf3-5cf467f42078", "API Error: 400" },
	{ "claude", "claude-401", false, true,
		"88a07d21-b6e1-4189-b85d-6bdcf79e9407", "" },
	{ "claude", "claude-429", false, true,
		"64e9eaf8-627f-4d70-ae83-264f7d23ed8f", "" },
	{ "claude", "claude-500", false, true,
		"9b7de821-360e-4885-8f5d-68b38b4e4377", "API Error: 500" },
	{ "claude", "claude-hostile", false, true, "s-1", NULL },
	{ "codex", "codex-completed", true, false,
		"01a1fb53-3df5-7e52-97d4-ee93fb94108b", NULL },
	{ "codex", "codex-tool-error", true, false,
		"01a1fb56-eacb-7313-8e5f-69d5ae5bc7e1", NULL },
	{ "codex", "codex-interrupted", false, false,
		"01a1fb56-c1ed-79f0-be6f-e8f3ce026f6b", NULL },
	{ "codex", "codex-400", false, true,
		"01a1fb53-e8a5-7fe2-a8ca-2503c75446f4", "{\"error\":" },
	{ "codex", "codex-401", false, true,
		"01a1fb53-4cf0-7cb1-b194-143deb9ac18e",
		"unexpected status 401 Unauthorized: mock: invalid api key" },
	{ "codex", "codex-429", false, true,
		"01a1fb53-7299-7650-8922-701b1182e4f4",
		"exceeded retry limit, last status: 429 Too Many Requests" },
	{ "codex", "codex-500", false, true,
		"01a1fb53-809b-74d3-9862-f5e5aabaa782",
		"We’re currently experiencing high demand" },
	{ "codex", "codex-hostile", false, true, "t-1", NULL },
};

#define RECORDED (sizeof(recorded) / sizeof(*recorded))

static void check_events(const struct agent_events *events, size_t i)
{
	const char *name = recorded[i].name, *text = recorded[i].text;

	if (events->success != recorded[i].success ||
		events->failure != recorded[i].failure)
		fail_msg("%s: success %d, failure %d", name, events->success,
			events->failure);
	if (!events->session || strcmp(events->session, recorded[i].session))
		fail_msg("%s: session %s", name, events->session);
	if (!text != !events->failure_text ||
		(text && strncmp(events->failure_text, text, strlen(text))))
		fail_msg("%s: %s", name, events->failure_text);
}

static void test_recorded(void **state)
{
	(void)state;
	for (size_t i = 0; i < RECORDED; i++) {
		struct agent_events events;
		char path[128];

		snprintf(path, sizeof(path), "tests/events/%s.jsonl",
			recorded[i].name);
		agent_events_read(&events,
			config_profile(&example, recorded[i].profile), path);
		check_events(&events, i);
		agent_events_clear(&events);
	}
}

/* Writes a stream of our own and reads it as claude's. */
static void read_text(struct agent_events *events, const char *text, size_t len)
{
	char path[] = "/tmp/reeve-events-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, text, len), 0);
	close(fd);
	agent_events_read(events, config_profile(&example, "claude"), path);
	unlink(path);
}

#define INIT                                                                   \
	"{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"one\"}\n"
#define RESULT                                                                 \
	"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false}\n"
#define FAILED                                                                 \
	"{\"type\":\"result\",\"subtype\":\"x\",\"is_error\":true,"            \
	"\"result\":\"no\"}\n"

static void test_the_last_word_counts(void **state)
{
	static const struct {
		const char *text;
		bool success, failure;
	} table[] = {
		{ INIT RESULT, true, false },
		{ INIT RESULT FAILED, false, true },
		{ INIT FAILED RESULT, true, false },
		{ INIT "{\"type\":\"result\",\"subtype\":\"success\","
		       "\"is_error\":\"false\"}\n",
			false, false },
		{ INIT "{\"x\":" RESULT, false, false },
		{ INIT "{\"type\":\"result\",\"type\":\"result\","
		       "\"subtype\":\"success\",\"is_error\":false}\n",
			false, false },
		{ "", false, false },
		{ "\n\n\n", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct agent_events events;

		read_text(&events, table[i].text, strlen(table[i].text));
		assert_int_equal(events.success, table[i].success);
		assert_int_equal(events.failure, table[i].failure);
		agent_events_clear(&events);
	}
}

/* What an agent says inside of an event is not an event. */
static void test_words_are_no_events(void **state)
{
	const char *text =
		INIT "{\"type\":\"assistant\",\"message\":{\"type\":"
		     "\"result\",\"subtype\":\"success\",\"is_error\""
		     ":false}}\n";
	struct agent_events events;

	(void)state;
	read_text(&events, text, strlen(text));
	assert_false(events.success);
	agent_events_clear(&events);
}

/* The session stands at the start, the result at the end of a long stream. */
static void test_long_stream(void **state)
{
	struct agent_events events;
	struct str text = STR_INIT;

	(void)state;
	str_add(&text, INIT);
	while (text.len < (4 << 20))
		str_add(&text, "{\"type\":\"assistant\",\"message\":"
			       "\"0123456789 0123456789 0123456789\"}\n");
	str_add(&text, RESULT);
	read_text(&events, text.text, text.len);
	assert_true(events.success);
	assert_string_equal(events.session, "one");
	agent_events_clear(&events);
	/* Its last line was cut as it was written. */
	read_text(&events, text.text, text.len - 8);
	assert_false(events.success);
	agent_events_clear(&events);
	str_clear(&text);
}

#define RESULT_WITH(more)                                                      \
	"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"     \
	"\"usage\":{\"input_tokens\":7}," more "}\n"

/* Ids and nanoseconds are no reason not to hear a success. */
static void test_large_numbers(void **state)
{
	static const char *const table[] = {
		RESULT_WITH("\"request_id\":9007199254740993"),
		RESULT_WITH("\"ts\":1795300000000000000"),
		RESULT_WITH("\"x\":1e400"),
		RESULT_WITH("\"x\":-44444444444444440.1"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct agent_events events;

		read_text(&events, table[i], strlen(table[i]));
		if (!events.success || events.unreadable)
			fail_msg("%s: %s", table[i], events.unreadable);
		assert_int_equal(events.usage.input, 7);
		agent_events_clear(&events);
	}
}

/* What else the house refuses is refused, but somebody is told. */
static void test_unreadable(void **state)
{
	static const struct {
		const char *text, *why;
	} table[] = {
		{ INIT RESULT_WITH("\"x\":\"\xff\""), "line 2:87: not UTF-8" },
		{ INIT RESULT_WITH("\"type\":1"),
			"line 2:82: a member 'type' twice" },
		{ INIT "\033[0m" RESULT, "line 2:1: expected a value" },
		{ "\xef\xbb\xbf" RESULT, "line 1:1: expected a value" },
		{ INIT "{\"type\":\"result\"", "line 2:17: it breaks off" },
		/* These are no events, and nobody meant them to be. */
		{ INIT "what is {this}?\n\n[1]\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct agent_events events;

		read_text(&events, table[i].text, strlen(table[i].text));
		assert_false(events.success);
		if (!table[i].why)
			assert_null(events.unreadable);
		else
			assert_string_equal(
				events.unreadable ? events.unreadable : "",
				table[i].why);
		agent_events_clear(&events);
	}
}

static void add_filling(struct str *text, size_t bytes)
{
	while (bytes--)
		str_add_char(text, 'a');
}

/* A result may be as long as an event may; of a longer one it is told. */
static void test_long_result(void **state)
{
	static const size_t sizes[] = { 1000000, 1050000, 3000000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct agent_events events;
		struct str text = STR_INIT;

		str_add(&text, INIT "{\"type\":\"result\",\"result\":\"");
		add_filling(&text, sizes[i]);
		str_add(&text, "\",\"subtype\":\"success\","
			       "\"is_error\":false}\nits last words\n");
		read_text(&events, text.text, text.len);
		assert_int_equal(events.success, sizes[i] < JSON_MAX_BYTES);
		if (events.success)
			assert_null(events.unreadable);
		else
			assert_true(events.unreadable &&
				    strstr(events.unreadable, " bytes"));
		agent_events_clear(&events);
		str_clear(&text);
	}
}

/* Half a million of them cost no more than one. */
static void test_unreadable_from_the_end(void **state)
{
	struct agent_events events;
	struct str text = STR_INIT;

	(void)state;
	while (text.len < (4 << 20))
		str_add(&text, "{\n");
	str_add(&text, "done\n");
	read_text(&events, text.text, text.len);
	assert_string_equal(
		events.unreadable, "line 2 from the end:2: it breaks off");
	agent_events_clear(&events);
	str_clear(&text);
}

static void test_nothing_there(void **state)
{
	struct agent_events events;

	(void)state;
	agent_events_read(&events, config_profile(&example, "claude"),
		"/nonexistent/events.jsonl");
	assert_false(events.success || events.failure);
	agent_events_clear(&events);
	/* shell has no reader: whatever is there says nothing. */
	agent_events_read(&events, config_profile(&example, "shell"),
		"tests/events/claude-completed.jsonl");
	assert_false(events.success || events.failure);
	agent_events_clear(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_the_last_word_counts),
		cmocka_unit_test(test_words_are_no_events),
		cmocka_unit_test(test_long_stream),
		cmocka_unit_test(test_large_numbers),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_long_result),
		cmocka_unit_test(test_unreadable_from_the_end),
		cmocka_unit_test(test_nothing_there),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
