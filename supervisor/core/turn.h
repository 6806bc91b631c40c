/*
 * turn - all that a handler of events may touch
 *
 * One turn of the loop: what descriptors bring becomes events; each event meets
 * its handler, which changes rows, posts further events and emits effects; then
 * one commit; then the effects (../one_turn.c). Time is read once a turn, chance
 * comes from one generator: the same turn with the same events does the same
 * again, which is what the simulation relies on.
 */
#ifndef SUPERVISOR_CORE_TURN_H
#define SUPERVISOR_CORE_TURN_H

#include "model/config/config.h"
#include "store/store.h"
#include "supervisor/core/effects.h"
#include "supervisor/core/host.h"
#include "supervisor/core/queue.h"
#include "supervisor/core/reply.h"

struct live_usage;

struct turn {
	struct store *store;
	const struct config *config;
	const struct host *host;
	struct live_usage *live_usage; /* what runs that go have used */
	/* Whether git may not work in a worktree, by a few small reads: only the
	 * dispatcher knows. NULL: never. */
	bool (*worktree_is_suspect)(const char *repo, const char *name);
	struct queue queue;
	struct effects effects;
	int64_t now_ms; /* wall time */
	int64_t awake_ms; /* time without suspend: base/clock.h */
	int64_t asleep_ms; /* time in suspend since the boot; -1: not read */
	int64_t slept_ms, woke_ms; /* the last suspend: how long, its end */
	uint64_t chance; /* state of the generator */
	int64_t retry_ms; /* everything is compared with what is then; 0: no */
	bool is_ending; /* `reeve down`: nothing begins any more */
};

/* Reads the clocks: once a turn. */
void turn_read_clocks(struct turn *turn);

uint64_t turn_random(struct turn *turn);
/* `at_ms` and a random part of `jitter_ms`. */
int64_t turn_jitter(struct turn *turn, int64_t at_ms, int64_t jitter_ms);

/* See queue.h and effects.h. */
void turn_post(struct turn *turn, const struct event *event);
void turn_emit(struct turn *turn, const struct effect *effect);
/* An event, an effect that needs no more than its task. */
void turn_post_task(struct turn *turn, enum event_kind kind, int64_t task);
void turn_emit_task(struct turn *turn, enum effect_kind kind, int64_t task);
void turn_post_places_changed(struct turn *turn);

/*
 * What cannot be done now (a full disk, no descriptor or process left) is begun
 * again from what is on disk and in the store, a little later.
 */
void turn_retry_later(struct turn *turn);

void turn_clear(struct turn *turn);

#endif
