/*
 * test_attention_rows - by what claude and codex show that they wait for a person
 *
 * The screens, hooks and status files of tests/events, recorded from both, read
 * with the rows of config.example.json. Run from the top of the tree.
 */
#include "agents/read/attention_rows.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
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

/* A prompt of which nothing more is said is a turn that came to its end. */
static void check_turn_over(const struct awaited *awaited)
{
	assert_int_equal(awaited->turn_over,
		awaited->what &&
			!strcmp(awaited->what, "it waits for its next prompt"));
}

static const struct profile *profile_of(const char *name)
{
	char *word = mem_copy_bytes(name, strcspn(name, "-"));
	const struct profile *profile = config_profile(&example, word);

	free(word);
	return profile;
}

static const struct {
	const char *name, *what; /* NULL: it shows nothing */
	enum attention what_for;
	bool no_enter;
} recorded_screens[] = {
	{ "claude-trust", "trust dialog", ATTENTION_DIALOG, false },
	{ "claude-key", "custom API key", ATTENTION_DIALOG, false },
	{ "claude-bypass", "bypass warning", ATTENTION_DIALOG, false },
	{ "claude-permission", "permission prompt", ATTENTION_DIALOG, true },
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
	{ "codex-interrupted", "it waits for its next prompt", ATTENTION_PROMPT,
		false },
	{ "codex-goes-on", NULL, ATTENTION_NOTHING, false },
};

static void test_screens(void **state)
{
	(void)state;
	for (size_t i = 0;
		i < sizeof(recorded_screens) / sizeof(*recorded_screens); i++) {
		const char *name = recorded_screens[i].name;
		char *screen = read_recorded(name, "screen");
		char *title = read_recorded(name, "title");
		char *what;
		const struct attention_rule *row = awaited_on_screen(
			profile_of(name), screen, title, &what);

		print_message("%s\n", name);
		if (recorded_screens[i].what) {
			struct awaited awaited = { 0 };

			assert_non_null(row);
			awaited_set(&awaited, row, what, 1);
			assert_string_equal(
				awaited.what, recorded_screens[i].what);
			check_turn_over(&awaited);
			awaited_clear(&awaited);
			assert_int_equal(
				row->what_for, recorded_screens[i].what_for);
			assert_int_equal(
				row->no_enter, recorded_screens[i].no_enter);
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
			check_turn_over(&hook);
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
		check_turn_over(&status);
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

static struct awaited taken(enum attention what_for, const char *what)
{
	const struct attention_rule row = { .what_for = what_for };
	struct awaited awaited = { 0 };

	awaited_set(&awaited, &row, what, 1);
	return awaited;
}

/* The same words are the same thing, and tell whether a secret is asked for. */
static void test_identity_and_secret(void **state)
{
	struct awaited one = taken(ATTENTION_DIALOG, "permission: Bash");
	struct awaited same = taken(ATTENTION_DIALOG, "permission: Bash");
	struct awaited other = taken(ATTENTION_DIALOG, "permission: Edit");
	struct awaited secret = taken(ATTENTION_DIALOG, "Your PassWord:");
	struct awaited plain = taken(ATTENTION_PROMPT, "");
	struct awaited failed = taken(ATTENTION_PROMPT, "its turn failed");

	(void)state;
	assert_int_not_equal(one.identity, 0);
	assert_true(one.identity == same.identity);
	assert_false(one.identity == other.identity);
	assert_false(one.secret);
	assert_true(secret.secret);
	assert_string_equal(secret.what, "Your PassWord:");
	assert_int_equal(plain.identity, 0);
	assert_true(plain.turn_over);
	assert_string_equal(plain.what, "it waits for its next prompt");
	assert_false(failed.turn_over);
	assert_false(one.turn_over);
	awaited_clear(&one);
	awaited_clear(&same);
	awaited_clear(&other);
	awaited_clear(&secret);
	awaited_clear(&plain);
	awaited_clear(&failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screens),
		cmocka_unit_test(test_title_alone),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_last_line),
		cmocka_unit_test(test_identity_and_secret),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
