/*
 * dispatch - from a task to a run that goes: see dispatch.h
 *
 * The session comes first, so that tmux starts the keeper while the worktree
 * is made; the keeper waits to be told what to run. Where a keeper lives, all
 * that is prepared stays unseen until it is told.
 */
#include "dispatcher/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "agents/launch/agent_env.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/inspect.h"
#include "dispatcher/tmux/session.h"
#include "model/paths.h"

static int prepare_env(struct job *job, struct err *err)
{
	job->profile = config_profile(job->with->config, job->task->profile);
	if (!job->profile)
		return err_set(err, EXIT_WRONG_USE,
			"cannot run agent '%s': no such profile",
			job->task->profile);
	agent_env_build(&job->env, job->profile, &job->task->env,
		job->with->caller, job->with->programs);
	return 0;
}

/*
 * A file of the same name from an earlier life would speak for this one: it is
 * put away at the first launch.
 */
static void put_checkpoint_away(const struct job *job)
{
	char *older = mem_format("%s.old", job->checkpoint_path);
	struct path copy = path_checkpoint(job->with->state, job->task->name);

	if (job->task->runs == 1) {
		if (rename(job->checkpoint_path, older) < 0 && errno != ENOENT)
			log_warn("cannot put away '%s': %m",
				job->checkpoint_path);
		unlink(copy.text);
	}
	free(older);
}

static void job_clear(struct job *job)
{
	argv_clear(&job->env);
	argv_clear(&job->repaired);
	free(job->conversation);
	free(job->saved_ref);
	free(job->checkpoint_path);
	words_clear(&job->words);
	str_clear(&job->input);
	str_clear(&job->continuation);
	if (job->late >= 0)
		close(job->late);
}

static int prepare(struct job *job, struct err *err)
{
	if (dispatch_worktree(job, err) < 0)
		return -1;
	put_checkpoint_away(job);
	return dispatch_launch(job, err);
}

/* A session comes up while its worktree is made. */
static int prepare_with_session(struct job *job, struct err *err)
{
	struct session session;
	int rc;

	if (session_begin(&session, job->with, err) < 0)
		return -1;
	rc = prepare(job, err);
	if (session_end(&session, rc < 0 ? NULL : err) < 0)
		rc = -1;
	return rc;
}

/* All that comes before the run itself, and nothing too early. */
static int prepare_and_wait(struct job *job, struct err *err)
{
	const struct dispatch *with = job->with;

	if (job->quiet)
		return prepare(job, err) < 0 ? -1 : with->await(with->arg, err);
	if (with->await(with->arg, err) < 0)
		return -1;
	return prepare_with_session(job, err);
}

/*
 * A dispatch of this same run that was cut off may have come as far as the
 * start, and its keeper may have died before it could write that down.
 */
static void end_first_try(const struct job *job)
{
	const char *state = job->with->state;
	char id[RUN_ID_SIZE];

	run_id(id, job->task->id, job->task->runs);
	if (access(path_run(state, id, "launch").text, F_OK) == 0 &&
		access(path_record(state, id).text, F_OK) < 0 &&
		!session_lives(job->with))
		leftovers_end(state, id, job->with->config->grace_ms);
}

int dispatch(const struct dispatch *with, cJSON *answer, struct err *err)
{
	struct job job = {
		.with = with, .task = with->task, .answer = answer, .late = -1
	};
	int rc;

	job.checkpoint_path =
		mem_format("%s/%s.json", with->checkpoints, with->task->name);
	job.quiet = job.task->mode == RUN_RESUME && session_lives(with);
	end_first_try(&job);
	if ((rc = prepare_env(&job, err)) < 0 ||
		(rc = prepare_and_wait(&job, err)) < 0 ||
		(rc = session_run(with, job.quiet, err)) < 0)
		goto out;
	dispatch_complete(&job);
out:
	job_clear(&job);
	return rc;
}
