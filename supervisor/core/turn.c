/*
 * turn - all that a handler of events may touch: see turn.h
 */
#include "supervisor/core/turn.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

/* A shorter suspend explains nothing. */
#define SUSPEND_MS 2000

#define RETRY_MS 5000

void turn_read_clocks(struct turn *turn)
{
	int64_t before_ms = turn->asleep_ms;

	turn->now_ms = clock_wall_ms();
	turn->awake_ms = clock_awake_ms();
	turn->asleep_ms = clock_boot_ms() - turn->awake_ms;
	if (before_ms < 0 || turn->asleep_ms - before_ms < SUSPEND_MS)
		return;
	turn->slept_ms = turn->asleep_ms - before_ms;
	turn->woke_ms = turn->now_ms;
	log_info("the machine was suspended for %lld s",
		(long long)turn->slept_ms / 1000);
}

uint64_t turn_random(struct turn *turn)
{
	return random_next(&turn->chance);
}

int64_t turn_jitter(struct turn *turn, int64_t at_ms, int64_t jitter_ms)
{
	return at_ms + (int64_t)(turn_random(turn) % ((uint64_t)jitter_ms + 1));
}

void turn_post(struct turn *turn, const struct event *event)
{
	queue_post(&turn->queue, event);
}

void turn_emit(struct turn *turn, const struct effect *effect)
{
	effects_emit(&turn->effects, effect);
}

void turn_post_task(struct turn *turn, enum event_kind kind, int64_t task)
{
	turn_post(turn, &(struct event){ .kind = kind, .task = task });
}

void turn_emit_task(struct turn *turn, enum effect_kind kind, int64_t task)
{
	turn_emit(turn, &(struct effect){ .kind = kind, .task = task });
}

void turn_post_places_changed(struct turn *turn)
{
	queue_post_places_changed(&turn->queue);
}

void turn_retry_later(struct turn *turn)
{
	if (!turn->retry_ms)
		turn->retry_ms = turn->now_ms + RETRY_MS;
}

void turn_clear(struct turn *turn)
{
	queue_clear(&turn->queue);
	effects_clear(&turn->effects);
}
