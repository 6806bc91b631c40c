/*
 * tell_keeper - what keepers are told, and what they answer
 *
 * One packet there, one back (core/keepers.h). A keeper that is gone or hangs
 * costs nothing: its end shows by its lock and by the record.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/kv.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "policy/explain/pane_note.h"
#include "supervisor/act/act.h"

/* Who asked a keeper, when its answer comes. */
struct asked {
	struct act *act;
	int64_t task, run;
	struct effect effect; /* of hand_text */
};

static struct asked *asked_new(struct act *act, int64_t task, int64_t run)
{
	struct asked *asked = mem_alloc(sizeof(*asked));

	*asked = (struct asked){ .act = act, .task = task, .run = run };
	return asked;
}

static void asked_free(struct asked *asked)
{
	effect_clear(&asked->effect);
	free(asked);
}

/* False: there is no such task, or its newest run is another one. */
static bool read_task(
	struct act *act, int64_t id, int64_t run, struct task *task)
{
	*task = TASK_INIT;
	return store_get_task(act->turn->store, id, task, NULL) == 0 &&
	       (!run || task->runs == run);
}

/* Starting, verifying or publishing is of no use for a task that is to stop;
 * the sweep of a lost run is. */
static bool workers_are_in_vain(const struct act *act, const struct task *task)
{
	struct record record = RECORD_INIT;
	char id[RUN_ID_SIZE];
	struct path path;
	bool ended;

	if (task->state == STATE_PUBLISHING || task->state == STATE_STARTING)
		return true;
	if (task->state != STATE_VERIFYING)
		return false;
	path = path_record(
		act->turn->host->state, run_id(id, task->id, task->runs));
	ended = record_read(&record, path.text, NULL) == 0 && record.ended;
	record_clear(&record);
	return ended;
}

void stop_run(struct act *act, const struct effect *effect)
{
	struct task task;

	if (read_task(act, effect->task, effect->run, &task)) {
		keeper_stop(act->keepers, task.name, effect->stop_reason,
			task.wanted == WANTED_RUN ? "reeve" : task.wanted_by);
		if (workers_are_in_vain(act, &task))
			workers_give_up(act->workers, task.id);
	}
	task_clear(&task);
}

static void end_turn_answered(void *arg, const char *bytes, size_t len)
{
	struct asked *asked = arg;

	if (len && kv_get(bytes, len, "error"))
		turn_post(asked->act->turn,
			&(struct event){ .kind = EVENT_TURN_END_REFUSED,
				.task = asked->task,
				.run = asked->run });
	asked_free(asked);
}

void end_turn(struct act *act, const struct effect *effect)
{
	struct task task;

	if (read_task(act, effect->task, effect->run, &task) &&
		task.wanted == WANTED_RUN)
		keeper_end_turn(act->keepers, task.name, end_turn_answered,
			asked_new(act, task.id, task.runs));
	task_clear(&task);
}

void note_in_pane(struct act *act, int64_t id)
{
	const struct turn *turn = act->turn;
	struct task task;
	char *text;

	if (read_task(act, id, 0, &task)) {
		text = pane_note(
			&task, turn->config->tmux_linger_ms, turn->now_ms);
		keeper_note(act->keepers, task.name, text,
			task.state == STATE_BACKOFF ||
					task.state == STATE_PARKED
				? task.due_ms
				: 0,
			task.state == STATE_BACKOFF ||
				task.state == STATE_PARKED);
		free(text);
	}
	task_clear(&task);
}

/* What needs no more than the name of the task's agent. */
static void tell_simply(struct act *act, int64_t id,
	void (*tell)(struct keepers *keepers, const char *agent))
{
	struct task task;

	if (read_task(act, id, 0, &task))
		tell(act->keepers, task.name);
	task_clear(&task);
}

void leave_pane(struct act *act, int64_t id)
{
	struct task task;

	/* A task that was resumed meanwhile needs its keeper. */
	if (read_task(act, id, 0, &task) && state_is_at_rest(task.state))
		keeper_leave(act->keepers, task.name);
	task_clear(&task);
}

void greet_keeper(struct act *act, int64_t task)
{
	tell_simply(act, task, keeper_greet);
}

void release_texts(struct act *act, int64_t task)
{
	tell_simply(act, task, keeper_release);
}

void open_dialog(struct act *act, int64_t task)
{
	tell_simply(act, task, keeper_asks);
}

void close_dialog(struct act *act, int64_t task)
{
	tell_simply(act, task, keeper_answered);
}

static void keeper_has_reported(void *arg, const char *bytes, size_t len)
{
	struct asked *asked = arg;

	turn_post(asked->act->turn,
		&(struct event){ .kind = EVENT_KEEPER_REPORTED,
			.task = asked->task,
			.run = asked->run,
			.on = len > 0,
			.number =
				len ? kv_get_number(bytes, len, "output_ms", 0)
				    : 0 });
	asked_free(asked);
}

void ask_keeper(struct act *act, const struct effect *effect)
{
	struct task task;

	if (read_task(act, effect->task, effect->run, &task))
		keeper_report(act->keepers, task.name, keeper_has_reported,
			asked_new(act, task.id, task.runs));
	task_clear(&task);
}

/* What came of a text: `answer` is null where the keeper did not answer. */
static void text_taken(struct asked *asked, cJSON *answer)
{
	struct effect *effect = &asked->effect;

	turn_post(asked->act->turn, &(struct event){ .kind = EVENT_TEXT_TAKEN,
					    .task = asked->task,
					    .of_run = asked->run,
					    .answer = answer,
					    .text = effect->text,
					    .by = effect->by,
					    .answers = effect->answers,
					    .secret = effect->secret,
					    .reply = effect->reply,
					    .answer_with = ANSWER_BY_HANDLER });
	effect->text = effect->by = NULL;
	effect->reply = NULL;
	asked_free(asked);
}

static void text_answered(void *arg, const char *bytes, size_t len)
{
	struct asked *asked = arg;
	cJSON *answer = len ? cJSON_CreateObject() : NULL;

	if (answer) {
		json_add_text(answer, "error", kv_get(bytes, len, "error"));
		json_add_text(answer, "why", kv_get(bytes, len, "why"));
		json_add_bool(answer, "sent",
			kv_get_number(bytes, len, "sent", 0) != 0);
		json_add_bool(answer, "queued",
			kv_get_number(bytes, len, "queued", 0) != 0);
		json_add_number(answer, "number",
			kv_get_number(bytes, len, "number", 0));
	}
	text_taken(asked, answer);
}

void hand_text(struct act *act, struct effect *effect)
{
	struct send_how how = { .hold = effect->hold,
		.keys = effect->typed_as_keys,
		.no_enter = effect->no_enter };
	struct asked *asked = asked_new(act, effect->task, effect->run);
	struct task task;

	asked->effect = *effect;
	*effect = (struct effect){ 0 };
	if (read_task(act, asked->task, asked->run, &task))
		keeper_send(act->keepers, task.name, asked->effect.text, &how,
			text_answered, asked);
	else
		text_taken(asked, NULL);
	task_clear(&task);
}
