/*
 * test_signs - by what claude and codex show why they ended
 *
 * The streams of tests/events, recorded from both against a scripted model,
 * read with the signs of config.example.json. Run from the top of the tree.
 */
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "model/rendered.h"
#include "agents/read/agent_events.h"
#include "agents/read/reset_time.h"
#include "tests/policy/profiles.h"

static const struct {
	const char *name; /* begins with its profile's */
	enum verdict verdict; /* VERDICT_UNKNOWN: there is no sign */
	bool stands;
	const char *text; /* its words begin so */
	int early; /* the number of the first event that is certain; 0: none */
	struct usage usage;
} recorded[] = {
	{ "claude-completed", VERDICT_UNKNOWN, true, NULL, 0,
		{ true, 3000, 150, 15000 } },
	{ "claude-tool-error", VERDICT_UNKNOWN, true, NULL, 0,
		{ true, 2000, 100, 10000 } },
	{ "claude-interrupted", VERDICT_UNKNOWN, false, NULL, 0, { 0 } },
	{ "claude-400", VERDICT_API_ERROR, true, "400 api_error API Error", 0,
		{ true, 0, 0, 0 } },
	{ "claude-401", VERDICT_AUTH_ERROR, true, "401 Failed to auth", 3,
		{ true, 0, 0, 0 } },
	{ "claude-401-retries", VERDICT_AUTH_ERROR, false, "401 6 auth", 3,
		{ 0 } },
	{ "claude-403", VERDICT_AUTH_ERROR, true, "403 Failed to auth", 0,
		{ true, 0, 0, 0 } },
	{ "claude-429", VERDICT_RATE_LIMITED, true, "429 API Error: Request", 0,
		{ true, 0, 0, 0 } },
	{ "claude-limit", VERDICT_RATE_LIMITED, true,
		"429 You've hit your 5-hour limit · resets 3am (UTC)", 2,
		{ true, 0, 0, 0 } },
	{ "claude-500", VERDICT_API_ERROR, true, "500 api_error", 0,
		{ true, 0, 0, 0 } },
	{ "claude-529", VERDICT_API_ERROR, true, "529 api_error", 0,
		{ true, 0, 0, 0 } },
	{ "claude-close", VERDICT_API_ERROR, true, "api_error", 0,
		{ true, 0, 0, 0 } },
	{ "claude-refused", VERDICT_API_ERROR, true, "api_error", 0,
		{ true, 0, 0, 0 } },
	{ "claude-denied", VERDICT_PERMISSION_ERROR, true, "Write ", 0,
		{ true, 3000, 150, 15000 } },
	{ "codex-completed", VERDICT_UNKNOWN, true, NULL, 0,
		{ true, 3000, 150, 0 } },
	{ "codex-resumed", VERDICT_UNKNOWN, true, NULL, 0,
		{ true, 6000, 300, 0 } },
	{ "codex-tool-error", VERDICT_UNKNOWN, true, NULL, 0,
		{ true, 2000, 100, 0 } },
	{ "codex-interrupted", VERDICT_UNKNOWN, false, NULL, 0, { 0 } },
	{ "codex-400", VERDICT_API_ERROR, true, "{\"error\"", 0, { 0 } },
	{ "codex-401", VERDICT_AUTH_ERROR, true, "unexpected status 401", 5,
		{ 0 } },
	{ "codex-403", VERDICT_AUTH_ERROR, true, "unexpected status 403", 5,
		{ 0 } },
	{ "codex-429", VERDICT_RATE_LIMITED, true, "exceeded retry limit", 4,
		{ 0 } },
	{ "codex-limit", VERDICT_RATE_LIMITED, true,
		"You’ve hit your usage limit.", 4, { 0 } },
	{ "codex-500", VERDICT_API_ERROR, true, "We’re currently", 0, { 0 } },
	{ "codex-529", VERDICT_API_ERROR, true, "unexpected status 529", 0,
		{ 0 } },
	{ "codex-close", VERDICT_API_ERROR, true, "stream disconnected", 0,
		{ 0 } },
	{ "codex-refused", VERDICT_API_ERROR, false,
		"Reconnecting... waiting for network", 0, { 0 } },
	{ "codex-no-key", VERDICT_AUTH_ERROR, true, "Missing environment", 0,
		{ 0 } },
	{ "codex-denied", VERDICT_PERMISSION_ERROR, false,
		"fatal: Unable to create", 0, { true, 3000, 150, 0 } },
};

#define RECORDED (sizeof(recorded) / sizeof(*recorded))

static const struct profile *profile_of(const char *name)
{
	return config_profile(
		&example, strncmp(name, "codex", 5) ? "claude" : "codex");
}

static void place_of(char path[128], const char *name)
{
	snprintf(path, 128, "tests/events/%s.jsonl", name);
}

static void check_usage(
	const char *name, const struct usage *is, const struct usage *wanted)
{
	if (is->known != wanted->known || is->input != wanted->input ||
		is->output != wanted->output || is->cost != wanted->cost)
		fail_msg("%s: %lld in, %lld out, cost %lld", name,
			(long long)is->input, (long long)is->output,
			(long long)is->cost);
}

