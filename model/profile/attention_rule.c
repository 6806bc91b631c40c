/*
 * attention_rule - how an agent shows that it waits for a person: see
 * attention_rule.h
 */
#include "model/profile/attention_rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/table.h"
#include "model/setting.h"

static const char *const names[ATTENTIONS] = {
	[ATTENTION_NOTHING] = "nothing",
	[ATTENTION_PROMPT] = "prompt",
	[ATTENTION_DIALOG] = "dialog",
};

static const char *const sources[ATTENTION_SOURCES] = {
	[ATTENTION_BY_HOOK] = "hook",
	[ATTENTION_BY_STATUS] = "status",
	[ATTENTION_BY_SCREEN] = "screen",
	[ATTENTION_BY_LINE] = "line",
	[ATTENTION_BY_TITLE] = "title",
};

const char *attention_name(enum attention what_for)
{
	return names[what_for];
}

int attention_from_name(const char *name)
{
	return table_find(names, ATTENTIONS, name);
}

static int rule_check_names(
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
			return setting_refuse_unknown(
				place, item->string, (char *const *)known, err);
	}
	return 0;
}

static int rule_read_for(struct attention_rule *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int found = ATTENTION_DIALOG;
	int rc = json_get_text(json, "for", &word, place, err);

	if (rc == 0 && word)
		found = attention_from_name(word);
	free(word);
	if (found < 0)
		return json_complain(place, "for", err,
			"expected dialog, prompt or nothing");
	row->what_for = (enum attention)found;
	return rc;
}

static int rule_read_verdict(struct attention_rule *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int found = VERDICT_UNKNOWN;
	int rc = json_get_text(json, "verdict", &word, place, err);

	if (rc == 0 && word && row->what_for != ATTENTION_PROMPT)
		rc = json_complain(place, "verdict", err,
			"valid with \"for\": \"prompt\" only");
	else if (rc == 0 && word && (found = verdict_from_name(word)) <= 0)
		rc = json_complain(place, "verdict", err, "no such verdict");
	free(word);
	if (rc == 0)
		row->verdict = (enum verdict)found;
	return rc;
}

/* The source is the one member that is named as a source. */
static int rule_read_source(struct attention_rule *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	int found = -1;

	for (int i = 0; i < ATTENTION_SOURCES; i++) {
		if (!cJSON_GetObjectItemCaseSensitive(json, sources[i]))
			continue;
		if (found >= 0)
			return json_complain(place, sources[i], err,
				"a rule has one source only");
		found = i;
	}
	if (found < 0)
		return json_complain(place, NULL, err,
			"expected one of hook, status, screen, line and title");
	row->source = (enum attention_source)found;
	return 0;
}

static int rule_add_screen(struct attention_rule *row, const char *text,
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
			"the first expression has no group in parentheses");
	return 0;
}

/* One expression, or a list of expressions. */
static int rule_read_screens(struct attention_rule *row, const cJSON *json,
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
	if (rc == 0 && (!list.count || list.count > ATTENTION_SCREENS))
		rc = json_complain(place, name, err,
			"expected an expression, or a list of up to four");
	for (size_t i = 0; rc == 0 && i < list.count; i++)
		rc = rule_add_screen(row, list.items[i], place, err);
	argv_clear(&list);
	return rc;
}

static int rule_read_event(struct attention_rule *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const char *name = sources[row->source];
	const cJSON *event = cJSON_GetObjectItemCaseSensitive(json, name);

	if (!cJSON_IsObject(event) || !event->child)
		return json_complain(place, name, err, "expected a pattern");
	row->event = cJSON_Duplicate(event, true);
	return json_get_list(json, "text", &row->text, place, err);
}

static int rule_read_row(struct attention_rule *row, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	bool is_event, enter = true;

	if (rule_check_names(json, place, err) < 0 ||
		rule_read_for(row, json, place, err) < 0 ||
		rule_read_verdict(row, json, place, err) < 0 ||
		rule_read_source(row, json, place, err) < 0 ||
		json_get_text(json, "what", &row->what, place, err) < 0 ||
		json_get_bool(json, "quote", &row->quotes, place, err) < 0 ||
		json_get_bool(json, "enter", &enter, place, err) < 0 ||
		json_get_list(json, "answer", &row->answer, place, err) < 0)
		return -1;
	row->no_enter = !enter;
	is_event = row->source == ATTENTION_BY_HOOK ||
		   row->source == ATTENTION_BY_STATUS;
	if ((is_event ? rule_read_event(row, json, place, err)
		      : rule_read_screens(row, json, place, err)) < 0)
		return -1;
	if (row->what_for == ATTENTION_DIALOG && !row->what && !row->text.count)
		return json_complain(
			place, "what", err, "required without text");
	if (!is_event && cJSON_GetObjectItemCaseSensitive(json, "text"))
		return json_complain(
			place, "text", err, "valid with hook and status only");
	if (is_event && (row->answer.count || row->quotes))
		return json_complain(place, row->quotes ? "quote" : "answer",
			err, "valid with screen, line and title only");
	return 0;
}

int attention_rules_read(struct attention_rule **rows, size_t *count,
	const cJSON *list, const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "attention", -1 };
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

		if (rule_read_row(&(*rows)[(*count)++], item, &one, err) < 0)
			return -1;
	}
	return 0;
}

void attention_rules_clear(struct attention_rule *rows, size_t count)
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
