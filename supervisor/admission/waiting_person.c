/*
 * waiting_person - tasks that wait for a person: see waiting_person.h
 */
#include "supervisor/admission/waiting_person.h"

#include "base/log.h"
#include "supervisor/admission/admission.h"

bool task_waits_for_person(struct turn *turn, const struct task *task)
{
	return task->state == STATE_ESCALATED || task->state == STATE_WAITING ||
	       admission_speaks(turn, task);
}

enum review_what review_what_of(enum state state)
{
	return state == STATE_WAITING ? REVIEW_WAITING : REVIEW_ESCALATED;
}

void waiting_person_note(struct turn *turn, const struct task *task)
{
	static char by[] = "reeve";
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = turn->now_ms,
		.what = review_what_of(task->state),
		.by = by,
		.text = task->reason.text };
	struct err err = ERR_INIT;

	if (task_waits_for_person(turn, task) &&
		store_add_review(turn->store, &review, &err) < 0)
		log_err(&err);
}
