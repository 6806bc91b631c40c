/*
 * dispatch - start a run of a task: see dispatch.h
 *
 * The session comes first, so that tmux starts the keeper while the worktree is
 * made; the keeper waits for the launch. Where a keeper is alive already,
 * nothing of the preparation is visible before the keeper gets the launch.
 */
#include "dispatcher/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agents/launch/agent_env.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/session.h"
#include "model/paths.h"

static int dispatch_build_env(struct dispatch_job *job, struct err *err)
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
 * A checkpoint of an earlier agent of the same name would be taken for this
 * agent's: it is renamed before the first run.
 */
static void dispatch_rename_old_checkpoint(const struct dispatch_job *job)
{
	char *older = mem_format("%s.old", job->checkpoint_path);
	struct path copy = path_checkpoint(job->with->state, job->task->name);

	if (job->task->runs == 1) {
		if (rename(job->checkpoint_path, older) < 0 && errno != ENOENT)
			log_warn(
				"cannot rename '%s': %m", job->checkpoint_path);
		unlink(copy.text);
	}
	free(older);
}

static void dispatch_job_clear(struct dispatch_job *job)
{
	argv_clear(&job->env);
	argv_clear(&job->repaired);
	free(job->conversation);
	free(job->saved_ref);
	free(job->checkpoint_path);
	brief_clear(&job->brief);
	str_clear(&job->input);
	str_clear(&job->continuation);
	if (job->late >= 0)
		close(job->late);
}

static int dispatch_prepare(struct dispatch_job *job, struct err *err)
{
	if (dispatch_worktree(job, err) < 0)
		return -1;
	dispatch_rename_old_checkpoint(job);
	return dispatch_launch(job, err);
}

/* The session starts while the worktree is made. */
static int dispatch_prepare_with_session(
	struct dispatch_job *job, struct err *err)
{
	struct session session;
	int rc;

	if (session_begin(&session, job->with, err) < 0)
		return -1;
	rc = dispatch_prepare(job, err);
	if (session_end(&session, rc < 0 ? NULL : err) < 0)
		rc = -1;
	return rc;
}

/* Everything before the start itself; what is visible only after the commit. */
static int dispatch_prepare_and_await(struct dispatch_job *job, struct err *err)
{
	const struct dispatch *with = job->with;

	if (job->quiet)
		return dispatch_prepare(job, err) < 0
			       ? -1
			       : with->await(with->arg, err);
	if (with->await(with->arg, err) < 0)
		return -1;
	return dispatch_prepare_with_session(job, err);
}

/*
 * An earlier dispatch of this run, which was cut off, may have started it, and
 * its keeper may have died before it wrote the record.
 */
static void dispatch_end_first_try(const struct dispatch_job *job)
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
	struct dispatch_job job = {
		.with = with, .task = with->task, .answer = answer, .late = -1
	};
	int rc;

	job.checkpoint_path =
		mem_format("%s/%s.json", with->checkpoints, with->task->name);
	job.quiet = job.task->mode == RUN_RESUME && session_lives(with);
	dispatch_end_first_try(&job);
	if ((rc = dispatch_build_env(&job, err)) < 0 ||
		(rc = dispatch_prepare_and_await(&job, err)) < 0 ||
		(rc = session_run(with, job.quiet, err)) < 0)
		goto out;
	dispatch_complete(&job);
out:
	dispatch_job_clear(&job);
	return rc;
}
