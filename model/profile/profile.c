/*
 * profile - one row of the config's `profiles`, read and checked: see
 * profile.h
 *
 * One table says which members exist, of which type they are, and which member
 * of struct profile receives the value.
 */
#include "model/profile/profile.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/table.h"
#include "model/profile/macros.h"
#include "model/profile/profile_values.h"
#include "model/setting.h"

enum kind {
	KIND_TEXT,
	KIND_LIST,
	KIND_BOOL,
	KIND_NUMBER,
	KIND_OBJECT, /* a tree, kept whole */
	KIND_ARRAY, /* the same, a list of objects */
	KIND_OTHER, /* read by a function of its own */
};

struct member {
	const char *name;
	enum kind kind;
	size_t offset;
};

#define MEMBER(name, kind)                                                     \
	{                                                                      \
#name, kind, offsetof(struct profile, name)                    \
	}

static const struct member members[] = {
	MEMBER(program, KIND_TEXT),
	MEMBER(native_binary, KIND_LIST),
	MEMBER(version_args, KIND_LIST),
	MEMBER(min_version, KIND_TEXT),
	MEMBER(macros, KIND_OBJECT),
	MEMBER(headless, KIND_LIST),
	MEMBER(headless_resume, KIND_LIST),
	MEMBER(interactive, KIND_LIST),
	MEMBER(interactive_resume, KIND_LIST),
	MEMBER(permissions, KIND_OTHER),
	MEMBER(stdin_headless, KIND_OTHER),
	MEMBER(session, KIND_OTHER),
	MEMBER(render, KIND_TEXT),
	MEMBER(session_event, KIND_OBJECT),
	MEMBER(success_event, KIND_OBJECT),
	MEMBER(failure_event, KIND_OBJECT),
	MEMBER(failure_text, KIND_LIST),
	MEMBER(signs, KIND_OTHER),
	MEMBER(attention, KIND_OTHER),
	MEMBER(status_file, KIND_TEXT),
	MEMBER(usage, KIND_OBJECT),
	MEMBER(model_timeouts, KIND_ARRAY),
	MEMBER(conversation_file, KIND_TEXT),
	MEMBER(env_allow, KIND_LIST),
	MEMBER(env_deny, KIND_LIST),
	MEMBER(env, KIND_OBJECT),
	MEMBER(preset_files, KIND_ARRAY),
	MEMBER(settings, KIND_OBJECT),
	MEMBER(root_env, KIND_TEXT),
	MEMBER(exit_codes, KIND_OBJECT),
	MEMBER(needs_change, KIND_BOOL),
	MEMBER(preamble, KIND_BOOL),
	MEMBER(stop_signal, KIND_OTHER),
	MEMBER(max_agents, KIND_NUMBER),
};

#define MEMBERS (sizeof(members) / sizeof(*members))

static const char *const stdin_words[] = {
	[STDIN_NULL] = "null",
	[STDIN_PROMPT] = "prompt",
	[STDIN_TERMINAL] = "terminal",
};

static const char *const session_words[] = {
	[SESSION_NONE] = "none",
	[SESSION_CHOSEN] = "chosen",
	[SESSION_EVENT] = "event",
};

static const char *const signal_words[] = {
	[SIGHUP] = "HUP",
	[SIGINT] = "INT",
	[SIGQUIT] = "QUIT",
	[SIGKILL] = "KILL",
	[SIGUSR1] = "USR1",
	[SIGUSR2] = "USR2",
	[SIGTERM] = "TERM",
};

static int check_names(
	const cJSON *json, const struct json_place *place, struct err *err)
{
	struct argv known = ARGV_INIT;
	const cJSON *item;
	int rc = 0;

	for (size_t i = 0; i < MEMBERS; i++)
		argv_add(&known, members[i].name);
	cJSON_ArrayForEach(item, json)
	{
		if (!rc && !argv_has(&known, item->string))
			rc = setting_refuse_unknown(
				place, item->string, known.items, err);
	}
	argv_clear(&known);
	return rc;
}

/* Copies a tree of the right type; null and missing leave *tree. */
static int get_tree(const cJSON *json, const struct member *member,
	cJSON **tree, const struct json_place *place, struct err *err)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(json, member->name);
	bool array = member->kind == KIND_ARRAY;

	if (!item || cJSON_IsNull(item))
		return 0;
	if (array ? !cJSON_IsArray(item) : !cJSON_IsObject(item))
		return json_complain(place, member->name, err,
			array ? "expected a list" : "expected an object");
	cJSON_Delete(*tree);
	*tree = cJSON_Duplicate(item, true);
	return 0;
}

static int get_member(struct profile *profile, const struct member *member,
	const cJSON *json, const struct json_place *place, struct err *err)
{
	void *value = (char *)profile + member->offset;

	switch (member->kind) {
	case KIND_TEXT:
		return json_get_text(json, member->name, value, place, err);
	case KIND_LIST:
		return json_get_list(json, member->name, value, place, err);
	case KIND_BOOL:
		return json_get_bool(json, member->name, value, place, err);
	case KIND_NUMBER:
		return json_get_number(json, member->name, value, place, err);
	case KIND_OBJECT:
	case KIND_ARRAY:
		return get_tree(json, member, value, place, err);
	case KIND_OTHER:
		break;
	}
	return 0;
}

