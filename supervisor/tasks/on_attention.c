/*
 * on_attention - a run waits for a person, and goes on: see state_table.h
 *
 * What it waits for is the task's reason. Its time limits hold on; that it is
 * still means nothing now.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

static void note(struct step *step)
{
	static const char *const sources[ATTENTION_SOURCES] = {
		[ATTENTION_BY_HOOK] = "hook",
		[ATTENTION_BY_STATUS] = "status",
		[ATTENTION_BY_SCREEN] = "screen",
		[ATTENTION_BY_LINE] = "screen",
		[ATTENTION_BY_TITLE] = "title",
	};
	const struct awaits *awaits = step->awaits;
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "for", attention_name(awaits->what_for));
	json_add_text(data, "what", awaits->what);
	json_add_text(data, "source", sources[awaits->source]);
	journal(step->daemon, JOURNAL_WAITING, step->task, step->task->runs,
		data);
}

static int go_on(struct step *step)
{
	if (step->task->state != STATE_WAITING)
		return 0;
	reason_reset(&step->task->reason);
	step_set_state(step, STATE_RUNNING);
	journal(step->daemon, JOURNAL_GOES_ON, step->task, step->task->runs,
		NULL);
	return step_run_due(step);
}

int step_awaits(struct step *step)
{
	const struct awaits *awaits = step->awaits;
	struct task *task = step->task;
	enum reason_code code = awaits->what_for == ATTENTION_PROMPT
					? REASON_PROMPT
					: REASON_DIALOG;

	/* Its end was asked for: nobody has to answer any more. */
	if (task->wanted != WANTED_RUN)
		return 0;
	if (awaits->what_for == ATTENTION_NOTHING)
		return go_on(step);
	if (task->state == STATE_WAITING && task->reason.code == code &&
		task->awaits == awaits->identity)
		return 0;
	reason_set(&task->reason, code, "%s", awaits->what);
	task->awaits = awaits->identity;
	task->asks_secret = awaits->secret;
	step->changed = true;
	step_set_state(step, STATE_WAITING);
	note(step);
	return step_run_due(step);
}
