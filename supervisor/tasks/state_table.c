/*
 * state_table - what may happen to a task, in which state, and what then: see
 * state_table.h
 */
#include "supervisor/tasks/state_table.h"

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/places.h"
#include "supervisor/tasks/handlers.h"

#define IN(state) (1u << STATE_##state)

/* Waits to start its first run, or the next one. */
#define WAITS (IN(BACKOFF) | IN(PARKED))
/* Its run goes. */
#define GOES (IN(RUNNING) | IN(WAITING))
/* Its run goes, or is looked at, or its work is published. */
#define IS_BUSY (IN(STARTING) | GOES | IN(VERIFYING) | IN(PUBLISHING))
/* At rest, and not completed. */
#define RESTS (IN(FAILED) | IN(ESCALATED) | IN(HELD) | IN(STOPPED))
#define ANY   (~0u)

static const struct table_row {
	enum event_kind kind;
	unsigned states;
	task_handler *handler;
} table[] = {
	/* event		in			then */

	/* It waits to start. */
	{ EVENT_READY, IN(BLOCKED), on_ready },
	{ EVENT_PLACE_FREE, IN(QUEUED), on_place_free },
	{ EVENT_DUE, IN(QUEUED), on_queue_due },
	{ EVENT_DUE, WAITS, on_wait_over },
	{ EVENT_ASK_AGAIN, IN(QUEUED) | WAITS, on_ask_again },
	{ EVENT_BEHIND_BREAKER, IN(QUEUED) | IN(BACKOFF) | IN(ESCALATED),
		on_behind_breaker },
	{ EVENT_CAUSE_FOUND, IN(PARKED), on_cause_found },

	/* Its run starts. */
	{ EVENT_DISPATCHED, IN(STARTING) | GOES | IN(VERIFYING),
		on_dispatched },
	{ EVENT_DISPATCH_FAILED, IN(STARTING), on_dispatch_failed },
	{ EVENT_RUN_STARTED, IN(STARTING) | GOES | WAITS, on_started },

	/* Its run goes. */
	{ EVENT_DUE, GOES, on_run_due },
	{ EVENT_LOOK_LATER, GOES, on_look_later },
	{ EVENT_CHECKPOINT, GOES, on_checkpoint },
	{ EVENT_ATTENTION, GOES, on_attention },
	{ EVENT_USED, GOES, on_used },
	{ EVENT_DONE, GOES, on_done },
	{ EVENT_MUST_END, GOES, on_must_end },
	{ EVENT_FATAL_SIGN, GOES, on_fatal_sign },

	/* Its run ends. */
	{ EVENT_RUN_ENDED, IN(STARTING), on_ended_early },
	{ EVENT_RUN_ENDED, GOES, on_ended },
	{ EVENT_RUN_LOST, IN(STARTING) | GOES, on_ended },
	{ EVENT_INSPECTED, IN(VERIFYING), on_inspected },
	{ EVENT_PUBLISHED, IN(PUBLISHING), on_published },
	{ EVENT_DUE, IN(PUBLISHING), on_publish_due },

	/* It is at rest. */
	{ EVENT_DUE, RESTS | IN(COMPLETED), on_rest_over },
	{ EVENT_FILES_COUNTED, ANY, on_files_counted },

	/* Words for its agent. */
	{ EVENT_SEND, ANY, on_send },
	{ EVENT_TEXT_TAKEN, ANY, on_text_taken },
	{ EVENT_TEXT_TYPED, ANY, on_text_typed },

	/* A person asks. */
	{ EVENT_STOP, IN(BLOCKED) | IN(QUEUED) | WAITS, on_stop_waiting },
	{ EVENT_STOP, IS_BUSY, on_stop_run },
	{ EVENT_STOP, RESTS, on_stop_resting },
	{ EVENT_STOP, IN(COMPLETED), on_stop_completed },
	{ EVENT_HOLD, IN(BLOCKED) | IN(QUEUED) | WAITS | RESTS,
		on_hold_waiting },
	{ EVENT_HOLD, IS_BUSY, on_hold_run },
	{ EVENT_HOLD, IN(COMPLETED), on_hold_completed },
	{ EVENT_RESUME, IN(BLOCKED), on_refuse_unstarted },
	{ EVENT_RESUME, IN(QUEUED), on_resume_queued },
	{ EVENT_RESUME, WAITS | RESTS | IN(COMPLETED), on_resume_now },
	{ EVENT_RESUME, IS_BUSY, on_resume_run },
	{ EVENT_RESTART, IN(BLOCKED), on_refuse_unstarted },
	{ EVENT_RESTART, IN(QUEUED), on_restart_queued },
	{ EVENT_RESTART, WAITS | RESTS | IN(COMPLETED), on_restart_now },
	{ EVENT_RESTART, IS_BUSY, on_restart_run },
	{ EVENT_REASSIGN,
		IN(BLOCKED) | IN(QUEUED) | WAITS | RESTS | IN(COMPLETED),
		on_reassign_now },
	{ EVENT_REASSIGN, IS_BUSY, on_reassign_run },
	{ EVENT_HANDOFF, ANY, on_handoff },

	/* A person has looked at it. */
	{ EVENT_ASSIGN, ANY, on_assign },
	{ EVENT_APPROVE, IN(ESCALATED), on_approve },
	{ EVENT_APPROVE, IN(PARKED), on_approve_parked },
	{ EVENT_APPROVE, IN(WAITING), on_refuse_waiting },
	{ EVENT_APPROVE, ~(IN(ESCALATED) | IN(PARKED) | IN(WAITING)),
		on_refuse_review },
	{ EVENT_REJECT, IN(ESCALATED), on_reject },
	{ EVENT_REJECT, IN(PARKED), on_reject_parked },
	{ EVENT_REJECT, IN(WAITING), on_refuse_waiting },
	{ EVENT_REJECT, ~(IN(ESCALATED) | IN(PARKED) | IN(WAITING)),
		on_refuse_review },
	{ EVENT_ANSWER, IN(ESCALATED), on_answer },
	{ EVENT_ANSWER, IN(PARKED), on_answer_parked },
	{ EVENT_ANSWER, IN(WAITING), on_answer_waiting },
	{ EVENT_ANSWER, ~(IN(ESCALATED) | IN(PARKED) | IN(WAITING)),
		on_refuse_review },
};

