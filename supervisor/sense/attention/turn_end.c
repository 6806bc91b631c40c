/*
 * turn_end - a turn of an interactive agent is over, and its run with it: see
 * parts.h
 *
 * The next turn of an agent that is kept alive is a run of its own. Its keeper
 * refuses while somebody types, and then the agent waits for a prompt like any
 * other; it is tried again when the screen has moved. A turn that failed of a
 * limit is not for a person to mend: the run ends as one whose events say so.
 */
#include "agents/read/reset_time.h"
#include "base/mem.h"
#include "supervisor/sense/attention/parts.h"

void attention_turn_end_refused(
	struct attention_watch *attention, const struct event *event)
{
	struct waiter *waiter = waiter_find(attention, event->task, event->run);

	if (waiter) {
		waiter->turn_refused = true;
		waiter_judge(waiter);
	}
}

bool waiter_end_turn(struct waiter *waiter)
{
	if (waiter->turn_refused)
		return true;
	turn_emit(waiter->attention->turn,
		&(struct effect){ .kind = EFFECT_END_TURN,
			.task = waiter->task,
			.run = waiter->run });
	/* Who was told that the agent waits is not told so again. */
	return waiter->told_for == ATTENTION_PROMPT;
}

void waiter_fail_turn(
	const struct waiter *waiter, const struct awaited *awaited)
{
	struct turn *turn = waiter->attention->turn;
	struct event event = { .kind = EVENT_FATAL_SIGN,
		.task = waiter->task,
		.run = waiter->run,
		.verdict = awaited->verdict,
		.text = mem_copy(awaited->what),
		.in_turn = true };

	if (event.verdict == VERDICT_RATE_LIMITED)
		event.until_ms = reset_parse(event.text, turn->now_ms, NULL);
	turn_post(turn, &event);
}
