/*
 * test_config - the defaults are whole, and what is set is laid over them
 */
#include "tests/model/config_file.h"

#include <signal.h>

static void test_defaults(void **state)
{
	struct config config;
	struct err err = ERR_INIT;

	(void)state;
	if (config_load(&config, NULL, NULL, &err) < 0)
		fail_msg("%s", err.message);
	assert_null(config.path);
	assert_string_equal(config.profile, "claude");
	assert_in_range(config.max_agents, 2, 16);
	assert_in_range(config.git_checkout_workers, 1, 4096);
	assert_null(config.tmux_socket);
	assert_int_equal(config.attempts, 5);
	assert_int_equal(config.run_time_ms, 0);
	assert_int_equal(config.wall_time_ms, 24 * 3600 * 1000);
	assert_int_equal(config.grace_ms, 10000);
	assert_int_equal(config.limits_action, ACTION_ESCALATE);
	assert_int_equal(config.profile_count, 3);
	assert_null(config_profile(&config, "nobody"));
	assert_null(config_profile(&config, NULL));
	config_clear(&config);
	assert_null(config.json);
}

static void test_default_policy(void **state)
{
	const struct policy_row *row;
	struct config config;

	(void)state;
	assert_int_equal(config_load(&config, NULL, NULL, NULL), 0);
	for (int verdict = 0; verdict < VERDICTS; verdict++)
		assert_in_range(config.policy[verdict].step_count, 1, 8);
	row = &config.policy[VERDICT_INTERRUPTED];
	assert_int_equal(row->steps[0], ACTION_RESUME);
	assert_int_equal(row->wait, WAIT_FIXED);
	assert_int_equal(row->after_ms, 3000);
	row = &config.policy[VERDICT_HUNG];
	assert_int_equal(row->step_count, 4);
	assert_int_equal(row->steps[3], ACTION_ESCALATE);
	assert_int_equal(config.policy[VERDICT_KILLED].wait, WAIT_BACKOFF);
	assert_int_equal(
		config.policy[VERDICT_COMPLETED].steps[0], ACTION_COMPLETE);
	assert_int_equal(config.policy[VERDICT_STOPPED].steps[0], ACTION_NONE);
	config_clear(&config);
}

static void test_default_profiles(void **state)
{
	const struct profile *profile;
	struct config config;

	(void)state;
	assert_int_equal(config_load(&config, NULL, NULL, NULL), 0);
	profile = config_profile(&config, "claude");
	assert_int_equal(profile->session, SESSION_CHOSEN);
	assert_int_equal(profile->stdin_headless, STDIN_PROMPT);
	assert_int_equal(profile->stop_signal, SIGTERM);
	assert_string_equal(profile->root_env, "IS_SANDBOX=1");
	assert_true(profile->needs_change && profile->preamble);
	for (int i = 0; i < PERMISSIONS; i++)
		assert_true(argv_has(
			&profile->permissions[i], "--permission-mode"));
	profile = config_profile(&config, "codex");
	assert_int_equal(profile->session, SESSION_EVENT);
	assert_true(argv_has(&profile->interactive, "--no-daemon"));
	assert_true(argv_has(&profile->interactive_resume, "--no-daemon"));
	assert_null(profile->root_env);
	profile = config_profile(&config, "shell");
	assert_null(profile->program);
	assert_int_equal(profile->stdin_headless, STDIN_TERMINAL);
	assert_int_equal(profile->session, SESSION_NONE);
	assert_false(profile->needs_change || profile->preamble);
	config_clear(&config);
}

static void test_merged(void **state)
{
	const struct profile *profile;
	struct config config;
	struct err err;

	(void)state;
	if (load(&config,
		    "{\"limits\":{\"attempts\":2},\"max_agents\":3,"
		    "\"recovery\":{\"reassign_to\":[\"codex\",\"mine\"],"
		    "\"policy\":{\"killed\":{\"do\":[\"hold\"]}}},"
		    "\"profiles\":{\"claude\":{\"render\":null,"
		    "\"env\":{\"A\":\"b\",\"DISABLE_AUTOUPDATER\":null},"
		    "\"permissions\":{\"ask\":[\"-x\"]},"
		    "\"success_event\":{\"a\":1}},"
		    "\"mine\":{\"program\":\"x\",\"headless\":[\"{prompt}\"],"
		    "\"exit_codes\":{\"41\":\"auth_error\"},"
		    "\"stop_signal\":\"INT\"}}}",
		    NULL, &err) < 0)
		fail_msg("%s", err.message);
	assert_non_null(config.path);
	assert_int_equal(config.attempts, 2);
	assert_int_equal(config.max_agents, 3);
	assert_int_equal(config.reassign_to.count, 2);
	assert_int_equal(config.wall_time_ms, 24 * 3600 * 1000);
	assert_int_equal(config.policy[VERDICT_KILLED].steps[0], ACTION_HOLD);
	assert_int_equal(config.policy[VERDICT_KILLED].wait, WAIT_BACKOFF);
	profile = config_profile(&config, "claude");
	assert_null(profile->render);
	assert_string_equal(json_text(profile->env, "A"), "b");
	assert_null(json_text(profile->env, "DISABLE_AUTOUPDATER"));
	assert_int_equal(profile->permissions[PERMISSIONS_ASK].count, 1);
	assert_int_equal(profile->permissions[PERMISSIONS_BYPASS].count, 2);
	assert_int_equal(cJSON_GetArraySize(profile->success_event), 1);
	profile = config_profile(&config, "mine");
	assert_int_equal(profile->stop_signal, SIGINT);
	assert_int_equal(profile->stdin_headless, STDIN_NULL);
	config_clear(&config);
}

