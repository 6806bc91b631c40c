/*
 * on_run - a run starts, goes and ends: see handlers.h
 */
#include <stdlib.h>

#include "base/duration.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/core/checkpoint_copy.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/conclude.h"
#include "supervisor/tasks/end_run.h"
#include "supervisor/tasks/handlers.h"
#include "supervisor/tasks/time_limits.h"

/* --- it starts ------------------------------------------------------------- */

/* Where work was put before a restart or a reassign, and what could not be
 * taken along (repositories inside the worktree) and stayed where it is. */
static void journal_saved(
	struct turn *turn, const struct task *task, const cJSON *answer)
{
	const char *ref = json_text(answer, "saved_ref");
	const cJSON *left = cJSON_GetObjectItem(answer, "left");
	cJSON *data;

	if (!ref && !left)
		return;
	data = cJSON_CreateObject();
	json_add_text(data, "ref", ref);
	if (left)
		cJSON_AddItemToObject(
			data, "left", cJSON_Duplicate(left, true));
	journal(turn, JOURNAL_SAVED, task, task->runs, data);
}

static void journal_repaired(
	struct turn *turn, const struct task *task, const cJSON *answer)
{
	const cJSON *done = cJSON_GetObjectItem(answer, "repaired");
	cJSON *data;

	if (!done)
		return;
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, "done", cJSON_Duplicate(done, true));
	json_add_text(data, "ref", json_text(answer, "repair_ref"));
	journal(turn, JOURNAL_REPAIRED, task, task->runs, data);
}

/* The worker's answer: what only it could find out. */
int on_dispatched(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct run run = RUN_INIT;
	const char *text;

	(void)err;
	if ((text = json_text(event->answer, "conversation")))
		mem_replace(&task->conversation, text);
	if ((text = json_text(event->answer, "base_commit")))
		mem_replace(&task->base_commit, text);
	journal_saved(turn, task, event->answer);
	journal_repaired(turn, task, event->answer);
	if (store_get_run(turn->store, task->id, task->runs, &run, NULL) == 0 &&
		!run.judged) {
		mem_replace(&run.conversation, task->conversation);
		store_save_run(turn->store, &run, NULL);
	}
	run_clear(&run);
	return (int)task->state;
}

int on_dispatch_failed(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return conclude_start_failure(turn, task, &event->why, err);
}

static void probe_liveness(struct turn *turn, const struct task *task)
{
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ASK_KEEPER,
				.task = task->id,
				.run = task->runs });
}

/* The first sight of a run that goes. */
static int begin_running(struct turn *turn, struct task *task, struct run *run,
	const struct record *record, struct err *err)
{
	run->started_ms = record->started_ms;
	if (store_save_run(turn->store, run, err) < 0)
		return -1;
	if (!task->started_ms)
		task->started_ms = run->started_ms;
	task->due_ms = time_limit_next(turn, task, run);
	if (task->idle_ms)
		task->due_ms = time_earlier(
			run->started_ms + task->idle_ms, task->due_ms);
	journal(turn, JOURNAL_STARTED, task, run->number, NULL);
	return STATE_RUNNING;
}

int on_started(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	bool goes =
		task->state == STATE_RUNNING || task->state == STATE_WAITING;
	struct run run = RUN_INIT;
	int next = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (next < 0)
		return next;
	turn_emit(turn, &(struct effect){ .kind = EFFECT_WATCH_RUN,
				.task = task->id,
				.run = task->runs });
	if (run.started_ms && goes) {
		/* After a start of reeved: nothing is lost. */
		next = on_run_due(turn, task, event, err);
		goto out;
	}
	next = begin_running(turn, task, &run, event->record, err);
	/* What came while it was being started: its end was asked for, or its
	 * checkpoint has already said that it is done. */
	if (next >= 0 && task->wanted != WANTED_RUN) {
		end_run_emit(turn, task, STOP_REQUESTED);
		task->due_ms = end_run_again_ms(turn);
	} else if (next >= 0 && checkpoint_says_done(turn->host, task, &run)) {
		probe_liveness(turn, task);
	}
out:
	run_clear(&run);
	return next;
}

/* --- it goes --------------------------------------------------------------- */

/* An agent that waits for a person is silent until the person comes. */
static bool liveness_is_of_interest(struct turn *turn, const struct task *task,
	const struct run *run, enum state state)
{
	return (task->idle_ms && state == STATE_RUNNING) ||
	       checkpoint_says_done(turn->host, task, run);
}