static void test_recorded(void **state)
{
	(void)state;
	for (size_t i = 0; i < RECORDED; i++) {
		const char *name = recorded[i].name, *text = recorded[i].text;
		struct agent_events events;
		const struct sign_seen *sign = &events.sign;
		char path[128];

		place_of(path, name);
		agent_events_read(&events, profile_of(name), path);
		if (sign->verdict != recorded[i].verdict ||
			(sign->verdict && sign->stands != recorded[i].stands))
			fail_msg("%s: %s, %d: %s", name,
				verdict_name(sign->verdict), sign->stands,
				sign->text);
		if (text && strncmp(sign->text, text, strlen(text)) != 0)
			fail_msg("%s: %s", name, sign->text);
		check_usage(name, &events.usage, &recorded[i].usage);
		agent_events_clear(&events);
	}
}

/* The number of the first event that has an early sign. */
static int first_early(const struct profile *profile, char *text)
{
	int number = 1;

	for (char *line = strtok(text, "\n"); line;
		line = strtok(NULL, "\n"), number++) {
		cJSON *event = json_parse(
			line, strlen(line), JSON_MAX_BYTES, "event", NULL);
		char *words;
		const struct sign *sign = sign_of_event(profile, event, &words);

		free(words);
		cJSON_Delete(event);
		if (sign && sign->early)
			return number;
	}
	return 0;
}

static void test_early(void **state)
{
	(void)state;
	for (size_t i = 0; i < RECORDED; i++) {
		char path[128], *text;
		size_t len;
		int first;

		place_of(path, recorded[i].name);
		assert_int_equal(
			file_read(&text, &len, path, 1 << 20, NULL), 0);
		first = first_early(profile_of(recorded[i].name), text);
		if (first != recorded[i].early)
			fail_msg("%s: %d", recorded[i].name, first);
		free(text);
	}
}

/* When the limits of the recorded ones end. */
static void test_limits(void **state)
{
	int64_t now = clock_parse("2026-11-21T00:55:00Z");
	struct agent_events events;

	(void)state;
	agent_events_read(&events, profile_of("claude"),
		"tests/events/claude-limit.jsonl");
	assert_int_equal(reset_parse(events.sign.text, now, "UTC"),
		clock_parse("2026-11-21T03:00:00Z"));
	agent_events_clear(&events);
	agent_events_read(
		&events, profile_of("codex"), "tests/events/codex-limit.jsonl");
	assert_int_equal(reset_parse(events.sign.text, now, "UTC"),
		clock_parse("2026-11-21T02:52:00Z"));
	agent_events_clear(&events);
}

static void take(struct sign_seen *seen, const char *text, bool is_end)
{
	cJSON *event = cJSON_Parse(text);

	assert_non_null(event);
	signs_take_event(seen, profile_of("claude"), event, is_end);
	cJSON_Delete(event);
}

#define RETRY                                                                  \
	"{\"type\":\"system\",\"subtype\":\"api_retry\",\"attempt\":1,"        \
	"\"error_status\":529,\"error\":\"overloaded\"}"
#define WORDS "{\"type\":\"assistant\",\"message\":{}}"
#define GIT                                                                    \
	"{\"type\":\"user\",\"message\":{\"content\":[{\"content\":"           \
	"\"fatal: not a git repository\"}]}}"

/* An error of the API that it got over is no reason for what comes later. */
static void test_what_it_got_over(void **state)
{
	struct sign_seen seen = { 0 };

	(void)state;
	take(&seen, RETRY, false);
	assert_int_equal(seen.verdict, VERDICT_API_ERROR);
	take(&seen, WORDS, false);
	assert_int_equal(seen.verdict, VERDICT_UNKNOWN);
	take(&seen, GIT, false);
	take(&seen, WORDS, false);
	assert_int_equal(seen.verdict, VERDICT_GIT_ERROR);
	assert_false(seen.stands);
	sign_seen_clear(&seen);
	take(&seen, RETRY, false);
	take(&seen, "{\"type\":\"result\",\"is_error\":true}", true);
	assert_int_equal(seen.verdict, VERDICT_API_ERROR);
	assert_true(seen.stands);
	take(&seen, WORDS, false);
	assert_int_equal(seen.verdict, VERDICT_API_ERROR);
	sign_seen_clear(&seen);
}

#define MARK RENDERED_MARK
#define LOG  "\033[2m2026-11-21T10:15:32.029185Z\033[0m \033[31mERROR\033[0m "

