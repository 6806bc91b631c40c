/*
 * pane_note - what happens next, in the pane of an agent: see pane_note.h
 */
#include "policy/explain/pane_note.h"

#include <time.h>

#include "base/duration.h"
#include "base/mem.h"
#include "policy/admit/breaker.h"

#define LOCAL_TIME_SIZE 32

/* As the clock on the wall has it. */
static const char *local_time(int64_t wall_ms, char text[LOCAL_TIME_SIZE])
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	text[0] = '\0';
	if (localtime_r(&seconds, &tm))
		strftime(text, LOCAL_TIME_SIZE, "%Y-%m-%d %H:%M", &tm);
	return text;
}

/* The caller frees it. */
static char *parked_text(const struct task *task, int64_t now_ms)
{
	char when[DURATION_TEXT_SIZE], clock[LOCAL_TIME_SIZE];

	if (task->due_ms >= BREAKER_NEVER_MS)
		return mem_format("reeve: %s: %s (r: now, h: hold, s: stop)",
			verdict_name(task->verdict),
			task->reason.text ? task->reason.text : "");
	return mem_format("reeve: %s: parked until %s, %s from now "
			  "(r: now, h: hold, s: stop)",
		verdict_name(task->verdict), local_time(task->due_ms, clock),
		duration_text(task->due_ms - now_ms, when));
}

char *pane_note(const struct task *task, int64_t linger_ms, int64_t now_ms)
{
	char when[DURATION_TEXT_SIZE];
	const char *reason = task->reason.text ? task->reason.text : "";

	if (task->state == STATE_PARKED)
		return parked_text(task, now_ms);
	if (task->state == STATE_BACKOFF)
		return mem_format(
			"reeve: %s: %s in %s (r: now, h: hold, s: stop)",
			verdict_name(task->verdict),
			task->decision == ACTION_PUBLISH
				? action_name(task->decision)
				: run_mode_name(task->mode),
			duration_text(task->due_ms - now_ms, when));
	if (state_is_at_rest(task->state))
		return mem_format("reeve: %s: %s; the session closes in %s",
			state_name(task->state), reason,
			duration_text(linger_ms, when));
	return mem_format("reeve: %s", reason);
}
