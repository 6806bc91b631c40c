/*
 * config_env - settings from the environment: config_merge_env
 *
 * REEVE_LIMITS__ATTEMPTS=3 becomes {"limits":{"attempts":3}} and is laid over
 * the rest as a file would be, so it is checked the same way. Members at the
 * top need no "__"; other names without one are no settings (REEVE_STATE, what
 * an agent is told, or somebody else's) and are left alone.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "model/config/config_merge.h"

#define PREFIX     "REEVE_"
#define DEEPEST    6
#define MAX_VALUE  ((size_t)64 << 10)
#define NAME_LIMIT 128

/* The member by any case; its own name is then the right one. */
static const cJSON *find_member(const cJSON *object, const char *name)
{
	const cJSON *member;

	if (cJSON_IsObject(object))
		cJSON_ArrayForEach(member, object)
		{
			if (!strcasecmp(member->string, name))
				return member;
		}
	return NULL;
}

/*
 * Splits "LIMITS__ATTEMPTS" in place. Names stay as they are written in the
 * defaults; new ones become lower case, but for variables in a profile's set.
 */
static int split(char *text, const cJSON *base, char *parts[DEEPEST],
	const cJSON **target)
{
	const cJSON *at = base;
	int count = 0;

	while (text && count < DEEPEST) {
		char *next = strstr(text, "__");
		bool variable = count && !strcmp(parts[count - 1], "set");

		if (next) {
			*next = '\0';
			next += 2;
		}
		at = find_member(at, text);
		if (at)
			text = at->string;
		for (char *c = text; !at && !variable && *c; c++)
			*c = (char)tolower((unsigned char)*c);
		parts[count++] = text;
		text = next;
	}
	*target = at;
	return text ? -1 : count;
}

/* Text where the default is text; else JSON, and what is none is text. */
static cJSON *make_value(const char *value, const cJSON *target)
{
	cJSON *json = NULL;

	if (!cJSON_IsString(target))
		json = json_parse(value, strlen(value), MAX_VALUE, "", NULL);
	return json ? json : cJSON_CreateString(value);
}

static int merge_one(
	cJSON *base, const char *name, const char *value, struct err *err)
{
	struct json_place place = { NULL, name, -1 };
	char copy[NAME_LIMIT], *parts[DEEPEST];
	const cJSON *target;
	cJSON *over;
	int count, rc;

	strcpy(copy, name + strlen(PREFIX));
	count = split(copy, base, parts, &target);
	if (count < 0)
		return json_complain(&place, NULL, err, "no such setting");
	over = make_value(value, target);
	while (count--) {
		cJSON *object = cJSON_CreateObject();

		cJSON_AddItemToObject(object, parts[count], over);
		over = object;
	}
	rc = config_merge(base, over, &place, err);
	cJSON_Delete(over);
	return rc;
}

static bool is_setting(const cJSON *base, const char *name)
{
	return strstr(name + strlen(PREFIX), "__") ||
	       find_member(base, name + strlen(PREFIX));
}

int config_merge_env(cJSON *base, char *const *env, int *count, struct err *err)
{
	char name[NAME_LIMIT];

	*count = 0;
	for (; env && *env; env++) {
		size_t len = strcspn(*env, "=");

		if (strncmp(*env, PREFIX, strlen(PREFIX)) != 0 ||
			(*env)[len] != '=' || len >= sizeof(name))
			continue;
		memcpy(name, *env, len);
		name[len] = '\0';
		if (!is_setting(base, name))
			continue;
		++*count;
		if (merge_one(base, name, *env + len + 1, err) < 0)
			return -1;
	}
	return 0;
}