#define ROWS (sizeof(table) / sizeof(*table))

static bool row_names(
	const struct table_row *row, enum state state, enum event_kind kind)
{
	return row->kind == kind && row->states & 1u << state;
}

task_handler *state_table_find(enum state state, enum event_kind kind)
{
	for (size_t i = 0; i < ROWS; i++)
		if (row_names(&table[i], state, kind))
			return table[i].handler;
	return NULL;
}

int state_table_count(enum state state, enum event_kind kind)
{
	int count = 0;

	for (size_t i = 0; i < ROWS; i++)
		count += row_names(&table[i], state, kind);
	return count;
}

/* What follows from a new state, whatever brought it about. */
static void enter_state(struct turn *turn, struct task *task, enum state state)
{
	enum state before = task->state;

	if (state == before)
		return;
	task->state = state;
	if (state_is_at_rest(state)) {
		task->ended_ms = turn->now_ms;
		turn_emit_task(turn, EFFECT_PRUNE, 0);
	}
	turn_post_places_changed(turn);
	turn_post(turn, &(struct event){ .kind = EVENT_TASK_CHANGED,
				.task = task->id,
				.before = before });
	turn_emit_task(turn, EFFECT_TELL_TASK, task->id);
}

static void refuse(
	struct turn *turn, const struct event *event, const struct err *why)
{
	if (!event->reply) {
		log_err(why);
		return;
	}
	turn_emit(turn, &(struct effect){ .kind = EFFECT_REFUSE,
				.reply = reply_hold(event->reply),
				.why = *why });
}

static void answer(struct turn *turn, const struct event *event)
{
	if (!event->reply || event->answer_with == ANSWER_BY_HANDLER)
		return;
	turn_emit(turn,
		&(struct effect){ .kind = event->answer_with == ANSWER_AT_REST
						  ? EFFECT_ANSWER_AT_REST
						  : EFFECT_ANSWER_TASK,
			.task = event->task,
			.reply = reply_hold(event->reply) });
}

/* The one place where a task's row is saved. */
static int handle(struct turn *turn, struct task *task, struct event *event,
	struct err *err)
{
	task_handler *handler = state_table_find(task->state, event->kind);
	int next;

	if (!handler || (event->run && event->run != task->runs))
		return 0;
	next = handler(turn, task, event, err);
	if (next < 0)
		return next;
	enter_state(turn, task, (enum state)next);
	return store_save_task(turn->store, task, err);
}

void state_table_handle(struct turn *turn, struct event *event)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(turn->store, event->task, &task, &err) < 0 ||
		handle(turn, &task, event, &err) < 0)
		refuse(turn, event, &err);
	else
		answer(turn, event);
	task_clear(&task);
}