/* codex logs what the agent has in its patches. */
static void test_log(void **state)
{
	static const struct {
		const char *text, *profile;
		enum verdict verdict;
	} rows[] = {
		{ LOG "codex_core::tools::router: error=apply_patch: in x:\r\n"
		      "not logged in\r\nfatal: not a git repository\r\n",
			"codex", VERDICT_UNKNOWN },
		{ LOG "router: error=exec failed: `hit your usage limit`\r\n",
			"codex", VERDICT_UNKNOWN },
		{ LOG "router: error=x\r\n" MARK "words" MARK
		      "\r\nError: Not logged in\r\n",
			"codex", VERDICT_AUTH_ERROR },
		{ "You've hit your usage limit. Try again later.\r\n", "codex",
			VERDICT_RATE_LIMITED },
		{ "You’ve hit your usage limit.\r\n", "codex",
			VERDICT_RATE_LIMITED },
		{ "x: you hit your usage limit\r\n", "codex", VERDICT_UNKNOWN },
		{ LOG "usage limit reached\r\n", "claude",
			VERDICT_RATE_LIMITED },
		{ LOG "one\r\n" LOG "usage limit reached\r\n", "claude",
			VERDICT_RATE_LIMITED },
		{ LOG "one\r\nusage limit reached\r\n", "claude",
			VERDICT_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sign_seen seen = { 0 };

		signs_take_transcript(&seen, profile_of(rows[i].profile),
			rows[i].text, strlen(rows[i].text));
		if (seen.verdict != rows[i].verdict)
			fail_msg("%s: %s", rows[i].text, seen.text);
		sign_seen_clear(&seen);
	}
}

static void test_transcript(void **state)
{
	static const struct {
		const char *text;
		enum verdict verdict;
		const char *line;
	} rows[] = {
		{ "\033[31mfatal: not a git repository (or any)\033[0m\r\nbye\n",
			VERDICT_GIT_ERROR,
			"fatal: not a git repository (or any)" },
		{ "one\nInvalid API key · Please run /login\n",
			VERDICT_AUTH_ERROR,
			"Invalid API key · Please run /login" },
		{ "Claude usage limit reached. Resets 3pm",
			VERDICT_RATE_LIMITED,
			"Claude usage limit reached. Resets 3pm" },
		{ "it said: fatal: not a git repository", VERDICT_UNKNOWN,
			NULL },
		/* What reeve rendered of the events is the agent's. */
		{ MARK "\033[2m$ grep 'usage limit reached'\033[0m" MARK "\r\n",
			VERDICT_UNKNOWN, NULL },
		{ "torn: usage limit reached" MARK "\r\nbye\r\n" MARK
		  "Please run /login",
			VERDICT_UNKNOWN, NULL },
		{ MARK "\033[31m! usage limit reached\r\n" MARK "\033[0m"
		       "Invalid API key\r\n" MARK "bye" MARK "\r\n",
			VERDICT_UNKNOWN, NULL },
		{ MARK "it prints usage limit reached" MARK
		       "\r\n\033[0mInvalid API key\r\n" MARK "bye" MARK "\r\n",
			VERDICT_AUTH_ERROR, "Invalid API key" },
		{ "\033[\nusage limit reached\n", VERDICT_RATE_LIMITED,
			"usage limit reached" },
		{ "", VERDICT_UNKNOWN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sign_seen seen = { 0 };

		signs_take_transcript(&seen, profile_of("claude"), rows[i].text,
			strlen(rows[i].text));
		assert_int_equal(seen.verdict, rows[i].verdict);
		if (rows[i].line)
			assert_string_equal(seen.text, rows[i].line);
		assert_int_equal(seen.in_transcript, seen.verdict != 0);
		sign_seen_clear(&seen);
	}
}

static void test_screen(void **state)
{
	static const struct {
		const char *text;
		bool screen;
	} rows[] = {
		{ "", false },
		{ "\033[", false },
		{ "\033[2", false },
		{ "error: unknown option '--x'\r\n", false },
		{ "\033[1;31mred\033[0m \033[?25h\033[K\r\n", false },
		{ "\033[2J\033[1;1Husage limit reached", true },
		{ "one\r\n\033[1A\033[2Ktwo", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(transcript_is_screen(
					 rows[i].text, strlen(rows[i].text)),
			rows[i].screen);
}

/* What an event said is stronger, and only the end is looked at. */
static void test_transcript_is_weakest(void **state)
{
	static char text[SIGN_TRANSCRIPT_BYTES * 2];
	struct sign_seen seen = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "invalid api key\n", 16);
	signs_take_transcript(&seen, profile_of("claude"), text, sizeof(text));
	assert_int_equal(seen.verdict, VERDICT_UNKNOWN);
	/* What begins before the end may be a log's message. */
	memcpy(text + sizeof(text) - 17, "\ninvalid api key\n", 17);
	signs_take_transcript(&seen, profile_of("claude"), text, sizeof(text));
	assert_int_equal(seen.verdict, VERDICT_UNKNOWN);
	memcpy(text + sizeof(text) - 40, MARK "x\n", strlen(MARK "x\n"));
	signs_take_transcript(&seen, profile_of("claude"), text, sizeof(text));
	assert_int_equal(seen.verdict, VERDICT_AUTH_ERROR);
	sign_seen_clear(&seen);
	take(&seen, RETRY, false);
	signs_take_transcript(&seen, profile_of("claude"), text, 16);
	assert_int_equal(seen.verdict, VERDICT_API_ERROR);
	sign_seen_clear(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_what_it_got_over),
		cmocka_unit_test(test_transcript),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_transcript_is_weakest),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