/* Ends the run where its time is over; 1: it has, 0: it is not. */
static int end_if_over(struct turn *turn, struct task *task,
	const struct run *run, struct err *err)
{
	int64_t limit = time_limit_of_run(turn, task, run);
	int64_t budget = time_limit_of_task(turn, task);
	struct evidence_list evidence = { 0 };
	const struct ending ending = { VERDICT_TIMED_OUT, &evidence, 0 };
	char text[DURATION_TEXT_SIZE];
	int rc;

	if (limit && limit <= turn->now_ms)
		evidence_addf(&evidence, EVIDENCE_TIME_LIMIT,
			"it ran longer than its time limit of %s",
			duration_text(limit - run->started_ms, text));
	if (budget && budget <= turn->now_ms)
		evidence_addf(&evidence, EVIDENCE_TIME_BUDGET,
			"its time budget of %s is spent",
			duration_text(turn->config->wall_time_ms, text));
	if (!evidence.count)
		return 0;
	rc = end_run(turn, task, &ending, STOP_TIMEOUT, err);
	evidence_clear(&evidence);
	return rc < 0 ? rc : 1;
}

/* What there is to do about a run that goes, whose task is in this state now. */
static int look_at_run(struct turn *turn, struct task *task,
	const struct run *run, enum state state, struct err *err)
{
	int rc = 0;

	/* Asked again until it is so: who asked before may be dead. */
	if (task->wanted != WANTED_RUN)
		end_run_emit(turn, task, STOP_REQUESTED);
	else if (run->verdict && !run->judged)
		end_run_emit(turn, task, end_run_reason(run->verdict));
	else if ((rc = end_if_over(turn, task, run, err)) == 0 &&
		 liveness_is_of_interest(turn, task, run, state))
		probe_liveness(turn, task);
	return rc < 0 ? rc : (int)state;
}

static int run_is_due(
	struct turn *turn, struct task *task, enum state state, struct err *err)
{
	struct run run = RUN_INIT;
	int next = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (next < 0)
		return next;
	task->due_ms = time_limit_next(turn, task, &run);
	/* The day's time has gone on as well: admission/daily_budget.h. */
	if (turn->config->daily.run_time_ms)
		turn_post_places_changed(turn);
	next = look_at_run(turn, task, &run, state, err);
	run_clear(&run);
	return next;
}

int on_run_due(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)event;
	return run_is_due(turn, task, task->state, err);
}

int on_look_later(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct run run = RUN_INIT;
	int rc = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (rc == 0 && !run.verdict && !run.judged)
		task->due_ms = time_earlier(
			event->due_ms, time_limit_next(turn, task, &run));
	run_clear(&run);
	return rc < 0 ? rc : (int)task->state;
}

/* Only an interactive agent does not end by itself. */
int on_checkpoint(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return task->interactive ? on_run_due(turn, task, event, err)
				 : (int)task->state;
}

/* --- it waits for a person, or no longer does ------------------------------- */

static void journal_waiting(
	struct turn *turn, const struct task *task, const struct event *event)
{
	static const char *const sources[ATTENTION_SOURCES] = {
		[ATTENTION_BY_HOOK] = "hook",
		[ATTENTION_BY_STATUS] = "status",
		[ATTENTION_BY_SCREEN] = "screen",
		[ATTENTION_BY_LINE] = "screen",
		[ATTENTION_BY_TITLE] = "title",
	};
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "for", attention_name(event->waiting_for));
	json_add_text(data, "what", event->text);
	json_add_text(data, "source", sources[event->source]);
	journal(turn, JOURNAL_WAITING, task, task->runs, data);
}

static int stop_waiting(struct turn *turn, struct task *task, struct err *err)
{
	if (task->state != STATE_WAITING)
		return (int)task->state;
	reason_reset(&task->reason);
	journal(turn, JOURNAL_GOES_ON, task, task->runs, NULL);
	return run_is_due(turn, task, STATE_RUNNING, err);
}

/* What it waits for is the task's reason. Its time limits hold on; that it is
 * silent means nothing now. */
int on_attention(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	enum reason_code code = event->waiting_for == ATTENTION_PROMPT
					? REASON_PROMPT
					: REASON_DIALOG;

	/* Its end was asked for: nobody has to answer any more. */
	if (task->wanted != WANTED_RUN)
		return (int)task->state;
	if (event->waiting_for == ATTENTION_NOTHING)
		return stop_waiting(turn, task, err);
	if (task->state == STATE_WAITING && task->reason.code == code &&
		task->awaits == event->number)
		return STATE_WAITING;
	reason_set(&task->reason, code, "%s", event->text);
	task->awaits = event->number;
	task->asks_secret = event->secret;
	journal_waiting(turn, task, event);
	return run_is_due(turn, task, STATE_WAITING, err);
}

/* --- it ends --------------------------------------------------------------- */

int on_ended(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)event;
	return conclude_end(turn, task, err);
}

/* It began and ended before reeved looked. */
int on_ended_early(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct run run = RUN_INIT;
	int rc = 0;

	if (!event->record->start_error) {
		rc = store_get_run(
			turn->store, task->id, task->runs, &run, err);
		if (rc == 0)
			rc = begin_running(
				turn, task, &run, event->record, err);
		run_clear(&run);
	}
	return rc < 0 ? rc : conclude_end(turn, task, err);
}

int on_inspected(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return conclude_inspected(turn, task, event->answer, err);
}

int on_files_counted(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)err;
	task->files_known = true;
	task->files = json_number(event->answer, "files", 0);
	return (int)task->state;
}
