/*
 * journal_line - what a line owns, its words and its JSON: see journal_line.h
 */
#include "model/journal_line.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/table.h"

static const char *const kinds[JOURNAL_KINDS] = {
	[JOURNAL_UNKNOWN] = "unknown",
	[JOURNAL_DAEMON_STARTED] = "daemon_started",
	[JOURNAL_DAEMON_ENDED] = "daemon_ended",
	[JOURNAL_SUBMITTED] = "submitted",
	[JOURNAL_ASKED] = "asked",
	[JOURNAL_REVIEW] = "review",
	[JOURNAL_STARTED] = "started",
	[JOURNAL_WAITING] = "waiting",
	[JOURNAL_ANSWERED] = "answered",
	[JOURNAL_ANSWER] = "answer",
	[JOURNAL_GOES_ON] = "goes_on",
	[JOURNAL_SEND] = "send",
	[JOURNAL_SENT] = "sent",
	[JOURNAL_SEND_KEPT] = "send_kept",
	[JOURNAL_SEND_LOST] = "send_lost",
	[JOURNAL_CHECKPOINT] = "checkpoint",
	[JOURNAL_CHECKPOINT_REFUSED] = "checkpoint_refused",
	[JOURNAL_SIGN] = "sign",
	[JOURNAL_ENDING] = "ending",
	[JOURNAL_ENDED] = "ended",
	[JOURNAL_DECISION] = "decision",
	[JOURNAL_REASSIGNED] = "reassigned",
	[JOURNAL_SAVED] = "saved",
	[JOURNAL_REPAIRED] = "repaired",
	[JOURNAL_PUBLISHING] = "publishing",
	[JOURNAL_PUBLISHED] = "published",
	[JOURNAL_PUBLISH_FAILED] = "publish_failed",
	[JOURNAL_BREAKER] = "breaker",
	[JOURNAL_LOWERED] = "lowered",
	[JOURNAL_DAY_SPENT] = "day_spent",
	[JOURNAL_NOTIFY_FAILED] = "notify_failed",
};

const char *journal_kind_name(enum journal_kind kind)
{
	return (unsigned)kind < JOURNAL_KINDS ? kinds[kind]
					      : kinds[JOURNAL_UNKNOWN];
}

int journal_kind_from_name(const char *name)
{
	return table_find(kinds, JOURNAL_KINDS, name);
}

cJSON *journal_line_write(const struct journal_line *line)
{
	cJSON *json = cJSON_CreateObject();
	const cJSON *item;

	json_add_time(json, "time", line->time_ms);
	json_add_text(json, "event", journal_kind_name(line->kind));
	if (line->task)
		json_add_number(json, "task", line->task);
	else
		json_add_text(json, "task", NULL);
	json_add_text(json, "agent", line->agent);
	json_add_text(json, "run", line->run);
	cJSON_ArrayForEach(item, line->data)
	{
		if (!cJSON_HasObjectItem(json, item->string))
			cJSON_AddItemToObject(
				json, item->string, cJSON_Duplicate(item, 1));
	}
	return json;
}

void journal_line_clear(struct journal_line *line)
{
	free(line->agent);
	free(line->run);
	cJSON_Delete(line->data);
	*line = JOURNAL_LINE_INIT;
}

void journal_list_clear(struct journal_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		journal_line_clear(&list->items[i]);
	free(list->items);
	*list = (struct journal_list){ 0 };
}
