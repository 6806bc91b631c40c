/*
 * dispatch_worktree - the worktree a run will find: see dispatch_parts.h
 *
 * New for the first run; after that it is put in order, and saved before
 * somebody else goes on in it or a restart empties it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/git/git.h"
#include "dispatcher/worktree/worktree_mend.h"

/* The base of a task that comes after another is known only now. */
static int find_base(const struct job *job, struct err *err)
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

static int save_work(struct job *job, struct err *err)
{
	struct argv left = ARGV_INIT;
	char *ref = NULL;
	int rc = worktree_save(job->with->config, &ref, &left,
		job->task->worktree, job->task->name, err);

	/* What a repair has put there has more of it. */
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

static int reset_work(struct job *job, struct err *err)
{
	struct argv left = ARGV_INIT;
	int rc = worktree_reset(job->with->config, &left, job->task->worktree,
		job->task->name, job->task->base_commit, err);

	argv_clear(&left);
	return rc;
}

/* After these a person or another agent goes on: what is there is saved. */
static bool wants_saving(const struct job *job)
{
	enum verdict verdict =
		job->with->last ? job->with->last->verdict : VERDICT_UNKNOWN;

	return job->task->mode == RUN_RESTART ||
	       job->task->mode == RUN_REASSIGN ||
	       verdict == VERDICT_TIMED_OUT || verdict == VERDICT_HUNG;
}

/* What was broken, and is put right, is told to all who want to know. */
static int mend(struct job *job, struct err *err)
{
	const struct run *last = job->with->last;
	struct mending mending = { .config = job->with->config,
		.root = job->task->repo,
		.name = job->task->name,
		.base_commit = job->task->base_commit,
		.thorough = last && last->verdict == VERDICT_GIT_ERROR &&
			    job->task->mode != RUN_RESTART };
	int rc = worktree_mend(&mending, err);

	if (rc == 0 && mending.done.count) {
		argv_add_all(&job->repaired, mending.done.items);
		job->saved_ref = mem_copy(mending.saved_ref);
		json_add_list(job->answer, "repaired", &mending.done);
		json_add_text(job->answer, "repair_ref", mending.saved_ref);
	}
	mending_clear(&mending);
	return rc;
}

int dispatch_worktree(struct job *job, struct err *err)
{
	struct task *task = job->task;
	const struct config *config = job->with->config;
	int rc;

	if (task->no_worktree)
		return 0;
	if ((rc = find_base(job, err)) < 0)
		return rc;
	if (task->mode == RUN_START)
		return worktree_create(
			config, task->repo, task->name, task->base_commit, err);
	if ((rc = mend(job, err)) < 0)
		return rc;
	if (wants_saving(job) && (rc = save_work(job, err)) < 0)
		return rc;
	return task->mode == RUN_RESTART ? reset_work(job, err) : 0;
}