/* The index of a word in a table; `expected` lists the words in an error. */
static int get_word(const cJSON *json, const char *name,
	const char *const *words, size_t count, int *value,
	const char *expected, const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int found;

	if (json_get_text(json, name, &word, place, err) < 0)
		return -1;
	found = word ? table_find(words, count, word) : *value;
	free(word);
	if (found < 0)
		return json_complain(place, name, err, expected);
	*value = found;
	return 0;
}

#define COUNT(words) (sizeof(words) / sizeof(*words))

static int get_words(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	int input = (int)profile->stdin_headless;
	int session = (int)profile->session;

	if (!profile->stop_signal)
		profile->stop_signal = SIGTERM;
	if (get_word(json, "stdin_headless", stdin_words, COUNT(stdin_words),
		    &input, "expected null, prompt or terminal", place,
		    err) < 0 ||
		get_word(json, "session", session_words, COUNT(session_words),
			&session, "expected none, chosen or event", place,
			err) < 0 ||
		get_word(json, "stop_signal", signal_words, COUNT(signal_words),
			&profile->stop_signal,
			"expected HUP, INT, QUIT, KILL, USR1, USR2 or TERM",
			place, err) < 0)
		return -1;
	profile->stdin_headless = (enum profile_stdin)input;
	profile->session = (enum profile_session)session;
	return 0;
}

static int get_permissions(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const cJSON *rows =
		cJSON_GetObjectItemCaseSensitive(json, "permissions");
	const struct json_place here = { place, "permissions", -1 };
	const cJSON *item;

	if (!rows || cJSON_IsNull(rows))
		return 0;
	if (!cJSON_IsObject(rows))
		return json_complain(&here, NULL, err, "expected an object");
	cJSON_ArrayForEach(item, rows)
	{
		int which = permissions_from_name(item->string);

		if (which < 0)
			return json_complain(&here, item->string, err,
				"expected bypass, edits or ask");
		if (json_get_list(rows, item->string,
			    &profile->permissions[which], &here, err) < 0)
			return -1;
	}
	return 0;
}

static int get_signs(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "signs");

	if (!list || cJSON_IsNull(list))
		return 0;
	signs_clear(profile->signs, profile->sign_count);
	return signs_read(
		&profile->signs, &profile->sign_count, list, place, err);
}

static int get_attention(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "attention");

	if (!list || cJSON_IsNull(list))
		return 0;
	attention_rules_clear(profile->attention, profile->attention_count);
	return attention_rules_read(&profile->attention,
		&profile->attention_count, list, place, err);
}

/* Keeps the arguments expanded: the code that starts runs knows no macros. */
static int expand_macros(struct profile *profile,
	const struct json_place *place, struct err *err)
{
	const struct json_place flags = { place, "permissions", -1 };
	struct {
		const struct json_place *place;
		const char *name;
		struct argv *list;
	} const lists[] = {
		{ place, "headless", &profile->headless },
		{ place, "headless_resume", &profile->headless_resume },
		{ place, "interactive", &profile->interactive },
		{ place, "interactive_resume", &profile->interactive_resume },
		{ &flags, "bypass", &profile->permissions[PERMISSIONS_BYPASS] },
		{ &flags, "edits", &profile->permissions[PERMISSIONS_EDITS] },
		{ &flags, "ask", &profile->permissions[PERMISSIONS_ASK] },
	};
	struct macros macros = MACROS_INIT;
	int rc = macros_read(&macros, profile->macros, place, err);

	for (size_t i = 0; rc == 0 && i < COUNT(lists); i++)
		rc = macros_expand_list(&macros, lists[i].list, lists[i].place,
			lists[i].name, err);
	macros_clear(&macros);
	return rc;
}

int profile_read(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	if (check_names(json, place, err) < 0)
		return -1;
	for (size_t i = 0; i < MEMBERS; i++)
		if (get_member(profile, &members[i], json, place, err) < 0)
			return -1;
	if (get_words(profile, json, place, err) < 0 ||
		get_permissions(profile, json, place, err) < 0 ||
		get_signs(profile, json, place, err) < 0 ||
		get_attention(profile, json, place, err) < 0 ||
		expand_macros(profile, place, err) < 0)
		return -1;
	return profile_check_values(profile, place, err);
}

void profile_clear(struct profile *profile)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		void *value = (char *)profile + members[i].offset;

		switch (members[i].kind) {
		case KIND_TEXT:
			free(*(char **)value);
			break;
		case KIND_LIST:
			argv_clear(value);
			break;
		case KIND_OBJECT:
		case KIND_ARRAY:
			cJSON_Delete(*(cJSON **)value);
			break;
		default:
			break;
		}
	}
	for (int i = 0; i < PERMISSIONS; i++)
		argv_clear(&profile->permissions[i]);
	signs_clear(profile->signs, profile->sign_count);
	attention_rules_clear(profile->attention, profile->attention_count);
	free(profile->name);
	*profile = PROFILE_INIT;
}