static void test_environment(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	assert_int_equal(load(&config, "{\"limits\":{\"attempts\":2}}",
				 "REEVE_LIMITS__ATTEMPTS=7", &err),
		0);
	assert_int_equal(config.attempts, 7);
	config_clear(&config);
	assert_int_equal(load(&config, "{}", "REEVE_PROFILE=codex", &err), 0);
	assert_string_equal(config.profile, "codex");
	config_clear(&config);
	assert_int_equal(load(&config, "{}", "REEVE_TMUX__SOCKET=17", &err), 0);
	assert_string_equal(config.tmux_socket, "17");
	config_clear(&config);
	assert_int_equal(load(&config, "{}",
				 "REEVE_RECOVERY__POLICY__TIMED_OUT__DO="
				 "[\"hold\"]",
				 &err),
		0);
	assert_int_equal(
		config.policy[VERDICT_TIMED_OUT].steps[0], ACTION_HOLD);
	config_clear(&config);
	assert_int_equal(
		load(&config, "{}",
			"REEVE_PROFILES__CLAUDE__ENV__Some_Name=x=y", &err),
		0);
	assert_string_equal(
		json_text(config_profile(&config, "claude")->env, "Some_Name"),
		"x=y");
	config_clear(&config);
}

static void test_no_settings(void **state)
{
	static const char *const names[] = { "REEVE_STATE=x", "REEVE_CONFIG=x",
		"REEVE_AGENT=x", "REEVE_TASK=1", "REEVE_RUN=1.1",
		"REEVE_CHECKPOINT=x", "REEVE_PROMPT_FILE=x", "REEVE_RESUME=1",
		"REEVE_CONTINUATION=x", "REEVE_", "REEVE_PROFILE",
		"REEVER__X=1" };
	struct config config;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (load(&config, "{}", names[i], &err) < 0)
			fail_msg("%s: %s", names[i], err.message);
		config_clear(&config);
	}
}

/* {"NAME":…} as macros, {"headless":[…]} made of them. */
static void test_macros(void **state)
{
	const struct profile *profile;
	struct config config;
	struct err err;

	(void)state;
	if (load(&config,
		    "{\"profiles\":{\"mine\":{\"program\":\"x\","
		    "\"macros\":{\"one\":\"1\","
		    "\"two\":[\"{one}\",\",2\"],\"gone\":null},"
		    "\"headless\":[\"{two}\",\"a={two}={{one}\","
		    "\"{prompt}\"],"
		    "\"permissions\":{\"ask\":[\"{one}\"]}}}}",
		    NULL, &err) < 0)
		fail_msg("%s", err.message);
	profile = config_profile(&config, "mine");
	assert_int_equal(profile->headless.count, 3);
	assert_string_equal(profile->headless.items[0], "1,2");
	assert_string_equal(profile->headless.items[1], "a=1,2={1");
	assert_string_equal(profile->headless.items[2], "{prompt}");
	assert_string_equal(
		profile->permissions[PERMISSIONS_ASK].items[0], "1");
	config_clear(&config);
}

/* A macro of a default profile is replaced, the others of it stay. */
static void test_macros_merged(void **state)
{
	const struct profile *profile;
	struct config config;
	struct err err;
	bool found = false;

	(void)state;
	assert_int_equal(load(&config,
				 "{\"profiles\":{\"codex\":{\"macros\":"
				 "{\"hook\":\"H\"}}}}",
				 NULL, &err),
		0);
	profile = config_profile(&config, "codex");
	for (size_t i = 0; i < profile->headless.count; i++)
		found = found || strstr(profile->headless.items[i],
					 "hooks={PermissionRequest=H,"
					 "PostToolUse=H,");
	assert_true(found);
	config_clear(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_default_policy),
		cmocka_unit_test(test_default_profiles),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_macros),
		cmocka_unit_test(test_macros_merged),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_no_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
