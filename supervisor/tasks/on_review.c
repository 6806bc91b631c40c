/*
 * on_review - what follows when a person has looked at a task: see state_table.h
 *
 * Their words are stored with what they bring about. A task that goes on is
 * told them in its continuation (checkpoints/continuation.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/review.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"
#include "supervisor/act/results.h"
#include "supervisor/tasks/texts.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/api/tell.h"

static const char *by_of(const struct step *step)
{
	return step->by ? step->by : "somebody";
}

static int note_review(struct step *step, enum review_what what)
{
	struct review review = { .task = step->task->id,
		.run = step->task->runs,
		.time_ms = clock_wall_ms(),
		.what = what,
		.by = mem_copy(by_of(step)),
		.text = mem_copy(step->text) };
	cJSON *data = cJSON_CreateObject();
	int rc = store_add_review(step->daemon->store, &review, step->err);

	json_add_text(data, "what", review_what_name(what));
	json_add_text(data, "by", review.by);
	json_add_text(data, "text", review.text);
	if (rc == 0)
		journal(step->daemon, JOURNAL_REVIEW, step->task, review.run,
			data);
	else
		cJSON_Delete(data);
	review_clear(&review);
	return rc;
}

/* As after any word of a person's, the budgets count anew. */
static int go_on(struct step *step, enum review_what what,
	enum reason_code code, step_fn *resume)
{
	int rc = note_review(step, what);

	if (rc == 0)
		rc = resume(step);
	if (rc == 0)
		reason_set(&step->task->reason, code, "%s by %s",
			code == REASON_APPROVED ? "approved" : "answered",
			by_of(step));
	return rc;
}

int step_approve(struct step *step)
{
	return go_on(step, REVIEW_APPROVE, REASON_APPROVED, step_resume_now);
}

int step_answer(struct step *step)
{
	/* It is for the agent, even where only publishing is left. */
	return go_on(step, REVIEW_ANSWER, REASON_ANSWERED, step_resume_agent);
}

int step_reject(struct step *step)
{
	struct task *task = step->task;
	bool says = step->text && *step->text;
	int rc = note_review(step, REVIEW_REJECT);

	if (rc == 0) {
		task->wanted = WANTED_STOPPED;
		mem_replace(&task->wanted_by, by_of(step));
		task->decision = ACTION_FAIL;
		reason_set(&task->reason, REASON_REJECTED, "rejected by %s%s%s",
			by_of(step), says ? ": " : "", says ? step->text : "");
		act_rest(step, STATE_FAILED);
		results_write(step->daemon, task);
	}
	return rc;
}

/* One that waits behind a breaker stands for it: only then is it asked about. */
static int as_escalated(struct step *step, step_fn *then)
{
	return admission_speaks(step->daemon, step->task)
		       ? then(step)
		       : step_refuse_review(step);
}

int step_approve_parked(struct step *step)
{
	return as_escalated(step, step_approve);
}

int step_reject_parked(struct step *step)
{
	return as_escalated(step, step_reject);
}

int step_answer_parked(struct step *step)
{
	return as_escalated(step, step_answer);
}

/* An answer on its way to an agent that waits for it. */
struct spoken {
	struct client *client; /* who gave it, held */
	int64_t task;
	char *by, *text;
	const char *kept; /* instead of the text; NULL: that */
};

static void journal_heard(struct daemon *daemon, const struct task *task,
	const char *bytes, size_t len, const char *why)
{
	cJSON *data = cJSON_CreateObject();

	json_add_bool(
		data, "sent", len && kv_get_number(bytes, len, "sent", 0) != 0);
	json_add_bool(data, "queued",
		len && kv_get_number(bytes, len, "queued", 0) != 0);
	json_add_text(data, "why", why);
	journal(daemon, JOURNAL_ANSWER, task, task->runs, data);
}

/* What its keeper has taken is stored; what it has not, was never said. */
static int note_heard(struct step *step, const char *why)
{
	if (!why)
		return note_review(step, REVIEW_ANSWER);
	err_set(step->err, EXIT_NO, "cannot answer '%s': %s", step->task->name,
		why);
	return err_hint(step->err, "reeve show %s", step->task->name);
}

static void heard(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct spoken *spoken = arg;
	const char *why =
		len ? kv_get(bytes, len, "error") : "its keeper is silent";
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	struct step step = { .daemon = daemon,
		.task = &task,
		.by = spoken->by,
		.text = spoken->kept ? spoken->kept : spoken->text,
		.err = &err };
	int rc = store_get_task(daemon->store, spoken->task, &task, &err);

	if (rc == 0) {
		rc = note_heard(&step, why);
		journal_heard(daemon, &task, bytes, len, why);
	}
	if (rc == 0)
		tell_task(daemon, spoken->client, task.id);
	else
		client_refuse(spoken->client, &err);
	task_clear(&task);
	client_release(spoken->client);
	free(spoken->by);
	free(spoken->text);
	free(spoken);
}

/* It waits in its pane: there it gets the answer, as if it were typed; a dialog
 * gets it as keys. Whether it does is the keeper's to say. */
int step_answer_waiting(struct step *step)
{
	struct spoken *spoken = mem_alloc(sizeof(*spoken));

	*spoken = (struct spoken){ client_hold(step->client), step->task->id,
		mem_copy(by_of(step)), mem_copy(step->text),
		step->task->asks_secret
			? "(not kept, for a secret was asked for)"
			: NULL };
	step->answers_later = true;
	texts_send(step->daemon, step->task, spoken->text, NULL, true, heard,
		spoken);
	return 0;
}

int step_refuse_waiting(struct step *step)
{
	const char *name = step->task->name;

	err_set(step->err, EXIT_NO,
		"cannot do that with '%s': its agent waits for an answer",
		name);
	return err_hint(step->err,
		"reeve review answer %s TEXT, reeve attach %s or reeve stop %s",
		name, name, name);
}

int step_refuse_review(struct step *step)
{
	err_set(step->err, EXIT_NO,
		"cannot review '%s': it is %s and waits for nobody",
		step->task->name, state_name(step->task->state));
	return err_hint(step->err, "reeve show %s", step->task->name);
}
