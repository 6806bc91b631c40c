/*
 * dispatch_worktree - prepare the worktree of a run: see dispatch_parts.h
 *
 * It is made for the first run. Before each later run it is repaired, and saved
 * where a person or another agent goes on in it or a restart resets it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/git/repository.h"
#include "dispatcher/worktree/worktree.h"
#include "dispatcher/worktree/worktree_repair.h"

/* A task that comes after another gets its base at its first run. */
static int dispatch_find_base(const struct dispatch_job *job, struct err *err)
{
	struct repository repository = { 0 };
	struct task *task = job->task;
	int rc;

	if (task->base_commit)
		return 0;
	rc = repository_find(
		job->with->config, &repository, task->repo, task->base, err);
	if (rc == 0) {
		mem_replace(&task->base_commit, repository.base_commit);
		json_add_text(job->answer, "base_commit", task->base_commit);
	}
	repository_clear(&repository);
	return rc;
}

static int dispatch_save_work(struct dispatch_job *job, struct err *err)
{
	struct argv left = ARGV_INIT;
	char *ref = NULL;
	int rc = worktree_save(job->with->config, &ref, &left,
		job->task->worktree, job->task->name, err);

	/* A repair has saved more: its ref is kept. */
	if (ref && !job->saved_ref)
		job->saved_ref = mem_copy(ref);
	free(ref);

	if (job->saved_ref)
		json_add_text(job->answer, "saved_ref", job->saved_ref);
	if (left.count)
		json_add_list(job->answer, "left", &left);
	argv_clear(&left);
	return rc;
}

static int dispatch_reset_work(struct dispatch_job *job, struct err *err)
{
	struct argv left = ARGV_INIT;
	int rc = worktree_reset(job->with->config, &left, job->task->worktree,
		job->task->name, job->task->base_commit, err);

	argv_clear(&left);
	return rc;
}

/* After these a person or another agent goes on, or the worktree is reset. */
static bool dispatch_must_save(const struct dispatch_job *job)
{
	enum verdict verdict =
		job->with->last ? job->with->last->verdict : VERDICT_UNKNOWN;

	return job->task->mode == RUN_RESTART ||
	       job->task->mode == RUN_REASSIGN ||
	       verdict == VERDICT_TIMED_OUT || verdict == VERDICT_HUNG;
}

/* The result is in the answer, and in what the next run is told. */
static int dispatch_repair(struct dispatch_job *job, struct err *err)
{
	const struct run *last = job->with->last;
	struct worktree_repair repair = { .config = job->with->config,
		.root = job->task->repo,
		.name = job->task->name,
		.base_commit = job->task->base_commit,
		.thorough = last && last->verdict == VERDICT_GIT_ERROR &&
			    job->task->mode != RUN_RESTART };
	int rc = worktree_repair(&repair, err);

	if (rc == 0 && repair.done.count) {
		argv_add_all(&job->repaired, repair.done.items);
		job->saved_ref = mem_copy(repair.saved_ref);
		json_add_list(job->answer, "repaired", &repair.done);
		json_add_text(job->answer, "repair_ref", repair.saved_ref);
	}
	worktree_repair_clear(&repair);
	return rc;
}

int dispatch_worktree(struct dispatch_job *job, struct err *err)
{
	struct task *task = job->task;
	const struct config *config = job->with->config;
	int rc;

	if (task->no_worktree)
		return 0;
	if ((rc = dispatch_find_base(job, err)) < 0)
		return rc;
	if (task->mode == RUN_START)
		return worktree_create(
			config, task->repo, task->name, task->base_commit, err);
	if ((rc = dispatch_repair(job, err)) < 0)
		return rc;
	if (dispatch_must_save(job) && (rc = dispatch_save_work(job, err)) < 0)
		return rc;
	return task->mode == RUN_RESTART ? dispatch_reset_work(job, err) : 0;
}
