/*
 * task_json - a task to and from JSON: see task.h
 *
 * One table says what can be asked: `reeve submit`, the request that carries
 * a new task and the store's copy of it all read and write by it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "model/task.h"

enum kind {
	TEXT,
	NUMBER,
	BOOL,
	DURATION,
	LIST,
	ENV,
	NAME,
	AFTER,
	PERMISSION
};

static const struct member {
	const char *name;
	enum kind kind;
	size_t at;
} members[] = {
	{ "agent", TEXT, offsetof(struct task, profile) },
	{ "repo", TEXT, offsetof(struct task, repo) },
	{ "name", NAME, offsetof(struct task, name) },
	{ "base", TEXT, offsetof(struct task, base) },
	{ "prompt", TEXT, offsetof(struct task, prompt) },
	{ "argv", LIST, offsetof(struct task, argv) },
	{ "after", AFTER, offsetof(struct task, after) },
	{ "priority", NUMBER, offsetof(struct task, priority) },
	{ "timeout", DURATION, offsetof(struct task, timeout_ms) },
	{ "idle", DURATION, offsetof(struct task, idle_ms) },
	{ "verify", TEXT, offsetof(struct task, verify) },
	{ "publish", BOOL, offsetof(struct task, publish) },
	{ "keep_alive", BOOL, offsetof(struct task, keep_alive) },
	{ "interactive", BOOL, offsetof(struct task, interactive) },
	{ "permissions", PERMISSION, offsetof(struct task, permissions) },
	{ "env", ENV, offsetof(struct task, env) },
	{ "no_worktree", BOOL, offsetof(struct task, no_worktree) },
	{ "reassign_to", LIST, offsetof(struct task, reassign_to) },
};

#define MEMBERS (sizeof(members) / sizeof(*members))

static const struct member *find_member(const char *name)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (!strcmp(members[i].name, name))
			return &members[i];
	return NULL;
}

static int read_name(char **name, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *given = NULL;

	if (json_get_text(json, "name", &given, place, err) < 0)
		return -1;
	if (given && !task_name_is_valid(given)) {
		free(given);
		return json_complain(place, "name", err,
			"expected a letter and up to 63 more letters, "
			"digits, '_' or '-'");
	}
	if (given) {
		free(*name);
		*name = given;
	}
	return 0;
}

static int read_env(struct argv *env, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	int rc = json_get_list(json, "env", env, place, err);

	for (size_t i = 0; rc == 0 && i < env->count; i++)
		if (!env->items[i][0] || env->items[i][0] == '=')
			rc = json_complain(place, "env", err,
				"expected NAME or NAME=VALUE");
	return rc;
}

/* Tasks may be named by number or as text. */
static int read_after(struct argv *after, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "after");
	struct argv texts = ARGV_INIT;
	const cJSON *item;

	if (!list || cJSON_IsNull(list))
		return 0;
	if (!cJSON_IsArray(list))
		goto fail;
	cJSON_ArrayForEach(item, list)
	{
		if (cJSON_IsString(item))
			argv_add(&texts, item->valuestring);
		else if (cJSON_IsNumber(item) && item->valuedouble >= 1 &&
			 item->valuedouble == item->valueint)
			argv_addf(&texts, "%d", item->valueint);
		else
			goto fail;
	}
	argv_clear(after);
	*after = texts;
	return 0;
fail:
	argv_clear(&texts);
	return json_complain(place, "after", err, "expected a list of tasks");
}

static int read_permissions(enum permissions *permissions, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int value;

	if (json_get_text(json, "permissions", &word, place, err) < 0)
		return -1;
	if (!word)
		return 0;
	value = permissions_from_name(word);
	free(word);
	if (value < 0)
		return json_complain(place, "permissions", err,
			"expected bypass, edits or ask");
	*permissions = (enum permissions)value;
	return 0;
}

static int read_member(struct task *task, const struct member *member,
	const cJSON *json, const struct json_place *place, struct err *err)
{
	void *at = (char *)task + member->at;

	switch (member->kind) {
	case TEXT:
		return json_get_text(json, member->name, at, place, err);
	case NUMBER:
		return json_get_number(json, member->name, at, place, err);
	case BOOL:
		return json_get_bool(json, member->name, at, place, err);
	case DURATION:
		return json_get_duration(json, member->name, at, place, err);
	case LIST:
		return json_get_list(json, member->name, at, place, err);
	case ENV:
		return read_env(at, json, place, err);
	case NAME:
		return read_name(at, json, place, err);
	case AFTER:
		return read_after(at, json, place, err);
	case PERMISSION:
		return read_permissions(at, json, place, err);
	}
	return -1;
}

