/*
 * test_agent_env - an agent gets what it needs, and nothing else of the caller's
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agents/launch/agent_env.h"
#include "base/env.h"
#include "model/config/caller_variables.h"

static char *const caller[] = { (char *)"HOME=/home/me",
	(char *)"PATH=/usr/bin:/bin", (char *)"LC_ALL=C",
	(char *)"XDG_RUNTIME_DIR=/run/me", (char *)"https_proxy=http://p",
	(char *)"SECRET=s", (char *)"HOMEWORK=no", (char *)"CLAUDECODE=1",
	(char *)"CLAUDE_CODE_CHILD_SESSION=1",
	(char *)"CLAUDE_CODE_ENTRYPOINT=cli",
	(char *)"CLAUDE_CODE_OAUTH_TOKEN=token",
	(char *)"ANTHROPIC_API_KEY=key=with=signs", (char *)"OPENAI_API_KEY=o",
	(char *)"CODEX_SANDBOX_NETWORK_DISABLED=1", (char *)"IS_SANDBOX=1",
	(char *)"TERM=xterm", (char *)"TMUX=/tmp/x", (char *)"GIT_DIR=/x",
	(char *)"REEVE_STATE=/x", (char *)"not a variable", NULL };

static struct config config;

static int set_up(void **state)
{
	(void)state;
	return config_load(&config, NULL, NULL, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	config_clear(&config);
	return 0;
}

static void build(struct argv *env, const char *profile,
	const struct argv *asked, char *const *from)
{
	agent_env_build(env, config_profile(&config, profile), asked, from,
		"/opt/reeve");
}

static void assert_value(
	const struct argv *env, const char *name, const char *value)
{
	const char *found = env_get(env->items, name);

	if (!found)
		fail_msg("%s is missing", name);
	assert_string_equal(found, value);
}

static void test_shell_gets_the_common_ones(void **state)
{
	struct argv env = ARGV_INIT, asked = ARGV_INIT;

	(void)state;
	build(&env, "shell", &asked, caller);
	assert_value(&env, "HOME", "/home/me");
	assert_value(&env, "LC_ALL", "C");
	assert_value(&env, "XDG_RUNTIME_DIR", "/run/me");
	assert_value(&env, "https_proxy", "http://p");
	assert_value(&env, "PATH", "/usr/bin:/bin:/opt/reeve");
	assert_int_equal(env.count, 5);
	argv_clear(&env);
}

static void test_claude_gets_its_own(void **state)
{
	struct argv env = ARGV_INIT, asked = ARGV_INIT;

	(void)state;
	build(&env, "claude", &asked, caller);
	assert_value(&env, "ANTHROPIC_API_KEY", "key=with=signs");
	assert_value(&env, "CLAUDE_CODE_OAUTH_TOKEN", "token");
	assert_value(&env, "IS_SANDBOX", "1");
	assert_value(&env, "DISABLE_AUTOUPDATER", "1");
	assert_null(env_get(env.items, "CLAUDECODE"));
	assert_null(env_get(env.items, "CLAUDE_CODE_CHILD_SESSION"));
	assert_null(env_get(env.items, "CLAUDE_CODE_ENTRYPOINT"));
	assert_null(env_get(env.items, "OPENAI_API_KEY"));
	assert_null(env_get(env.items, "SECRET"));
	assert_null(env_get(env.items, "TERM"));
	argv_clear(&env);
}

static void test_codex_gets_its_own(void **state)
{
	struct argv env = ARGV_INIT, asked = ARGV_INIT;

	(void)state;
	build(&env, "codex", &asked, caller);
	assert_value(&env, "OPENAI_API_KEY", "o");
	assert_null(env_get(env.items, "ANTHROPIC_API_KEY"));
	assert_null(env_get(env.items, "CODEX_SANDBOX_NETWORK_DISABLED"));
	argv_clear(&env);
}

static void test_asked_has_the_last_word(void **state)
{
	struct argv env = ARGV_INIT, asked = ARGV_INIT;

	(void)state;
	argv_add(&asked, "SECRET");
	argv_add(&asked, "NOT_THERE");
	argv_add(&asked, "DISABLE_AUTOUPDATER=0");
	argv_add(&asked, "CLAUDECODE=mine");
	argv_add(&asked, "EMPTY=");
	build(&env, "claude", &asked, caller);
	assert_value(&env, "SECRET", "s");
	assert_value(&env, "DISABLE_AUTOUPDATER", "0");
	assert_value(&env, "CLAUDECODE", "mine");
	assert_value(&env, "EMPTY", "");
	assert_null(env_get(env.items, "NOT_THERE"));
	argv_clear(&env);
	argv_clear(&asked);
}

static void test_path(void **state)
{
	static const char *const table[][2] = {
		{ "PATH=/opt/reeve:/bin", "/opt/reeve:/bin" },
		{ "PATH=/bin:/opt/reeve", "/bin:/opt/reeve" },
		{ "PATH=/bin:/opt/reeve2:/usr/bin",
			"/bin:/opt/reeve2:/usr/bin:/opt/reeve" },
		{ "PATH=", "/usr/local/bin:/usr/bin:/bin:/opt/reeve" },
		{ "HOME=/h", "/usr/local/bin:/usr/bin:/bin:/opt/reeve" },
	};
	struct argv asked = ARGV_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char *from[] = { (char *)table[i][0], NULL };
		struct argv env = ARGV_INIT;

		build(&env, "shell", &asked, from);
		assert_value(&env, "PATH", table[i][1]);
		argv_clear(&env);
	}
}

/* What was kept builds the same environment, for any profile. */
static void test_kept_is_enough(void **state)
{
	static const char *const profiles[] = { "claude", "codex", "shell" };
	struct argv kept = ARGV_INIT, asked = ARGV_INIT;

	(void)state;
	argv_add(&asked, "SECRET");
	caller_variables_keep(&kept, &config, &asked, caller);
	assert_null(env_get(kept.items, "CLAUDECODE"));
	assert_null(env_get(kept.items, "GIT_DIR"));
	assert_null(env_get(kept.items, "TMUX"));
	for (size_t i = 0; i < 3; i++) {
		struct argv now = ARGV_INIT, later = ARGV_INIT;

		build(&now, profiles[i], &asked, caller);
		build(&later, profiles[i], &asked, kept.items);
		assert_int_equal(now.count, later.count);
		for (size_t j = 0; j < now.count; j++)
			assert_true(argv_has(&later, now.items[j]));
		argv_clear(&now);
		argv_clear(&later);
	}
	argv_clear(&kept);
	argv_clear(&asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shell_gets_the_common_ones),
		cmocka_unit_test(test_claude_gets_its_own),
		cmocka_unit_test(test_codex_gets_its_own),
		cmocka_unit_test(test_asked_has_the_last_word),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_kept_is_enough),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
