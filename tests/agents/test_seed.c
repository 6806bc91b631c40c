/*
 * test_seed - a person's file gains what is missing and loses nothing
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "agents/launch/seed.h"
#include "model/config/config.h"

#define KEY "sk-test-0123456789abcdefghij"

struct place {
	char home[64];
	char file[96], lock[96];
	struct config config;
	char *env[3];
};

static int set_up(void **state)
{
	struct place *place = mem_alloc(sizeof(*place));

	strcpy(place->home, "/tmp/reeve-seed-XXXXXX");
	assert_non_null(mkdtemp(place->home));
	snprintf(place->file, sizeof(place->file), "%s/.claude.json",
		place->home);
	snprintf(place->lock, sizeof(place->lock), "%s/lock", place->home);
	place->env[0] = mem_format("HOME=%s", place->home);
	place->env[1] = mem_copy("ANTHROPIC_API_KEY=" KEY);
	*state = place;
	return config_load(&place->config, NULL, NULL, NULL);
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char *line = mem_format("rm -rf '%s'", place->home);

	assert_int_equal(system(line), 0);
	free(line);
	free(place->env[0]);
	free(place->env[1]);
	config_clear(&place->config);
	free(place);
	return 0;
}

static int seed(struct place *place, const char *repo, bool interactive,
	struct err *err)
{
	const struct placeholder list[] = { { "repo", repo } };
	const struct expand with = { list, 1, place->env };

	return seed_write(config_profile(&place->config, "claude"), interactive,
		&with, place->lock, err);
}

static void put(struct place *place, const char *text)
{
	assert_int_equal(file_replace(place->file, text, strlen(text),
				 FILE_NO_SYNC, NULL),
		0);
}

static cJSON *get(struct place *place)
{
	struct err err = ERR_INIT;
	cJSON *json = json_read(place->file, JSON_MAX_BYTES, &err);

	if (!json)
		fail_msg("%s", err.message);
	return json;
}

static const cJSON *member(const cJSON *json, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(json, name);
}

static bool trusts(const cJSON *json, const char *repo)
{
	return json_bool(member(member(json, "projects"), repo),
		"hasTrustDialogAccepted");
}

static void test_new_file(void **state)
{
	struct place *place = *state;
	struct stat st;
	cJSON *json;

	assert_int_equal(seed(place, "/r \"x\"", true, NULL), 0);
	json = get(place);
	assert_true(json_bool(json, "hasCompletedOnboarding"));
	assert_true(trusts(json, "/r \"x\""));
	assert_string_equal(
		cJSON_GetArrayItem(member(member(json, "customApiKeyResponses"),
					   "approved"),
			0)
			->valuestring,
		&KEY[sizeof(KEY) - 1 - 20]);
	cJSON_Delete(json);
	assert_int_equal(stat(place->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Their lock is given back. */
	assert_int_not_equal(access(place->lock, F_OK), -1);
	strcat(place->file, ".lock");
	assert_int_equal(access(place->file, F_OK), -1);
}

