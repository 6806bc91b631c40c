/*
 * config_merge - lays settings over the defaults: see config_merge.h
 *
 * The defaults have every setting; they are the list of valid names and types.
 */
#include "model/config/config_merge.h"

#include <stdlib.h>
#include <string.h>

#include "model/setting.h"
#include "model/task.h"

/*
 * Refuses a member that the defaults do not have. A section that was renamed
 * is refused with the present path of its first setting.
 */
static int refuse_unknown(const cJSON *base, const cJSON *item,
	const struct json_place *place, struct err *err)
{
	struct argv known = ARGV_INIT;
	const struct json_place section = { place, item->string, -1 };
	const char *name = item->string;
	const cJSON *member;
	char *path, *present;
	int rc;

	cJSON_ArrayForEach(member, base)
	{
		argv_add(&known, member->string);
	}
	member = cJSON_IsObject(item) ? item->child : NULL;
	path = setting_path(&section, member ? member->string : NULL);
	present = setting_present_path(path);
	if (member && present) {
		place = &section;
		name = member->string;
	}
	rc = setting_refuse_unknown(place, name, known.items, err);
	free(path);
	free(present);
	argv_clear(&known);
	return rc;
}

static const char *expected(const cJSON *value)
{
	if (cJSON_IsObject(value))
		return "expected an object";
	if (cJSON_IsArray(value))
		return "expected a list";
	if (cJSON_IsNumber(value))
		return "expected a number";
	if (cJSON_IsBool(value))
		return "expected true or false";
	return "expected a text";
}

static int type_of(const cJSON *value)
{
	return cJSON_IsBool(value) ? cJSON_True : value->type & 0xff;
}

static void replace(cJSON *base, const cJSON *item)
{
	cJSON *copy = cJSON_Duplicate(item, true);

	if (cJSON_HasObjectItem(base, item->string))
		cJSON_ReplaceItemInObjectCaseSensitive(
			base, item->string, copy);
	else
		cJSON_AddItemToObject(base, item->string, copy);
}

/* Members of a profile that are extended; others are replaced. */
static bool is_map(const char *name)
{
	return !strcmp(name, "permissions") || !strcmp(name, "env") ||
	       !strcmp(name, "exit_codes") || !strcmp(name, "macros");
}

static void extend_row(cJSON *row, const cJSON *over)
{
	const cJSON *item, *member;

	cJSON_ArrayForEach(item, over)
	{
		cJSON *old =
			cJSON_GetObjectItemCaseSensitive(row, item->string);

		if (!is_map(item->string) || !cJSON_IsObject(old) ||
			!cJSON_IsObject(item)) {
			replace(row, item);
			continue;
		}
		cJSON_ArrayForEach(member, item)
		{
			replace(old, member);
		}
	}
}

static int merge_profiles(cJSON *base, const cJSON *over,
	const struct json_place *place, struct err *err)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, over)
	{
		cJSON *old =
			cJSON_GetObjectItemCaseSensitive(base, row->string);

		if (!cJSON_IsObject(row))
			return json_complain(
				place, row->string, err, "expected an object");
		if (!task_name_is_valid(row->string))
			return json_complain(place, row->string, err,
				"not a valid name of a profile");
		if (old)
			extend_row(old, row);
		else
			replace(base, row);
	}
	return 0;
}

static int merge_member(cJSON *base, const cJSON *item,
	const struct json_place *place, struct err *err)
{
	cJSON *old = cJSON_GetObjectItemCaseSensitive(base, item->string);
	struct json_place here = { place, item->string, -1 };

	if (!old)
		return refuse_unknown(base, item, place, err);
	if (type_of(old) != type_of(item))
		return json_complain(place, item->string, err, expected(old));
	if (!cJSON_IsObject(old)) {
		replace(base, item);
		return 0;
	}
	/* Only the whole document stands below no other. */
	if (!place->above && !strcmp(item->string, "profiles"))
		return merge_profiles(old, item, &here, err);
	return config_merge(old, item, &here, err);
}

int config_merge(cJSON *base, const cJSON *over, const struct json_place *place,
	struct err *err)
{
	const cJSON *item;

	if (!cJSON_IsObject(over))
		return json_complain(place, NULL, err, "expected an object");
	cJSON_ArrayForEach(item, over)
	{
		if (merge_member(base, item, place, err) < 0)
			return -1;
	}
	return 0;
}
