/*
 * config_env - settings from the environment: see config_env.h
 *
 * REEVE_LIMITS__ATTEMPTS=3 becomes {"limits":{"attempts":3}}, which is merged
 * and checked as a file is. Members at the top need no "__". Other variables
 * without "__" are not settings (REEVE_STATE, the variables of an agent) and
 * are ignored.
 */
#include "model/config/config_env.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/config/config_merge.h"
#include "model/setting.h"

#define PREFIX     "REEVE_"
#define DEEPEST    6
#define MAX_VALUE  ((size_t)64 << 10)
#define NAME_LIMIT 128

/* The member whose name is `name` in upper or lower case. */
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
 * Splits "LIMITS__ATTEMPTS" in place. Known names are spelled as in the
 * defaults; new names become lower case, except variables in the `env` of a
 * profile.
 */
static int split(char *text, const cJSON *base, char *parts[DEEPEST],
	const cJSON **target)
{
	const cJSON *at = base;
	int count = 0;

	while (text && count < DEEPEST) {
		char *next = strstr(text, "__");
		bool variable = count && !strcmp(parts[count - 1], "env");

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

/* Text if the default is text; else JSON; text if that is not valid JSON. */
static cJSON *make_value(const char *value, const cJSON *target)
{
	cJSON *json = NULL;

	if (!cJSON_IsString(target))
		json = json_parse(value, strlen(value), MAX_VALUE, "", NULL);
	return json ? json : cJSON_CreateString(value);
}

/* "limits.attempts" as "REEVE_LIMITS__ATTEMPTS", to be freed. */
static char *make_variable(const char *path)
{
	struct str name = STR_INIT;

	str_add(&name, PREFIX);
	for (; *path; path++)
		if (*path == '.')
			str_add(&name, "__");
		else
			str_add_char(
				&name, (char)toupper((unsigned char)*path));
	return str_take(&name);
}

/* Fails if the setting was renamed; the hint is the present variable. */
static int check_renamed(char *const *parts, int count,
	const struct json_place *place, struct err *err)
{
	struct str path = STR_INIT;
	char *present, *variable;
	int rc = 0;

	for (int i = 0; i < count; i++)
		str_addf(&path, "%s%s", i ? "." : "", parts[i]);
	present = setting_present_path(str_text(&path));
	if (present) {
		variable = make_variable(present);
		rc = setting_refuse_renamed(
			place, str_text(&path), variable, err);
		free(variable);
	}
	free(present);
	str_clear(&path);
	return rc;
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
	if (!target && check_renamed(parts, count, &place, err) < 0)
		return -1;
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
