/*
 * explain_pane - what a task waits for, in the pane of its agent: see apply.h
 */
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "policy/admit/breaker.h"
#include "supervisor/core/keepers.h"

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
static char *parked_text(const struct task *task)
{
	char when[DURATION_TEXT_SIZE], clock[LOCAL_TIME_SIZE];

	if (task->due_ms >= BREAKER_NEVER_MS)
		return mem_format("reeve: %s: %s (r: now, h: hold, s: stop)",
			verdict_name(task->verdict),
			task->reason.text ? task->reason.text : "");
	return mem_format("reeve: %s: parked until %s, %s from now "
			  "(r: now, h: hold, s: stop)",
		verdict_name(task->verdict), local_time(task->due_ms, clock),
		duration_text(task->due_ms - clock_wall_ms(), when));
}

static char *text_of(const struct task *task, int64_t linger_ms)
{
	char when[DURATION_TEXT_SIZE];
	const char *reason = task->reason.text ? task->reason.text : "";

	if (task->state == STATE_PARKED)
		return parked_text(task);
	if (task->state == STATE_BACKOFF)
		return mem_format(
			"reeve: %s: %s in %s (r: now, h: hold, s: stop)",
			verdict_name(task->verdict),
			task->decision == ACTION_PUBLISH
				? action_name(task->decision)
				: run_mode_name(task->mode),
			duration_text(task->due_ms - clock_wall_ms(), when));
	if (state_is_at_rest(task->state))
		return mem_format("reeve: %s: %s; the session closes in %s",
			state_name(task->state), reason,
			duration_text(linger_ms, when));
	return mem_format("reeve: %s", reason);
}

/* What is to be told in its pane once the step is durable. */
struct note {
	struct daemon *daemon;
	int64_t task;
};

static void tell(void *arg, int rc, const struct err *why)
{
	struct note *note = arg;
	struct daemon *daemon = note->daemon;
	struct task task = TASK_INIT;
	char *text;

	(void)why;
	if (rc == 0 &&
		store_get_task(daemon->store, note->task, &task, NULL) == 0) {
		text = text_of(&task, daemon->config.tmux_linger_ms);
		keeper_note(daemon, &task, text,
			task.state == STATE_BACKOFF ||
				task.state == STATE_PARKED);
		free(text);
	}
	task_clear(&task);
	free(note);
}

void act_explain(struct step *step)
{
	struct note *note = mem_alloc(sizeof(*note));

	*note = (struct note){ step->daemon, step->task->id };
	store_when_durable(step->daemon->store, tell, note);
}
