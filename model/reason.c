/*
 * reason - the words of reasons, and their memory: see reason.h
 */
#include "model/reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/table.h"

static const char *const names[REASON_CODES] = {
	[REASON_UNKNOWN] = "unknown",
	[REASON_REQUESTED] = "requested",
	[REASON_STOP_REQUESTED] = "stop_requested",
	[REASON_HOLD_REQUESTED] = "hold_requested",
	[REASON_RESUME_REQUESTED] = "resume_requested",
	[REASON_RESTART_REQUESTED] = "restart_requested",
	[REASON_REASSIGN_REQUESTED] = "reassign_requested",
	[REASON_APPROVED] = "approved",
	[REASON_ANSWERED] = "answered",
	[REASON_REJECTED] = "rejected",
	[REASON_POLICY] = "policy",
	[REASON_CHECKPOINT_ASKS] = "checkpoint_asks",
	[REASON_INTERRUPTED_TWICE] = "interrupted_twice",
	[REASON_LIMIT] = "limit",
	[REASON_PARKED] = "parked",
	[REASON_PARKED_TOO_OFTEN] = "parked_too_often",
	[REASON_PARKED_TOO_LONG] = "parked_too_long",
	[REASON_ATTEMPTS_SPENT] = "attempts_spent",
	[REASON_TIME_SPENT] = "time_spent",
	[REASON_USAGE_SPENT] = "usage_spent",
	[REASON_COMPLETED] = "completed",
	[REASON_HANDED_OFF] = "handed_off",
	[REASON_NEXT_TURN] = "next_turn",
	[REASON_UNHEARD] = "unheard",
	[REASON_PUBLISH] = "publish",
	[REASON_PUBLISHED] = "published",
	[REASON_PUBLISH_AGAIN] = "publish_again",
	[REASON_PUBLISH_FINAL] = "publish_final",
	[REASON_PUBLISH_ATTEMPTS_SPENT] = "publish_attempts_spent",
	[REASON_DEPENDENCY] = "dependency",
	[REASON_DAILY_BUDGET] = "daily_budget",
	[REASON_MEMORY] = "memory",
	[REASON_CONCURRENCY] = "concurrency",
	[REASON_BREAKER] = "breaker",
	[REASON_MASS_FAILURE] = "mass_failure",
	[REASON_RELEASED] = "released",
	[REASON_DIALOG] = "dialog",
	[REASON_PROMPT] = "prompt",
};

const char *reason_name(enum reason_code code)
{
	return (unsigned)code < REASON_CODES ? names[code]
					     : names[REASON_UNKNOWN];
}

int reason_from_name(const char *name)
{
	return table_find(names, REASON_CODES, name);
}

void reason_set(
	struct reason *reason, enum reason_code code, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	free(reason->text);
	*reason = (struct reason){ code, text ? text : mem_copy("") };
}

void reason_reset(struct reason *reason)
{
	reason_set(reason, REASON_UNKNOWN, "%s", "");
}

void reason_clear(struct reason *reason)
{
	free(reason->text);
	*reason = (struct reason){ 0 };
}

void reason_write(cJSON *json, enum reason_code code, const char *text)
{
	json_add_text(json, "reason", text);
	json_add_text(
		json, "reason_code", text && *text ? reason_name(code) : NULL);
}
