/*
 * attention_timers - when to look at a screen again, and when to let go what a dialog
 * has held: see attention_parts.h
 */
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "supervisor/tasks/time_limits.h"
#include "supervisor/core/keepers.h"
#include "supervisor/sense/attention/attention_parts.h"

/*
 * A dialog often has another one behind it. What is to be typed waits until it
 * would have opened, for the Enter behind a text would answer it.
 */
void wait_release_soon(struct waits *waits, struct wait *wait)
{
	wait->release_ms =
		clock_wall_ms() + waits->daemon->config.screen_settle_ms;
	wait_set_timer(waits);
}

void wait_keep_held(struct wait *wait)
{
	wait->release_ms = 0;
	wait->releasing = false;
}

/* It was just looked at. */
void wait_release_if_due(struct waits *waits, struct wait *wait)
{
	struct task task = TASK_INIT;

	/* One more look is to come, which began after it was due. */
	if (!wait->releasing || wait->coming || wait->again)
		return;
	wait->releasing = false;
	if (store_get_task(waits->daemon->store, wait->task, &task, NULL) == 0)
		keeper_release(waits->daemon, &task);
	task_clear(&task);
}

void wait_set_timer(struct waits *waits)
{
	struct itimerspec when = { 0 };
	int64_t next_ms = 0;

	for (struct wait *wait = waits->all; wait; wait = wait->next)
		next_ms = deadline_earlier(next_ms,
			deadline_earlier(wait->look_ms, wait->release_ms));
	when.it_value.tv_sec = next_ms / 1000;
	when.it_value.tv_nsec = next_ms % 1000 * 1000000;
	timerfd_settime(waits->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static bool is_due(int64_t at_ms, int64_t now_ms)
{
	return at_ms && at_ms <= now_ms;
}

void waits_due(void *arg, uint32_t events)
{
	struct waits *waits = arg;
	int64_t now_ms = clock_wall_ms();
	uint64_t count;

	(void)events;
	if (read(waits->timer, &count, sizeof(count)) < 0)
		return;
	for (struct wait *wait = waits->all; wait; wait = wait->next) {
		bool look = is_due(wait->look_ms, now_ms);
		bool release = is_due(wait->release_ms, now_ms);

		if (look)
			wait->look_ms = 0;
		if (release) {
			wait->release_ms = 0;
			wait->releasing = true;
		}
		if (look || release)
			wait_look(waits, wait);
	}
	wait_set_timer(waits);
}
