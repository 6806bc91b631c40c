/*
 * waiting - by what an agent shows that it waits for a person: see waiting.h
 */
#include "model/profile/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/table.h"
#include "model/config/config_merge.h"

static const char *const names[WAITINGS] = {
	[WAITING_NOTHING] = "nothing",
	[WAITING_PROMPT] = "prompt",
	[WAITING_DIALOG] = "dialog",
};

static const char *const sources[WAITING_SOURCES] = {
	[WAITING_HOOK] = "hook",
	[WAITING_STATUS] = "status",
	[WAITING_SCREEN] = "screen",
	[WAITING_LINE] = "line",
	[WAITING_TITLE] = "title",
};

const char *waiting_for_name(enum waiting_for what_for)
{
	return names[what_for];
}

int waiting_for_from_name(const char *name)
{
	return table_find(names, WAITINGS, name);
}

static int check_names(
	const cJSON *json, const struct json_place *place, struct err *err)
{
	static const char *const known[] = { "for", "what", "hook", "status",
		"screen", "line", "title", "text", "quote", "enter", "answer",
		"verdict", NULL };
	const cJSON *item;

	if (!cJSON_IsObject(json))
		return json_complain(place, NULL, err, "expected an object");
	cJSON_ArrayForEach(item, json)
	{
		if (table_find(known, sizeof(known) / sizeof(*known) - 1,
			    item->string) < 0)
			return config_unknown(
				place, item->string, (char *const *)known, err);
	}
	return 0;
}

static int read_for(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int found = WAITING_DIALOG;
	int rc = json_get_text(json, "for", &word, place, err);

	if (rc == 0 && word)
		found = waiting_for_from_name(word);
	free(word);
	if (found < 0)
		return json_complain(place, "for", err,
			"expected dialog, prompt or nothing");
	row->what_for = (enum waiting_for)found;
	return rc;
}

static int read_verdict(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int found = VERDICT_UNKNOWN;
	int rc = json_get_text(json, "verdict", &word, place, err);

	if (rc == 0 && word && row->what_for != WAITING_PROMPT)
		rc = json_complain(
			place, "verdict", err, "goes with for: prompt alone");
	else if (rc == 0 && word && (found = verdict_from_name(word)) <= 0)
		rc = json_complain(place, "verdict", err, "no such verdict");
	free(word);
	if (rc == 0)
		row->verdict = (enum verdict)found;
	return rc;
}

/* Just one of them says what the row is about. */
static int read_source(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	int found = -1;

	for (int i = 0; i < WAITING_SOURCES; i++) {
		if (!cJSON_GetObjectItemCaseSensitive(json, sources[i]))
			continue;
		if (found >= 0)
			return json_complain(place, sources[i], err,
				"a row is about one source");
		found = i;
	}
	if (found < 0)
		return json_complain(place, NULL, err,
			"expected one of hook, status, screen, line and title");
	row->source = (enum waiting_source)found;
	return 0;
}

static int add_screen(struct waiting *row, const char *text,
	const struct json_place *place, struct err *err)
{
	regex_t *regex = &row->screens[row->screen_count];
	int rc = regcomp(regex, text, REG_EXTENDED | REG_ICASE | REG_NEWLINE);
	char why[128];

	if (rc != 0) {
		regerror(rc, regex, why, sizeof(why));
		return json_complain(place, sources[row->source], err, why);
	}
	row->screen_count++;
	if (row->quotes && row->screen_count == 1 && !regex->re_nsub)
		return json_complain(place, "quote", err,
			"the first expression has no parentheses");
	return 0;
}

/* An expression, or a list of some. */
static int read_screens(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const char *name = sources[row->source];
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);
	struct argv list = ARGV_INIT;
	int rc = 0;

	if (cJSON_IsString(item))
		argv_add(&list, item->valuestring);
	else
		rc = json_get_list(json, name, &list, place, err);
	if (rc == 0 && (!list.count || list.count > WAITING_SCREENS))
		rc = json_complain(place, name, err,
			"expected an expression, or up to four");
	for (size_t i = 0; rc == 0 && i < list.count; i++)
		rc = add_screen(row, list.items[i], place, err);
	argv_clear(&list);
	return rc;
}

static int read_event(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const char *name = sources[row->source];
	const cJSON *event = cJSON_GetObjectItemCaseSensitive(json, name);

	if (!cJSON_IsObject(event) || !event->child)
		return json_complain(place, name, err, "expected a pattern");
	row->event = cJSON_Duplicate(event, true);
	return json_get_list(json, "text", &row->text, place, err);
}

static int read_row(struct waiting *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	bool is_event, enter = true;

	if (check_names(json, place, err) < 0 ||
		read_for(row, json, place, err) < 0 ||
		read_verdict(row, json, place, err) < 0 ||
		read_source(row, json, place, err) < 0 ||
		json_get_text(json, "what", &row->what, place, err) < 0 ||
		json_get_bool(json, "quote", &row->quotes, place, err) < 0 ||
		json_get_bool(json, "enter", &enter, place, err) < 0 ||
		json_get_list(json, "answer", &row->answer, place, err) < 0)
		return -1;
	row->no_enter = !enter;
	is_event = row->source == WAITING_HOOK || row->source == WAITING_STATUS;
	if ((is_event ? read_event(row, json, place, err)
		      : read_screens(row, json, place, err)) < 0)
		return -1;
	if (row->what_for == WAITING_DIALOG && !row->what && !row->text.count)
		return json_complain(
			place, "what", err, "needed where text is not");
	if (!is_event && cJSON_GetObjectItemCaseSensitive(json, "text"))
		return json_complain(
			place, "text", err, "goes with hook and status alone");
	if (is_event && (row->answer.count || row->quotes))
		return json_complain(place, row->quotes ? "quote" : "answer",
			err, "goes with screen, line and title alone");
	return 0;
}

int waiting_read(struct waiting **rows, size_t *count, const cJSON *list,
	const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "waiting", -1 };
	const cJSON *item;
	int index = 0;

	*rows = NULL;
	*count = 0;
	if (!list || cJSON_IsNull(list))
		return 0;
	if (!cJSON_IsArray(list))
		return json_complain(&here, NULL, err, "expected a list");
	*rows = mem_alloc(
		((size_t)cJSON_GetArraySize(list) + 1) * sizeof(**rows));
	cJSON_ArrayForEach(item, list)
	{
		const struct json_place one = { &here, NULL, index++ };

		if (read_row(&(*rows)[(*count)++], item, &one, err) < 0)
			return -1;
	}
	return 0;
}

void waiting_clear(struct waiting *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rows[i].what);
		cJSON_Delete(rows[i].event);
		argv_clear(&rows[i].text);
		argv_clear(&rows[i].answer);
		for (size_t j = 0; j < rows[i].screen_count; j++)
			regfree(&rows[i].screens[j]);
	}
	free(rows);
}
