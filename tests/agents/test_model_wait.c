/*
 * test_model_wait - whose turn it is, by the newest event
 *
 * Run from the top of the tree.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "agents/read/model_wait.h"
#include "tests/policy/profiles.h"

#define MINUTE 60000

static void test_events(void **state)
{
	static const struct {
		const char *profile, *event;
		int64_t limit;
	} table[] = {
		{ "claude", "{\"type\":\"system\",\"subtype\":\"init\"}",
			6 * MINUTE },
		{ "claude", "{\"type\":\"system\",\"subtype\":\"api_retry\"}",
			6 * MINUTE },
		{ "claude", "{\"type\":\"user\",\"message\":{}}", 6 * MINUTE },
		{ "claude",
			"{\"type\":\"assistant\",\"message\":{\"content\":"
			"[{\"type\":\"text\",\"text\":\"x\"}]}}",
			5 * MINUTE },
		/* The agent's turn: a tool of its own. */
		{ "claude",
			"{\"type\":\"assistant\",\"message\":{\"content\":"
			"[{\"type\":\"tool_use\"}]}}",
			0 },
		{ "claude",
			"{\"type\":\"assistant\",\"message\":{\"content\":"
			"\"odd\"}}",
			0 },
		{ "claude",
			"{\"type\":\"system\",\"subtype\":\"task_started\"}",
			0 },
		{ "claude", "{\"type\":\"result\"}", 0 },
		{ "codex", "{\"type\":\"turn.started\"}", 5 * MINUTE },
		{ "codex", "{\"type\":\"item.completed\"}", 5 * MINUTE },
		{ "codex", "{\"type\":\"error\"}", 5 * MINUTE },
		{ "codex", "{\"type\":\"item.started\"}", 0 },
		{ "codex", "{\"type\":\"turn.completed\"}", 0 },
		{ "shell", "{\"type\":\"user\"}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		cJSON *event = cJSON_Parse(table[i].event);

		assert_int_equal(model_wait_after(config_profile(&example,
							  table[i].profile),
					 event),
			table[i].limit);
		cJSON_Delete(event);
	}
}

static int64_t wait_after(const char *text, size_t len)
{
	char path[] = "/tmp/reeve-wait-XXXXXX";
	const struct timespec times[2] = { { 1000, 0 }, { 1000, 500000000 } };
	struct model_wait wait;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, text, len), 0);
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
	model_wait_read(&wait, config_profile(&example, "claude"), path);
	assert_int_equal(wait.event_ms, 1000500);
	unlink(path);
	return wait.until_ms ? wait.until_ms - wait.event_ms : 0;
}

static void test_files(void **state)
{
	static const struct {
		const char *text;
		int64_t wait;
	} table[] = {
		{ "", 0 },
		{ "{\"type\":\"user\"}\n", 6 * MINUTE + 36000 },
		{ "{\"type\":\"user\"}\n{\"type\":\"result\"}\n", 0 },
		{ "{\"type\":\"result\"}\n{\"type\":\"user\"}\nnoise\n[]\n",
			6 * MINUTE + 36000 },
		{ "{\"type\":\"user\"}\n{\"type\":\"res", 6 * MINUTE + 36000 },
	};
	size_t long_size = 400000;
	char *text = malloc(long_size);
	struct model_wait wait;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(
			wait_after(table[i].text, strlen(table[i].text)),
			table[i].wait);
	/* Its newest event is longer than what is read. */
	assert_non_null(text);
	memset(text, 'x', long_size);
	text[long_size - 1] = '\n';
	assert_int_equal(wait_after(text, long_size), 6 * MINUTE + 36000);
	free(text);
	model_wait_read(
		&wait, config_profile(&example, "claude"), "/nonexistent");
	assert_int_equal(wait.event_ms + wait.until_ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
