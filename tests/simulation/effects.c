/*
 * effects - what reeved does, done to puppets
 *
 * The one thing that the simulation replaces. What needs a terminal, a client or
 * a file for people is left out.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/paths.h"
#include "tests/simulation/world.h"

static void nothing(void *arg, struct effect *effect)
{
	(void)arg;
	(void)effect;
}

static int64_t soon(uint64_t window_ms)
{
	return world.now_ms + 1 + (int64_t)world_chance(window_ms);
}

static void dispatch(void *arg, struct effect *effect)
{
	(void)arg;
	world_puppet(effect->task)->dispatch_ms = soon(WORLD_DISPATCH_MS);
}

static void inspect(void *arg, struct effect *effect)
{
	(void)arg;
	world_puppet(effect->task)->inspect_ms = soon(WORLD_INSPECT_MS);
}

static void publish(void *arg, struct effect *effect)
{
	(void)arg;
	world_puppet(effect->task)->publish_ms = soon(WORLD_INSPECT_MS);
}

/* Told to stop twice it stops once. */
static void puppet_stop_run(void *arg, struct effect *effect)
{
	struct puppet *puppet = world_puppet(effect->task);

	(void)arg;
	if (puppet->keeper < 0 || !puppet->run || puppet->record.ended ||
		puppet->ended_by_us)
		return;
	puppet->ended_by_us = true;
	puppet->record.stop.ms = world.now_ms;
	puppet->record.stop.reason = effect->stop_reason;
	puppet->record.stop.by = mem_copy(effect->by ? effect->by : "reeve");
	puppet->end_ms = world.now_ms + WORLD_END_MS;
}

static void puppet_leave_pane(void *arg, struct effect *effect)
{
	struct puppet *puppet = world_puppet(effect->task);

	(void)arg;
	if (!puppet->end_ms && !puppet->dispatch_ms)
		puppet_drop_lock(puppet);
}

/* No puppet has a screen. */
static void puppet_ask_keeper(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	turn_post(&daemon->turn, &(struct event){ .kind = EVENT_KEEPER_REPORTED,
					 .task = effect->task,
					 .run = effect->run });
}

static void find_no_cause(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	(void)effect;
	turn_post(&daemon->turn, &(struct event){ .kind = EVENT_DIAGNOSED });
}

static void puppet_archive_record(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;
	char id[RUN_ID_SIZE];

	unlink(path_record(
		daemon->host.state, run_id(id, effect->task, effect->run))
			.text);
}

static void refuse(void *arg, struct effect *effect)
{
	(void)arg;
	(void)effect;
	world.refused = true;
}

const struct effect_row world_effects[EFFECTS] = {
	[EFFECT_DISPATCH] = { dispatch, NULL, NULL },
	[EFFECT_INSPECT] = { inspect, NULL, NULL },
	[EFFECT_PUBLISH] = { publish, NULL, NULL },
	[EFFECT_COUNT_FILES] = { nothing, NULL, NULL },
	[EFFECT_SAMPLE] = { nothing, NULL, NULL },
	[EFFECT_LOOK_AT_SCREEN] = { nothing, NULL, NULL },
	[EFFECT_TYPE_KEYS] = { nothing, NULL, NULL },
	[EFFECT_DIAGNOSE] = { find_no_cause, NULL, NULL },
	[EFFECT_SWEEP_GIT] = { nothing, NULL, NULL },
	[EFFECT_CHECK_TASKS] = { nothing, NULL, NULL },
	[EFFECT_CHECK_PROFILE] = { nothing, NULL, NULL },
	[EFFECT_PRUNE] = { nothing, NULL, NULL },
	[EFFECT_STOP_RUN] = { puppet_stop_run, NULL, NULL },
	[EFFECT_END_TURN] = { nothing, NULL, NULL },
	[EFFECT_NOTE_IN_PANE] = { nothing, NULL, NULL },
	[EFFECT_LEAVE_PANE] = { puppet_leave_pane, NULL, NULL },
	[EFFECT_GREET_KEEPER] = { nothing, NULL, NULL },
	[EFFECT_ASK_KEEPER] = { puppet_ask_keeper, NULL, NULL },
	[EFFECT_SEND_TEXT] = { nothing, NULL, NULL },
	[EFFECT_HAND_TEXT] = { nothing, NULL, NULL },
	[EFFECT_RELEASE_TEXTS] = { nothing, NULL, NULL },
	[EFFECT_OPEN_DIALOG] = { nothing, NULL, NULL },
	[EFFECT_CLOSE_DIALOG] = { nothing, NULL, NULL },
	[EFFECT_WATCH_RUN] = { nothing, NULL, NULL },
	[EFFECT_FORGET_RUN] = { nothing, NULL, NULL },
	[EFFECT_ARCHIVE_RECORD] = { puppet_archive_record, NULL, NULL },
	[EFFECT_WRITE_RESULTS] = { nothing, NULL, NULL },
	[EFFECT_WRITE_JOURNAL] = { nothing, NULL, NULL },
	[EFFECT_TELL_TASK] = { nothing, NULL, NULL },
	[EFFECT_ANSWER] = { nothing, NULL, NULL },
	[EFFECT_ANSWER_TASK] = { nothing, NULL, NULL },
	[EFFECT_ANSWER_TASKS] = { nothing, NULL, NULL },
	[EFFECT_ANSWER_AT_REST] = { nothing, NULL, NULL },
	[EFFECT_REFUSE] = { refuse, NULL, NULL },
	[EFFECT_READ] = { nothing, NULL, NULL },
};
