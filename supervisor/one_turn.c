/*
 * one_turn - events, handlers, one commit, effects: see core/turn.h
 *
 * What comes of carrying effects out (a keeper that is gone, a worker that does
 * not start) is handled in the same turn, with a commit of its own.
 */
#include "base/log.h"
#include "supervisor/daemon.h"
#include "supervisor/sense/attention/attention.h"

/* A failed commit drops events and effects together; then everything is compared
 * with what is, a little later. */
static void drop_all(struct daemon *daemon, const struct err *why)
{
	struct turn *turn = &daemon->turn;

	log_err(why);
	effects_drop(&turn->effects, daemon->effects, daemon, why);
	queue_drop(&turn->queue, why);
	turn_retry_later(turn);
}

void daemon_turn(struct daemon *daemon)
{
	struct turn *turn = &daemon->turn;
	struct err err = ERR_INIT;
	struct event event;

	do {
		while (queue_take(&turn->queue, &event)) {
			daemon_handle(daemon, &event);
			event_clear(&event);
		}
		effects_prepare(&turn->effects, daemon->effects, daemon);
		if (store_flush(turn->store, &err) < 0)
			drop_all(daemon, &err);
		else
			effects_carry_out(
				&turn->effects, daemon->effects, daemon);
	} while (!queue_is_empty(&turn->queue) || turn->effects.count ||
		 store_is_dirty(turn->store));
}

void daemon_post_due(struct daemon *daemon)
{
	struct turn *turn = &daemon->turn;
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (turn->retry_ms && turn->retry_ms <= turn->now_ms) {
		turn->retry_ms = 0;
		turn_post(turn, &(struct event){ .kind = EVENT_RESCAN });
	}
	if (store_list_tasks(
		    turn->store, STORE_DUE, turn->now_ms, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++)
		turn_post_task(turn, EVENT_DUE, tasks.items[i].id);
	task_list_clear(&tasks);
}

static void earlier(int64_t *next_ms, int64_t ms)
{
	if (ms && (!*next_ms || ms < *next_ms))
		*next_ms = ms;
}

int64_t daemon_due_ms(struct daemon *daemon)
{
	struct turn *turn = &daemon->turn;
	int64_t next_ms = 0;
	struct err err = ERR_INIT;

	if (store_next_due(turn->store, &next_ms, &err) < 0)
		log_err(&err);
	/* What is due would only be refused again until then. */
	if (turn->retry_ms)
		next_ms = turn->retry_ms;
	if (!turn->is_ending)
		earlier(&next_ms, notify_due_ms(daemon->notify));
	earlier(&next_ms, attention_due_ms(daemon->sense.attention));
	return next_ms;
}
