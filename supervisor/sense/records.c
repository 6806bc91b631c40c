/*
 * records - what records and locks of keepers say of runs: see records.h
 */
#include "supervisor/sense/records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/core/keepers.h"
#include "supervisor/sense/sense.h"

/* Takes the record over. */
static void post_run(struct sense *sense, const struct task *task,
	enum event_kind kind, const struct record *record)
{
	struct event event = { .kind = kind,
		.task = task->id,
		.run = task->runs,
		.record = mem_alloc(sizeof(*event.record)) };

	*event.record = *record;
	turn_post(sense->turn, &event);
}

static bool has_run(const struct task *task)
{
	return task->state == STATE_STARTING || task->state == STATE_RUNNING ||
	       task->state == STATE_WAITING;
}

bool workers_are_at(const struct sense *sense, int64_t task)
{
	return sense->workers && workers_has(sense->workers, task);
}

/*
 * The record of a task's newest run, and whether its keeper still lives. A
 * worker that dispatches it speaks first: what the worker found out belongs to
 * the run, and a failure it tells itself.
 */
bool look_at_newest(struct sense *sense, const struct task *task)
{
	const struct host *host = sense->turn->host;
	struct record record = RECORD_INIT;
	struct err err = ERR_INIT;
	char id[RUN_ID_SIZE];
	struct path path;
	bool alive = keeper_lives(host, task->name);

	if (workers_are_at(sense, task->id))
		return false;
	/* In this order: a keeper writes the end before it dies. */
	path = path_record(host->state, run_id(id, task->id, task->runs));
	if (record_read(&record, path.text, &err) < 0) {
		if (errno != ENOENT)
			log_warn("%s", err.message);
		if (alive || task->state == STATE_STARTING)
			return false;
		post_run(sense, task, EVENT_RUN_LOST, &record);
	} else if (record.ended) {
		post_run(sense, task, EVENT_RUN_ENDED, &record);
	} else if (!alive || strcmp(record.boot_id ? record.boot_id : "",
				     host->boot_id) != 0) {
		post_run(sense, task, EVENT_RUN_LOST, &record);
	} else {
		post_run(sense, task, EVENT_RUN_STARTED, &record);
	}
	return true;
}

static void look_if_running(struct sense *sense, const struct task *task)
{
	if (has_run(task))
		look_at_newest(sense, task);
}

bool look_at_run(struct sense *sense, int64_t id)
{
	struct task task = TASK_INIT;
	bool posted =
		store_get_task(sense->turn->store, id, &task, NULL) == 0 &&
		has_run(&task) && look_at_newest(sense, &task);

	task_clear(&task);
	return posted;
}

void records_changed(void *arg, const char *name)
{
	struct sense *sense = arg;
	struct task task = TASK_INIT;
	int64_t id, number;
	char *stem;

	if (!name) {
		each_active_task(sense, look_if_running);
		return;
	}
	stem = file_stem(name, ".json");
	if (stem && run_id_parse(stem, &id, &number) &&
		store_get_task(sense->turn->store, id, &task, NULL) == 0 &&
		task.runs == number)
		look_if_running(sense, &task);
	task_clear(&task);
	free(stem);
}

/* A lock was closed: its keeper has died, or could not begin. */
void keepers_changed(void *arg, const char *name)
{
	struct sense *sense = arg;
	struct task task = TASK_INIT;
	char *stem;

	if (!name) {
		each_active_task(sense, look_if_running);
		return;
	}
	stem = file_stem(name, ".lock");
	if (stem &&
		store_find_task(sense->turn->store, stem, &task, NULL) == 0 &&
		!strcmp(task.name, stem) &&
		!keeper_lives_on(sense->turn->host, stem))
		look_if_running(sense, &task);
	task_clear(&task);
	free(stem);
}

static void look_at_limits(struct sense *sense, const struct task *task)
{
	if (task->state == STATE_RUNNING || task->state == STATE_WAITING)
		turn_post_task(sense->turn, EVENT_DUE, task->id);
}

void limits_changed(struct sense *sense)
{
	each_active_task(sense, look_at_limits);
}
