/*
 * test_profile_check - what would go wrong is found before a run starts
 */
#include "tests/dispatcher/launch_place.h"

#include "agents/launch/conversation.h"
#include "agents/launch/profile_check.h"

#define OTHER "01a1fb8d-08fa-7820-a6b9-20ff43b57f3f"

static void test_conversation(void **state)
{
	struct place *place = *state;
	const struct profile *profile = place->plan.profile;

	assert_false(conversation_exists(profile, SESSION, place->env.items));
	sh(place, "mkdir -p .claude/projects/-some && "
		  "touch .claude/projects/-some/" SESSION ".jsonl");
	assert_false(conversation_exists(profile, SESSION, place->env.items));
	sh(place, "echo {} >.claude/projects/-some/" SESSION ".jsonl");
	assert_true(conversation_exists(profile, SESSION, place->env.items));
	assert_false(conversation_exists(profile, "*", place->env.items));
	sh(place, "mkdir 'c[1]' && mv .claude/projects 'c[1]'");
	assert_false(conversation_exists(profile, SESSION, place->env.items));
	argv_addf(&place->env, "CLAUDE_CONFIG_DIR=%s/c[1]", place->home);
	assert_true(conversation_exists(profile, SESSION, place->env.items));
	profile = config_profile(&place->config, "shell");
	assert_true(conversation_exists(profile, SESSION, place->env.items));
}

/* One that a CLI named itself is known by its place and its time. */
static void test_conversation_found(void **state)
{
	static const char here[] = "/r/.worktrees/a";
	struct place *place = *state;
	const struct profile *codex = config_profile(&place->config, "codex");
	char *found;

	assert_null(conversation_find(codex, here, 0, place->env.items));
	sh(place,
		"mkdir -p .codex/sessions/2026/11/20 && "
		"cd .codex/sessions/2026/11/20 && "
		"echo '{\"cwd\":\"/r\"}' >rollout-1-" SESSION ".jsonl && "
		"echo '{\"cwd\":\"/r/.worktrees/a\"}' >rollout-2-" OTHER
		".jsonl && cp rollout-2-*.jsonl rollout-3-" SESSION ".jsonl && "
		"touch -d @2000 rollout-*");
	found = conversation_find(codex, here, 2000000, place->env.items);
	assert_string_equal(found, OTHER);
	free(found);
	assert_null(conversation_find(codex, here, 2001000, place->env.items));
	assert_null(conversation_find(
		codex, "/r/.worktrees/b", 0, place->env.items));
	assert_null(conversation_find(
		place->plan.profile, here, 0, place->env.items));
}

static void test_version(void **state)
{
	struct place *place = *state;
	const struct profile *profile = place->plan.profile;
	struct err err = ERR_INIT;

	if (profile_check_version(
		    profile, &place->task, &place->env, place->home, &err) < 0)
		fail_msg("%s", err.message);
	/* Remembered: only another file is asked again. */
	sh(place, "touch -r bin/claude stamp && sed -i s/2.1.9/1.0.9/ "
		  "bin/claude && touch -r stamp bin/claude");
	assert_int_equal(profile_check_version(profile, &place->task,
				 &place->env, place->home, &err),
		0);
	sh(place, "touch -d 2001-01-01 bin/claude");
	assert_int_equal(profile_check_version(profile, &place->task,
				 &place->env, place->home, &err),
		-1);
	assert_non_null(strstr(err.message, "is version 1.0.9, and 2.1 is"));
	sh(place,
		"printf '#!/bin/sh\\necho broken >&2; exit 3\\n' >bin/claude");
	assert_int_equal(profile_check_version(profile, &place->task,
				 &place->env, place->home, &err),
		-1);
	assert_non_null(strstr(err.message, "exit code 3: broken"));
}

static void test_versions_compared(void **state)
{
	(void)state;
	assert_true(version_compare("2.1.329", "2.1") > 0);
	assert_true(version_compare("2.1", "2.1.0") == 0);
	assert_true(version_compare("0.99.9", "0.169") < 0);
	assert_true(version_compare("10.0", "9.9") > 0);
}

static void test_root(void **state)
{
	struct place *place = *state;
	const struct profile *profile = place->plan.profile;
	struct err err = ERR_INIT;
	int refused = geteuid() == 0 ? -1 : 0;

	assert_int_equal(
		profile_check(profile, &place->task, &place->env, &err),
		refused);
	place->task.permissions = PERMISSIONS_ASK;
	assert_int_equal(
		profile_check(profile, &place->task, &place->env, &err), 0);
	place->task.permissions = PERMISSIONS_BYPASS;
	env_set(&place->env, "IS_SANDBOX", "yes");
	assert_int_equal(
		profile_check(profile, &place->task, &place->env, &err),
		refused);
	env_set(&place->env, "IS_SANDBOX", "1");
	assert_int_equal(
		profile_check(profile, &place->task, &place->env, &err), 0);
}

int main(void)
{
#define with_place(test)                                                       \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		with_place(test_conversation),
		with_place(test_conversation_found),
		with_place(test_version),
		cmocka_unit_test(test_versions_compared),
		with_place(test_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
