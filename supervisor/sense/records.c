/*
 * records - what changed on disk, and what that means: see records.h
 */
#include "supervisor/sense/records.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/act/start_run.h"
#include "supervisor/sense/checkpoint_take.h"
#include "supervisor/admission/admission.h"
#include "supervisor/act/git_sweep.h"
#include "supervisor/act/inspect_run.h"
#include "supervisor/act/retention.h"
#include "supervisor/core/keepers.h"
#include "supervisor/act/results.h"
#include "supervisor/tasks/state_table.h"

/* "NAME.suffix" without its suffix; NULL when it has another. */
static char *stem_of(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	if (len <= tail || strcmp(name + len - tail, suffix) != 0)
		return NULL;
	return mem_copy_bytes(name, len - tail);
}

static void take_step(struct daemon *daemon, int64_t task,
	enum step_event event, struct step *details)
{
	struct err err = ERR_INIT;

	if (step(daemon, task, event, details, &err) < 0)
		log_err(&err);
}

/*
 * The record of a task's newest run, and whether its keeper still lives. A
 * worker that dispatches it speaks first: what it found out belongs to the run,
 * and a failure it will tell itself.
 */
static void look_at_run(struct daemon *daemon, const struct task *task)
{
	struct record record = RECORD_INIT;
	struct step details = { .record = &record };
	struct err err = ERR_INIT;
	char id[RUN_ID_SIZE];
	struct path path;
	bool alive = keeper_lives(daemon, task->name);

	if (workers_has(daemon->workers, task->id))
		return;
	/* In this order: a keeper writes the end before it dies. */
	path = path_record(daemon->state, run_id(id, task->id, task->runs));
	if (record_read(&record, path.text, &err) < 0) {
		if (errno != ENOENT)
			log_warn("%s", err.message);
		if (!alive && task->state != STATE_STARTING)
			take_step(daemon, task->id, STEP_LOST, &details);
		return;
	}
	if (record.ended)
		take_step(daemon, task->id, STEP_ENDED, &details);
	else if (!alive || strcmp(record.boot_id ? record.boot_id : "",
				   daemon->boot_id) != 0)
		take_step(daemon, task->id, STEP_LOST, &details);
	else
		take_step(daemon, task->id, STEP_STARTED, &details);
	record_clear(&record);
}

static void each_active(struct daemon *daemon,
	void (*fn)(struct daemon *daemon, const struct task *task))
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++)
		fn(daemon, &tasks.items[i]);
	task_list_clear(&tasks);
}

static bool has_run(const struct task *task)
{
	return task->state == STATE_STARTING || task->state == STATE_RUNNING ||
	       task->state == STATE_WAITING;
}

static void look_if_running(struct daemon *daemon, const struct task *task)
{
	if (has_run(task))
		look_at_run(daemon, task);
}

void notice_run(struct daemon *daemon, int64_t id)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(daemon->store, id, &task, &err) < 0)
		log_err(&err);
	else
		look_if_running(daemon, &task);
	task_clear(&task);
}

void notice_record(void *arg, const char *name)
{
	struct daemon *daemon = arg;
	struct task task = TASK_INIT;
	int64_t id, number;
	char *stem;

	if (!name) {
		each_active(daemon, look_if_running);
		return;
	}
	stem = stem_of(name, ".json");
	if (stem && run_id_parse(stem, &id, &number) &&
		store_get_task(daemon->store, id, &task, NULL) == 0 &&
		task.runs == number && has_run(&task))
		look_at_run(daemon, &task);
	task_clear(&task);
	free(stem);
}

/* A lock was closed: its keeper has died, or could not begin. */
void notice_keeper(void *arg, const char *name)
{
	struct daemon *daemon = arg;
	struct task task = TASK_INIT;
	char *stem;

	if (!name) {
		each_active(daemon, look_if_running);
		return;
	}
	stem = stem_of(name, ".lock");
	if (stem && store_find_task(daemon->store, stem, &task, NULL) == 0 &&
		!strcmp(task.name, stem) && !keeper_lives_on(daemon, stem) &&
		has_run(&task))
		look_at_run(daemon, &task);
	task_clear(&task);
	free(stem);
}

static void look_at_checkpoint(struct daemon *daemon, const struct task *task)
{
	if (checkpoint_take(daemon, task))
		take_step(daemon, task->id, STEP_CHECKPOINT, NULL);
}

void notice_checkpoint(void *arg, const char *name)
{
	struct daemon *daemon = arg;
	struct task task = TASK_INIT;
	char *stem;

	if (!name) {
		each_active(daemon, look_at_checkpoint);
		return;
	}
	stem = stem_of(name, ".json");
	if (stem && task_name_is_valid(stem) &&
		store_find_task(daemon->store, stem, &task, NULL) == 0 &&
		!strcmp(task.name, stem) && !state_is_at_rest(task.state))
		look_at_checkpoint(daemon, &task);
	task_clear(&task);
	free(stem);
}

static bool had_worker(enum state state)
{
	return state == STATE_STARTING || state == STATE_VERIFYING ||
	       state == STATE_PUBLISHING;
}

/*
 * Where the last leader left a task, or a store that took nothing for a while. A
 * dispatch or a look that died with it is begun again: both find what is already
 * there and go on from it. One that still goes has its end to come.
 */
static void go_on_with(struct daemon *daemon, const struct task *task)
{
	keeper_greet(daemon, task);
	if (workers_has(daemon->workers, task->id))
		return;
	daemon->sweeps_git |= had_worker(task->state);
	if (has_run(task))
		look_at_run(daemon, task);
	if (task->state == STATE_PUBLISHING)
		take_step(daemon, task->id, STEP_DUE, NULL);
	if (task->state == STATE_VERIFYING) {
		inspect_start(daemon, task->id);
	} else if (task->state == STATE_STARTING) {
		struct task now = TASK_INIT;

		if (store_get_task(daemon->store, task->id, &now, NULL) == 0 &&
			now.state == STATE_STARTING && now.runs == task->runs)
			dispatch_soon(daemon, task->id);
		task_clear(&now);
	}
}

/*
 * A record that is still here though its run is judged: the last leader died
 * between the commit and what follows from it.
 */
static void finish_record(struct daemon *daemon, const char *id)
{
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;
	int64_t number;

	if (!run_id_parse(id, &task.id, &number) ||
		store_get_run(daemon->store, task.id, number, &run, NULL) < 0 ||
		!run.judged)
		return;
	results_write(daemon, &task);
	keep_record(daemon, id);
	run_clear(&run);
}

static void finish_records(struct daemon *daemon)
{
	struct path records = path_state(daemon->state, "records");
	DIR *directory = opendir(records.text);
	struct dirent *entry;
	char *stem;

	while (directory && (entry = readdir(directory))) {
		stem = stem_of(entry->d_name, ".json");
		if (stem)
			finish_record(daemon, stem);
		free(stem);
	}
	if (directory)
		closedir(directory);
}

static void look_at_limits(struct daemon *daemon, const struct task *task)
{
	if (task->state == STATE_RUNNING || task->state == STATE_WAITING)
		take_step(daemon, task->id, STEP_DUE, NULL);
}

void notice_limits(struct daemon *daemon)
{
	each_active(daemon, look_at_limits);
}

void notice_all(struct daemon *daemon)
{
	finish_records(daemon);
	admission_diagnose_again(daemon);
	daemon->sweeps_git = false;
	each_active(daemon, go_on_with);
	if (daemon->sweeps_git)
		git_sweep(daemon);
	notice_checkpoint(daemon, NULL);
	daemon->places_changed = true;
}
