/*
 * on_review - a person has looked at a task: see handlers.h
 *
 * Their words are stored with what they bring about. A task that goes on is
 * told them in its continuation (checkpoints/continuation.h).
 */
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/handlers.h"
#include "supervisor/tasks/said.h"

static const char *by_of(const struct event *event)
{
	return event->by ? event->by : "somebody";
}

static int note_review(struct turn *turn, const struct task *task,
	const struct event *event, enum review_what what, struct err *err)
{
	return said_add(turn, task, what, by_of(event), event->text, err);
}

/* As after any word of a person's, the budgets count anew. */
int on_approve(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	int next = note_review(turn, task, event, REVIEW_APPROVE, err);

	if (next == 0)
		next = on_resume_now(turn, task, event, err);
	if (next >= 0)
		reason_set(&task->reason, REASON_APPROVED, "approved by %s",
			by_of(event));
	return next;
}

/* An answer is for the agent, even where only publishing is left. Who answered
 * is told by the handlers: an agent that waits takes the answer later. */
int on_answer(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	int next = note_review(turn, task, event, REVIEW_ANSWER, err);

	if (next == 0)
		next = on_resume_agent(turn, task, event, err);
	if (next < 0)
		return next;
	reason_set(
		&task->reason, REASON_ANSWERED, "answered by %s", by_of(event));
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ANSWER_TASK,
				.task = task->id,
				.reply = reply_hold(event->reply) });
	return next;
}

int on_reject(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	const char *text = event->text ? event->text : "";

	if (note_review(turn, task, event, REVIEW_REJECT, err) < 0)
		return -1;
	task->wanted = WANTED_STOPPED;
	mem_replace(&task->wanted_by, by_of(event));
	task->decision = ACTION_FAIL;
	reason_set(&task->reason, REASON_REJECTED, "rejected by %s%s%s",
		by_of(event), *text ? ": " : "", text);
	turn_emit_task(turn, EFFECT_WRITE_RESULTS, task->id);
	return apply_rest(turn, task, STATE_FAILED);
}

/* A parked task that stands for the breaker it waits behind is asked about as
 * if it were escalated; any other waits for nobody. */
static int as_escalated(struct turn *turn, struct task *task,
	const struct event *event, struct err *err, task_handler *handler)
{
	return admission_speaks(turn, task)
		       ? handler(turn, task, event, err)
		       : on_refuse_review(turn, task, event, err);
}

int on_approve_parked(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return as_escalated(turn, task, event, err, on_approve);
}

int on_reject_parked(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return as_escalated(turn, task, event, err, on_reject);
}

int on_answer_parked(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return as_escalated(turn, task, event, err, on_answer);
}

/* The agent waits in its pane, and gets the answer there as if it were typed; a
 * dialog gets it as keys. Its keeper says what came of it: on_text.c. */
int on_answer_waiting(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	turn_emit(turn, &(struct effect){ .kind = EFFECT_SEND_TEXT,
				.task = task->id,
				.run = task->runs,
				.text = mem_copy(event->text),
				.by = mem_copy(by_of(event)),
				.answers = true,
				.secret = task->asks_secret,
				.reply = reply_hold(event->reply) });
	return (int)task->state;
}

/* Whose a task is changes nothing of what happens to it. */
int on_assign(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	if (note_review(turn, task, event, REVIEW_ASSIGN, err) < 0)
		return -1;
	return (int)task->state;
}

int on_refuse_waiting(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	const char *name = task->name;

	(void)turn;
	(void)event;
	err_set(err, EXIT_NO,
		"cannot approve or reject '%s': its agent waits for an answer",
		name);
	return err_hint(err,
		"reeve review answer %s TEXT, reeve attach %s or reeve stop %s",
		name, name, name);
}

int on_refuse_review(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)event;
	err_set(err, EXIT_NO,
		"cannot review '%s': it is %s and waits for nobody", task->name,
		state_name(task->state));
	return err_hint(err, "reeve show %s", task->name);
}
