/*
 * changed_files - how many files a task at rest has changed: see changed_files.h
 */
#include "supervisor/act/changed_files.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/worktree/worktree.h"

struct count {
	struct daemon *daemon;
	struct task task;
	int64_t id;
};

static void count_free(void *arg)
{
	struct count *count = arg;

	task_clear(&count->task);
	free(count);
}

/* In the worker. */
static int count_run(void *arg, cJSON *answer, struct err *err)
{
	const struct count *count = arg;
	int64_t files = 0;

	if (worktree_count(&count->daemon->config, &files, count->task.worktree,
		    count->task.base_commit, err) < 0)
		return -1;
	json_add_number(answer, "files", files);
	return 0;
}

static void count_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct count *count = arg;
	struct store *store = count->daemon->store;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (rc < 0) {
		log_debug("%s", why->message);
		return;
	}
	/* It may have gone on meanwhile, and will be counted again. */
	rc = store_get_task(store, count->id, &task, &err);
	if (!rc) {
		task.files_known = true;
		task.files = json_number(answer, "files", 0);
		rc = store_save_task(store, &task, &err);
	}
	if (rc < 0)
		log_err(&err);
	task_clear(&task);
}

static bool can_be_counted(const struct task *task)
{
	return state_is_at_rest(task->state) && task->runs &&
	       task->base_commit && task->worktree && !task->no_worktree;
}

static void begin(void *arg, int rc, const struct err *why)
{
	struct count *count = arg;
	struct work work = { count_run, count_done, count, count_free, 0 };
	struct err err = ERR_INIT;

	(void)why;
	if (rc < 0 ||
		store_get_task(count->daemon->store, count->id, &count->task,
			&err) < 0 ||
		!can_be_counted(&count->task))
		count_free(count);
	else if (worker_start(count->daemon->workers, &work, &err) < 0)
		log_err(&err);
}

void count_files(struct daemon *daemon, int64_t task)
{
	struct count *count = mem_alloc(sizeof(*count));

	count->daemon = daemon;
	count->id = task;
	store_when_durable(daemon->store, begin, count);
}
