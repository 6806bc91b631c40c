/*
 * queue_order - which queued task begins now: see queue_order.h
 */
#include "supervisor/tasks/queue_order.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/sense/records.h"
#include "supervisor/notify/notify.h"
#include "supervisor/tasks/state_table.h"

#define RETRY_MS 5000

bool schedule_takes_place(enum state state)
{
	switch (state) {
	case STATE_STARTING:
	case STATE_RUNNING:
	case STATE_WAITING:
	case STATE_VERIFYING:
	case STATE_PUBLISHING:
		return true;
	case STATE_BLOCKED:
	case STATE_QUEUED:
	case STATE_BACKOFF:
	case STATE_PARKED:
	case STATE_COMPLETED:
	case STATE_FAILED:
	case STATE_ESCALATED:
	case STATE_HELD:
	case STATE_STOPPED:
	case STATES:
		return false;
	}
	return false;
}

static int64_t count_places(const struct task_list *active, const char *profile)
{
	int64_t count = 0;

	for (size_t i = 0; i < active->count; i++)
		if (schedule_takes_place(active->items[i].state) &&
			(!profile ||
				!strcmp(active->items[i].profile, profile)))
			count++;
	return count;
}

static bool profile_is_full(const struct daemon *daemon,
	const struct task_list *active, const char *name)
{
	const struct profile *profile = config_profile(&daemon->config, name);

	return profile && profile->max_agents &&
	       count_places(active, name) >= profile->max_agents;
}

/* Starts one task, or holds it back; false when there is no place or nothing to
 * start. */
static bool start_one(struct daemon *daemon, const struct task_list *queued)
{
	struct task_list active = { 0 };
	int64_t now_ms = clock_wall_ms();
	struct err err = ERR_INIT;
	bool started = false;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &active, &err) <
		0) {
		log_err(&err);
		return false;
	}
	if (count_places(&active, NULL) >= daemon->config.max_agents)
		goto out;
	for (size_t i = 0; !started && i < queued->count; i++) {
		const struct task *task = &queued->items[i];

		/* It waits for its profile's limit to end. */
		if (task->due_ms > now_ms)
			continue;
		if (profile_is_full(daemon, &active, task->profile))
			continue;
		if (step(daemon, task->id, STEP_PLACE, NULL, &err) < 0)
			log_err(&err);
		else
			started = true;
	}
out:
	task_list_clear(&active);
	return started;
}

void schedule(struct daemon *daemon)
{
	struct task_list queued = { 0 };
	bool more = true;

	daemon->places_changed = false;
	daily_budget_check(daemon);
	while (more) {
		struct err err = ERR_INIT;

		if (store_list_tasks(
			    daemon->store, STORE_QUEUED, 0, &queued, &err) < 0)
			log_err(&err);
		more = queued.count && start_one(daemon, &queued);
		task_list_clear(&queued);
	}
	daemon->places_changed = false;
}

void schedule_retry(struct daemon *daemon)
{
	if (!daemon->retry_ms)
		daemon->retry_ms = clock_wall_ms() + RETRY_MS;
}

static void due(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	(void)events;
	if (daemon->retry_ms && daemon->retry_ms <= clock_wall_ms()) {
		daemon->retry_ms = 0;
		notice_all(daemon);
	}
	if (store_list_tasks(daemon->store, STORE_DUE, clock_wall_ms(), &tasks,
		    &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++)
		if (step(daemon, tasks.items[i].id, STEP_DUE, NULL, &err) < 0)
			log_err(&err);
	task_list_clear(&tasks);
}

void schedule_due(struct daemon *daemon)
{
	int64_t next_ms = 0;
	struct err err = ERR_INIT;

	if (store_next_due(daemon->store, &next_ms, &err) < 0)
		log_err(&err);
	/* What is due would only be refused again until then. */
	if (daemon->retry_ms)
		next_ms = daemon->retry_ms;
	if (!daemon->leaving && notify_due(daemon) &&
		(!next_ms || notify_due(daemon) < next_ms))
		next_ms = notify_due(daemon);
	loop_set_due(daemon->loop, next_ms, due, daemon);
}