static void test_keeps_what_is_there(void **state)
{
	struct place *place = *state;
	struct stat st;
	cJSON *json;

	put(place, "{\"theirs\":[1,{\"a\":null}],\"hasCompletedOnboarding\":"
		   "false,\"customApiKeyResponses\":{\"approved\":[\"old\"],"
		   "\"rejected\":[\"r\"]},\"projects\":{\"/other\":{\"x\":1},"
		   "\"/r\":{\"history\":[\"h\"],\"hasTrustDialogAccepted\":"
		   "false}}}");
	assert_int_equal(chmod(place->file, 0640), 0);
	assert_int_equal(seed(place, "/r", true, NULL), 0);
	json = get(place);
	assert_int_equal(cJSON_GetArraySize(member(json, "theirs")), 2);
	assert_true(json_bool(json, "hasCompletedOnboarding"));
	assert_int_equal(
		cJSON_GetArraySize(member(
			member(json, "customApiKeyResponses"), "approved")),
		2);
	assert_int_equal(
		cJSON_GetArraySize(member(
			member(json, "customApiKeyResponses"), "rejected")),
		1);
	assert_true(trusts(json, "/r"));
	assert_non_null(
		member(member(member(json, "projects"), "/r"), "history"));
	assert_int_equal(
		json_number(member(member(json, "projects"), "/other"), "x", 0),
		1);
	cJSON_Delete(json);
	assert_int_equal(stat(place->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void test_nothing_missing_writes_nothing(void **state)
{
	struct place *place = *state;
	struct stat before, after;

	assert_int_equal(seed(place, "/r", true, NULL), 0);
	assert_int_equal(stat(place->file, &before), 0);
	assert_int_equal(seed(place, "/r", true, NULL), 0);
	assert_int_equal(stat(place->file, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void test_without_the_key(void **state)
{
	struct place *place = *state;
	cJSON *json;

	free(place->env[1]);
	place->env[1] = NULL;
	assert_int_equal(seed(place, "/r", true, NULL), 0);
	json = get(place);
	assert_null(member(json, "customApiKeyResponses"));
	assert_true(trusts(json, "/r"));
	cJSON_Delete(json);
}

static void test_headless_writes_nothing(void **state)
{
	struct place *place = *state;

	assert_int_equal(seed(place, "/r", false, NULL), 0);
	assert_int_equal(access(place->file, F_OK), -1);
}

static void test_damaged_file_is_not_touched(void **state)
{
	static const char *const damaged[] = { "{\"a\":1,}", "[]", "\"x\"",
		"{\"a\":1" };
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		struct err err = ERR_INIT;
		char *bytes;
		size_t len;

		put(place, damaged[i]);
		assert_int_equal(seed(place, "/r", true, &err), -1);
		assert_non_null(strstr(err.message, place->file));
		assert_int_equal(
			file_read(&bytes, &len, place->file, 1000, NULL), 0);
		assert_string_equal(bytes, damaged[i]);
		free(bytes);
	}
}

static void test_link_stays_a_link(void **state)
{
	struct place *place = *state;
	char *target = mem_format("%s/dotfiles.json", place->home);
	struct stat st;
	cJSON *json;

	assert_int_equal(
		file_replace(target, "{\"a\":1}", 7, FILE_NO_SYNC, NULL), 0);
	assert_int_equal(symlink(target, place->file), 0);
	assert_int_equal(seed(place, "/r", true, NULL), 0);
	assert_int_equal(lstat(place->file, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	json = get(place);
	assert_true(trusts(json, "/r"));
	assert_int_equal(json_number(json, "a", 0), 1);
	cJSON_Delete(json);
	free(target);
}

static void test_config_directory_of_its_own(void **state)
{
	struct place *place = *state;
	char *other = mem_format("%s/a/b", place->home);

	place->env[2] = NULL;
	free(place->env[1]);
	place->env[1] = mem_format("CLAUDE_CONFIG_DIR=%s", other);
	assert_int_equal(seed(place, "/r", true, NULL), 0);
	assert_int_equal(access(place->file, F_OK), -1);
	snprintf(place->file, sizeof(place->file), "%s/.claude.json", other);
	assert_int_equal(access(place->file, F_OK), 0);
	free(other);
}

#define WRITERS 8

/* Agents that start together all keep their place. */
static void test_at_once(void **state)
{
	struct place *place = *state;
	cJSON *json;
	int status;

	for (int i = 0; i < WRITERS; i++) {
		char repo[16];

		snprintf(repo, sizeof(repo), "/r%d", i);
		if (fork() == 0)
			_exit(seed(place, repo, true, NULL) ? 1 : 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	json = get(place);
	assert_int_equal(cJSON_GetArraySize(member(json, "projects")), WRITERS);
	cJSON_Delete(json);
}

int main(void)
{
#define with_place(test)                                                       \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		with_place(test_new_file),
		with_place(test_keeps_what_is_there),
		with_place(test_nothing_missing_writes_nothing),
		with_place(test_without_the_key),
		with_place(test_headless_writes_nothing),
		with_place(test_damaged_file_is_not_touched),
		with_place(test_link_stays_a_link),
		with_place(test_config_directory_of_its_own),
		with_place(test_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
