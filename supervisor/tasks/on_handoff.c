/*
 * on_handoff - whether an agent that is kept alive may end: see state_table.h
 *
 * One that waits between two turns has completed its last: it may end at once.
 */
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/journal.h"
#include "supervisor/act/results.h"
#include "supervisor/tasks/state_table.h"

static void note(struct step *step)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "what", step->on ? "handoff on" : "handoff off");
	json_add_text(data, "by", step->by);
	journal(step->daemon, JOURNAL_ASKED, step->task, 0, data);
}

static void end(struct step *step)
{
	struct task *task = step->task;
	struct decision decision = {
		.action = task->publish ? ACTION_PUBLISH : ACTION_COMPLETE
	};

	task->decision = decision.action;
	reason_set(&task->reason, REASON_HANDED_OFF,
		"it is done, and was handed off");
	act_on(step, &decision);
	results_write(step->daemon, task);
}

int step_handoff(struct step *step)
{
	struct task *task = step->task;

	if (!task->keep_alive) {
		err_set(step->err, EXIT_NO,
			"cannot hand '%s' off: it is not kept alive",
			task->name);
		return err_hint(step->err, "it ends by itself; reeve run "
					   "--keep-alive makes one that does "
					   "not");
	}
	if (!step->on && task->state == STATE_COMPLETED) {
		err_set(step->err, EXIT_NO,
			"cannot take the handoff of '%s' back: it is completed",
			task->name);
		return err_hint(step->err,
			"reeve resume %s, and then reeve handoff %s off",
			task->name, task->name);
	}
	task->handoff = step->on;
	step->changed = true;
	note(step);
	if (step->on && act_is_between_turns(task))
		end(step);
	return 0;
}
