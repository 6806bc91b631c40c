/*
 * timeline_text - one event of a task in words: see timeline_text.h
 */
#include "policy/explain/timeline_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "model/evidence.h"

/* Of what a person said. */
#define WORDS_SHOWN 100

static char *text_of_decision(const struct journal_line *event)
{
	const char *decision = json_text(event->data, "decision");
	const char *reason = json_text(event->data, "reason");

	return mem_format("%s: %s", decision ? decision : "nothing",
		reason ? reason : "");
}

/* What a person asked for, or said. */
static char *text_of_asked(const struct journal_line *event)
{
	const char *what = json_text(event->data, "what");
	const char *by = json_text(event->data, "by");
	const char *from = json_text(event->data, "from");
	const char *to = json_text(event->data, "to");
	const char *said = json_text(event->data, "text");
	char *words = said && *said ? text_one_line(said, WORDS_SHOWN) : NULL;
	struct str text = STR_INIT;

	str_addf(&text, "%s", what ? what : "something");
	if (from && to)
		str_addf(&text, " %s → %s", from, to);
	str_addf(&text, ", by %s", by ? by : "somebody");
	if (words)
		str_addf(&text, ": %s", words);
	free(words);
	return str_take(&text);
}

static char *text_of_reassigned(const struct journal_line *event)
{
	const char *from = json_text(event->data, "from");
	const char *to = json_text(event->data, "to");

	return mem_format("%s → %s: its account is limited", from ? from : "?",
		to ? to : "?");
}

static char *text_of_checkpoint(const struct journal_line *event)
{
	const char *status = json_text(event->data, "status");

	return mem_format("%s: %lld done, %lld to come",
		status ? status : "no status",
		(long long)json_number(event->data, "completed", 0),
		(long long)json_number(event->data, "next", 0));
}

static char *text_of_member(const struct journal_line *event, const char *name)
{
	const char *text = json_text(event->data, name);

	return mem_copy(text ? text : "");
}

static char *text_of_evidence(const struct journal_line *event)
{
	struct evidence_list list = { 0 };
	struct str text = STR_INIT;

	evidence_read(&list,
		cJSON_GetObjectItemCaseSensitive(event->data, "evidence"));
	for (size_t i = 0; i < list.count; i++)
		str_addf(&text, "%s%s", i ? "; " : "", list.items[i].text);
	evidence_clear(&list);
	return text.text ? str_take(&text) : mem_copy("");
}

static char *text_of_list(const struct journal_line *event, const char *name)
{
	struct str text = STR_INIT;
	const cJSON *item;

	cJSON_ArrayForEach(
		item, cJSON_GetObjectItemCaseSensitive(event->data, name))
	{
		if (cJSON_IsString(item))
			str_addf(&text, "%s%s", text.len ? "; " : "",
				item->valuestring);
	}
	return text.text ? str_take(&text) : mem_copy("");
}

char *timeline_text(const struct journal_line *event)
{
	if (event->kind == JOURNAL_ASKED || event->kind == JOURNAL_REVIEW)
		return text_of_asked(event);
	if (event->kind == JOURNAL_DECISION)
		return text_of_decision(event);
	if (event->kind == JOURNAL_REASSIGNED)
		return text_of_reassigned(event);
	if (event->kind == JOURNAL_CHECKPOINT)
		return text_of_checkpoint(event);
	if (event->kind == JOURNAL_CHECKPOINT_REFUSED)
		return text_of_member(event, "reason");
	if (event->kind == JOURNAL_REPAIRED)
		return text_of_list(event, "done");
	if (event->kind == JOURNAL_PUBLISHED)
		return text_of_member(event, "answer");
	if (event->kind == JOURNAL_PUBLISH_FAILED)
		return text_of_evidence(event);
	if (event->kind == JOURNAL_SAVED)
		return text_of_member(event, "ref");
	if (event->kind == JOURNAL_WAITING || event->kind == JOURNAL_ANSWERED)
		return text_of_member(event, "what");
	return NULL;
}
