/*
 * test_attention - by what claude and codex show that they wait for a person
 *
 * The screens, hooks and status files of tests/events, recorded from both, read
 * with the rows of config.example.json. Run from the top of the tree.
 */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "policy/attention.h"
#include "tests/policy/profiles.h"

static char *read_recorded(const char *name, const char *kind)
{
	char *path = mem_format("tests/events/%s.%s", name, kind);
	char *bytes = NULL;
	struct err err = ERR_INIT;
	size_t len;

	if (file_read(&bytes, &len, path, 1 << 20, &err) < 0)
		fail_msg("%s", err.message);
	free(path);
	return bytes;
}

static const struct profile *profile_of(const char *name)
{
	char *word = mem_copy_bytes(name, strcspn(name, "-"));
	const struct profile *profile = config_profile(&example, word);

	free(word);
	return profile;
}

static void test_screens(void **state)
{
	static const struct {
		const char *name, *what; /* NULL: it shows nothing */
		enum attention what_for;
		bool no_enter;
	} recorded[] = {
		{ "claude-trust", "trust dialog", ATTENTION_DIALOG, false },
		{ "claude-key", "custom API key", ATTENTION_DIALOG, false },
		{ "claude-bypass", "bypass warning", ATTENTION_DIALOG, false },
		{ "claude-permission", "permission prompt", ATTENTION_DIALOG,
			true },
		{ "claude-write", "permission prompt", ATTENTION_DIALOG, true },
		{ "claude-question", "question", ATTENTION_DIALOG, true },
		{ "claude-login", "login", ATTENTION_PROMPT, false },
		{ "claude-idle", NULL, ATTENTION_NOTHING, false },
		{ "claude-refused-tool", NULL, ATTENTION_NOTHING, false },
		{ "codex-trust", "trust dialog", ATTENTION_DIALOG, true },
		{ "codex-approval", "approval", ATTENTION_DIALOG, true },
		{ "codex-hooks", "hooks to review", ATTENTION_DIALOG, true },
		{ "codex-login", "login", ATTENTION_DIALOG, false },
		{ "codex-idle", NULL, ATTENTION_NOTHING, false },
		{ "codex-401",
			"its turn failed: unexpected status 401 Unauthorized: "
			"mock: an error, url: http://127.0.0.1:42015/v1/"
			" responses",
			ATTENTION_PROMPT, false },
		{ "codex-401-draft",
			"its turn failed: unexpected status 401 Unauthorized: "
			"mock: an error, url: http://127.0.0.1:42015/v1/"
			" responses",
			ATTENTION_PROMPT, false },
		{ "codex-401-retries", NULL, ATTENTION_NOTHING, false },
		{ "codex-limit",
			"its turn failed: You’ve hit your usage limit. Upgrade "
			"to Pro (https://chatgpt.com/explore/pro), visit "
			"https://chatgpt.com/settings/usage to purchase more "
			"credits or try again at 11:04 AM.",
			ATTENTION_PROMPT, false },
		{ "codex-interrupted", "it waits for its next prompt",
			ATTENTION_PROMPT, false },
		{ "codex-goes-on", NULL, ATTENTION_NOTHING, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const char *name = recorded[i].name;
		char *screen = read_recorded(name, "screen");
		char *title = read_recorded(name, "title");
		char *what;
		const struct attention_rule *row = awaited_on_screen(
			profile_of(name), screen, title, &what);

		print_message("%s\n", name);
		if (recorded[i].what) {
			assert_non_null(row);
			assert_string_equal(what, recorded[i].what);
			assert_int_equal(row->what_for, recorded[i].what_for);
			assert_int_equal(row->no_enter, recorded[i].no_enter);
			assert_int_equal(
				row->verdict, strcmp(name, "codex-limit")
						      ? VERDICT_UNKNOWN
						      : VERDICT_RATE_LIMITED);
		} else {
			assert_null(row);
		}
		free(what);
		free(screen);
		free(title);
	}
}

static void test_title_alone(void **state)
{
	const struct profile *codex = config_profile(&example, "codex");
	char *what;

	(void)state;
	assert_non_null(awaited_on_screen(
		codex, "", "[ ! ] Action Required | x", &what));
	assert_string_equal(what, "approval");
	free(what);
	assert_null(awaited_on_screen(codex, "", "repo", &what));
	assert_null(what);
}

/* For what it waits after each event of a recorded run. */
static void test_hooks(void **state)
{
	static const struct {
		const char *name, *what[10]; /* "": nothing */
	} recorded[] = {
		{ "claude-permission",
			{ NULL, "", "", "permission prompt: Bash",
				"permission prompt: Bash", "",
				"it waits for its next prompt", "" } },
		{ "claude-question",
			{ NULL, "", "", "question: Which colour?", "",
				"it waits for its next prompt", "" } },
		{ "codex-approval", { NULL, "", "approval: Bash", "",
					    "it waits for its next prompt" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const char *name = recorded[i].name;
		char *bytes = read_recorded(name, "hooks"), *rest = bytes;
		struct awaited hook = { 0 };
		char *line;
		int n = 0;

		while ((line = strsep(&rest, "\n")) && *line) {
			cJSON *event = json_parse(line, strlen(line),
				JSON_MAX_BYTES, "event", NULL);
			const char *want = recorded[i].what[n++];

			assert_non_null(event);
			awaited_take_event(&hook, profile_of(name),
				ATTENTION_BY_HOOK, event, n);
			print_message("%s %d\n", name, n);
			assert_int_equal(hook.known, want != NULL);
			if (want)
				assert_string_equal(
					hook.what ? hook.what : "", want);
			cJSON_Delete(event);
		}
		awaited_clear(&hook);
		free(bytes);
	}
}

static void test_status(void **state)
{
	static const struct {
		const char *name, *what;
		enum attention what_for;
	} recorded[] = {
		{ "claude-waiting", "permission prompt", ATTENTION_DIALOG },
		{ "claude-input", "input needed", ATTENTION_DIALOG },
		{ "claude-idle", "it waits for its next prompt",
			ATTENTION_PROMPT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		char *bytes = read_recorded(recorded[i].name, "status");
		cJSON *json = json_parse(
			bytes, strlen(bytes), JSON_MAX_BYTES, "status", NULL);
		struct awaited status = { 0 };

		assert_true(awaited_take_event(&status, profile_of("claude"),
			ATTENTION_BY_STATUS, json, 1));
		assert_int_equal(status.what_for, recorded[i].what_for);
		assert_string_equal(status.what, recorded[i].what);
		awaited_clear(&status);
		cJSON_Delete(json);
		free(bytes);
	}
}

static void test_last_line(void **state)
{
	static const struct {
		const char *screen, *what;
	} screens[] = {
		{ "Overwrite it? [y/N] ", "yes or no" },
		{ "Proceed (yes/no)?\n\n\n", "yes or no" },
		{ "continue connecting (yes/no/[fingerprint])? ", "yes or no" },
		{ "[sudo] password for me: ", "password" },
		{ "Enter passphrase for key '/home/me/.ssh/id': ", "password" },
		{ "Press ENTER to continue", "a key" },
		{ "Press any key to continue . . .", "a key" },
		{ "Overwrite it? [y/N] y\nwritten", NULL },
		{ "the password: is long\n$ ", NULL },
		{ "usage: x [yes/no] FILE", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(screens) / sizeof(*screens); i++) {
		char *what;
		const struct attention_rule *row = awaited_on_screen(
			profile_of("shell"), screens[i].screen, "", &what);

		print_message("%s\n", screens[i].screen);
		if (screens[i].what)
			assert_string_equal(
				row ? row->what : "", screens[i].what);
		else
			assert_null(row);
		free(what);
	}
}

static struct awaited shown(enum attention what_for, int64_t time_ms)
{
	static char word[] = "what";

	return (struct awaited){ .known = true,
		.what_for = what_for,
		.what = what_for ? word : NULL,
		.time_ms = time_ms };
}

/* What the CLI says counts more than what its screen looks like. */
static void test_judge(void **state)
{
	const struct awaited none = { 0 };
	struct awaited dialog = shown(ATTENTION_DIALOG, 10000);
	struct awaited later = shown(ATTENTION_DIALOG, 20000);
	struct awaited works = shown(ATTENTION_NOTHING, 10500);
	struct awaited rests = shown(ATTENTION_NOTHING, 20000);
	struct awaited prompt = shown(ATTENTION_PROMPT, 10500);
	struct awaited ended = shown(ATTENTION_PROMPT, 20000);

	(void)state;
	assert_int_equal(awaited_judge(&none, &none, &none)->known, false);
	assert_ptr_equal(awaited_judge(&dialog, &none, &none), &dialog);
	/* … not painted yet, and not there any more */
	assert_ptr_equal(awaited_judge(&dialog, &none, &works), &dialog);
	assert_ptr_equal(awaited_judge(&dialog, &none, &rests), &rests);
	assert_ptr_equal(awaited_judge(&dialog, &none, &prompt), &dialog);
	assert_ptr_equal(awaited_judge(&dialog, &none, &ended), &ended);
	assert_ptr_equal(awaited_judge(&works, &none, &later), &later);
	assert_ptr_equal(awaited_judge(&rests, &none, &dialog), &rests);
	assert_ptr_equal(awaited_judge(&prompt, &none, &rests), &prompt);
	assert_ptr_equal(awaited_judge(&dialog, &works, &later), &works);
	assert_ptr_equal(awaited_judge(&dialog, &later, &none), &dialog);
	assert_ptr_equal(awaited_judge(&works, &dialog, &later), &later);
	assert_ptr_equal(awaited_judge(&works, &dialog, &none), &dialog);
	assert_ptr_equal(awaited_judge(&none, &prompt, &later), &later);
	assert_ptr_equal(awaited_judge(&none, &prompt, &rests), &prompt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screens),
		cmocka_unit_test(test_title_alone),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_last_line),
		cmocka_unit_test(test_judge),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