int task_read_asked(
	struct task *task, const cJSON *json, const char *what, struct err *err)
{
	const struct json_place place = { NULL, what, -1 };
	const struct member *member;
	const cJSON *item;

	if (!cJSON_IsObject(json))
		return json_complain(&place, NULL, err, "expected an object");
	cJSON_ArrayForEach(item, json)
	{
		member = find_member(item->string);
		if (!member)
			return json_complain(
				&place, item->string, err, "no such member");
		if (read_member(task, member, json, &place, err) < 0)
			return -1;
	}
	return 0;
}

static void add_duration(cJSON *json, const char *name, int64_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64 "ms", ms);
	json_add_text(json, name, text);
}

cJSON *task_write_asked(const struct task *task)
{
	cJSON *json = cJSON_CreateObject();

	for (size_t i = 0; i < MEMBERS; i++) {
		const char *name = members[i].name;
		const void *at = (const char *)task + members[i].at;

		switch (members[i].kind) {
		case TEXT:
		case NAME:
			json_add_text(json, name, *(char *const *)at);
			break;
		case NUMBER:
			json_add_number(json, name, *(const int64_t *)at);
			break;
		case BOOL:
			json_add_bool(json, name, *(const bool *)at);
			break;
		case DURATION:
			add_duration(json, name, *(const int64_t *)at);
			break;
		case LIST:
		case ENV:
		case AFTER:
			json_add_list(json, name, at);
			break;
		case PERMISSION:
			json_add_text(json, name,
				permissions_name(task->permissions));
			break;
		}
	}
	return json;
}

static void add_duration_or_null(cJSON *json, const char *name, int64_t ms)
{
	if (ms)
		add_duration(json, name, ms);
	else
		json_add_text(json, name, NULL);
}

/*
 * Until a run was judged there is no verdict; and a decision alone is one
 * made before the first run came to be (it could not be dispatched).
 */
static void add_judgement(cJSON *json, const struct task *task)
{
	bool decided = task->decision != ACTION_NONE ||
		       task->verdict != VERDICT_UNKNOWN;
	bool judged = decided && task->runs > 0;

	json_add_text(
		json, "verdict", judged ? verdict_name(task->verdict) : NULL);
	json_add_text(
		json, "decision", decided ? action_name(task->decision) : NULL);
	reason_write(json, task->reason.code, task->reason.text);
}

cJSON *task_write(const struct task *task)
{
	cJSON *json = cJSON_CreateObject();

	json_add_number(json, "id", task->id);
	json_add_text(json, "name", task->name);
	json_add_text(json, "state", state_name(task->state));
	json_add_text(json, "profile", task->profile);
	json_add_text(json, "prompt", task->prompt);
	json_add_list(json, "argv", &task->argv);
	json_add_text(json, "repo", task->repo);
	json_add_text(json, "worktree", task->worktree);
	json_add_text(json, "branch", task->branch);
	json_add_text(json, "base", task->base ? task->base : "HEAD");
	json_add_text(json, "base_commit", task->base_commit);
	json_add_text(json, "session", task->name);
	json_add_text(json, "conversation", task->conversation);
	json_add_text(json, "wanted", wanted_name(task->wanted));
	json_add_number(json, "attempts", task->attempts);
	json_add_bool(json, "recovery_used", task->recovery_used);
	json_add_time(json, "created", task->created_ms);
	json_add_time(json, "started", task->started_ms);
	json_add_time(json, "ended", task->ended_ms);
	json_add_time(json, "due", task->due_ms);
	add_judgement(json, task);
	if (task->files_known)
		json_add_number(json, "files", task->files);
	else
		json_add_text(json, "files", NULL);
	json_add_number(json, "priority", task->priority);
	json_add_text(json, "permissions", permissions_name(task->permissions));
	json_add_bool(json, "interactive", task->interactive);
	json_add_bool(json, "keep_alive", task->keep_alive);
	if (task->keep_alive)
		json_add_bool(json, "handoff", task->handoff);
	else
		json_add_text(json, "handoff", NULL);
	json_add_bool(json, "no_worktree", task->no_worktree);
	json_add_bool(json, "publish", task->publish);
	json_add_text(json, "published", task->published);
	json_add_list(json, "reassign_to", &task->reassign_to);
	json_add_text(json, "verify", task->verify);
	add_duration_or_null(json, "timeout", task->timeout_ms);
	json_add_list(json, "after", &task->after);
	return json;
}
