/*
 * evidence - lists of codes and sentences, and their JSON: see evidence.h
 */
#include "model/evidence.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/table.h"

static const char *const names[EVIDENCE_CODES] = {
	[EVIDENCE_UNKNOWN] = "unknown",
	[EVIDENCE_REQUESTED] = "requested",
	[EVIDENCE_STOP_COMMAND] = "stop_command",
	[EVIDENCE_ENDED_BY_REEVE] = "ended_by_reeve",
	[EVIDENCE_TURN_OVER] = "turn_over",
	[EVIDENCE_TIME_LIMIT] = "time_limit",
	[EVIDENCE_TIME_BUDGET] = "time_budget",
	[EVIDENCE_USAGE_BUDGET] = "usage_budget",
	[EVIDENCE_DAILY_BUDGET] = "daily_budget",
	[EVIDENCE_NO_OUTPUT] = "no_output",
	[EVIDENCE_NO_CHECKPOINT] = "no_checkpoint",
	[EVIDENCE_PROCESSOR_TIME] = "processor_time",
	[EVIDENCE_WORKTREE_STILL] = "worktree_still",
	[EVIDENCE_MODEL_TIMEOUT] = "model_timeout",
	[EVIDENCE_START_ERROR] = "start_error",
	[EVIDENCE_COMMAND_LINE] = "command_line",
	[EVIDENCE_WAIT_STATUS] = "wait_status",
	[EVIDENCE_NO_WAIT_STATUS] = "no_wait_status",
	[EVIDENCE_SIGNAL] = "signal",
	[EVIDENCE_KEEPER_SIGNAL] = "keeper_signal",
	[EVIDENCE_HANGUP] = "hangup",
	[EVIDENCE_INTERRUPT_KEY] = "interrupt_key",
	[EVIDENCE_OOM_KILL] = "oom_kill",
	[EVIDENCE_REBOOTED] = "rebooted",
	[EVIDENCE_KEEPER_GONE] = "keeper_gone",
	[EVIDENCE_NO_RECORD] = "no_record",
	[EVIDENCE_SWEPT] = "swept",
	[EVIDENCE_COMMON_CAUSE] = "common_cause",
	[EVIDENCE_SUCCESS_EVENT] = "success_event",
	[EVIDENCE_FAILURE_EVENT] = "failure_event",
	[EVIDENCE_NO_SUCCESS_EVENT] = "no_success_event",
	[EVIDENCE_UNREADABLE_EVENT] = "unreadable_event",
	[EVIDENCE_SIGN] = "sign",
	[EVIDENCE_WORDS] = "words",
	[EVIDENCE_CONNECTION] = "connection",
	[EVIDENCE_NO_PROFILE] = "no_profile",
	[EVIDENCE_CHECKPOINT_DONE] = "checkpoint_done",
	[EVIDENCE_CHECKPOINT_NOT_DONE] = "checkpoint_not_done",
	[EVIDENCE_CHECKPOINT_WORKING] = "checkpoint_working",
	[EVIDENCE_CHECKPOINT_BLOCKED] = "checkpoint_blocked",
	[EVIDENCE_CHECKPOINT_REFUSED] = "checkpoint_refused",
	[EVIDENCE_CHANGE] = "change",
	[EVIDENCE_NO_CHANGE] = "no_change",
	[EVIDENCE_WORKTREE_UNKNOWN] = "worktree_unknown",
	[EVIDENCE_WORKTREE_FAULT] = "worktree_fault",
	[EVIDENCE_VERIFY_PASSED] = "verify_passed",
	[EVIDENCE_VERIFY_FAILED] = "verify_failed",
	[EVIDENCE_VERIFY_TIMEOUT] = "verify_timeout",
	[EVIDENCE_VERIFY_NOT_RUN] = "verify_not_run",
	[EVIDENCE_VERIFY_REPEATED] = "verify_repeated",
	[EVIDENCE_WORK_COMPLETE] = "work_complete",
	[EVIDENCE_PUBLISH_NOT_TRIED] = "publish_not_tried",
	[EVIDENCE_UNCOMMITTED] = "uncommitted",
	[EVIDENCE_NO_BRANCH] = "no_branch",
	[EVIDENCE_OFF_BRANCH] = "off_branch",
	[EVIDENCE_NO_COMMIT] = "no_commit",
	[EVIDENCE_NO_REMOTE] = "no_remote",
	[EVIDENCE_PUBLISH_FAILED] = "publish_failed",
	[EVIDENCE_PUBLISH_TIMEOUT] = "publish_timeout",
	[EVIDENCE_PUBLISH_NOT_RUN] = "publish_not_run",
	[EVIDENCE_PUBLISH_OUTPUT] = "publish_output",
	[EVIDENCE_PUBLISHED_BEFORE] = "published_before",
	[EVIDENCE_BY_HAND] = "by_hand",
};

const char *evidence_name(enum evidence_code code)
{
	return (unsigned)code < EVIDENCE_CODES ? names[code]
					       : names[EVIDENCE_UNKNOWN];
}

int evidence_from_name(const char *name)
{
	return table_find(names, EVIDENCE_CODES, name);
}

/* Takes the text over. */
static void evidence_add_owned(
	struct evidence_list *list, enum evidence_code code, char *text)
{
	size_t size = (list->count + 1) * sizeof(*list->items);

	list->items = mem_grow(list->items, size);
	list->items[list->count++] = (struct evidence){ code, text };
}

void evidence_addf(struct evidence_list *list, enum evidence_code code,
	const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	evidence_add_owned(list, code, text ? text : mem_copy(""));
}

void evidence_add_all(struct evidence_list *list,
	const struct evidence_list *from, size_t index)
{
	for (; index < from->count; index++)
		evidence_add_owned(list, from->items[index].code,
			mem_copy(from->items[index].text));
}

const char *evidence_text(
	const struct evidence_list *list, enum evidence_code code)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].code == code)
			return list->items[i].text;
	return NULL;
}

bool evidence_has(const struct evidence_list *list, enum evidence_code code)
{
	return evidence_text(list, code) != NULL;
}

const char *evidence_first(
	const struct evidence_list *list, const char *otherwise)
{
	return list->count ? list->items[0].text : otherwise;
}

void evidence_clear(struct evidence_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	*list = (struct evidence_list){ 0 };
}

cJSON *evidence_write(const struct evidence_list *list)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < list->count; i++) {
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "code", evidence_name(list->items[i].code));
		json_add_text(item, "text", list->items[i].text);
		cJSON_AddItemToArray(array, item);
	}
	return array;
}

void evidence_write_member(
	cJSON *object, const char *name, const struct evidence_list *list)
{
	cJSON_AddItemToObject(object, name, evidence_write(list));
}

const char *evidence_item_text(const cJSON *item)
{
	const char *text = cJSON_IsString(item) ? item->valuestring
						: json_text(item, "text");

	return text ? text : "";
}

enum evidence_code evidence_item_code(const cJSON *item)
{
	int code = evidence_from_name(json_text(item, "code"));

	return code < 0 ? EVIDENCE_UNKNOWN : (enum evidence_code)code;
}

bool evidence_read(struct evidence_list *list, const cJSON *array)
{
	const cJSON *item;

	if (!cJSON_IsArray(array))
		return false;
	cJSON_ArrayForEach(item, array) evidence_add_owned(list,
		evidence_item_code(item), mem_copy(evidence_item_text(item)));
	return true;
}
