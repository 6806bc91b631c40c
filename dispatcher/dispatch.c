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
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "dispatcher/agent_env.h"
#include "dispatcher/conversation.h"
#include "dispatcher/git.h"
#include "dispatcher/inspect.h"
#include "dispatcher/late_file.h"
#include "dispatcher/launch_argv.h"
#include "dispatcher/launch_write.h"
#include "dispatcher/session.h"
#include "dispatcher/words.h"
#include "dispatcher/worktree_mend.h"
#include "model/paths.h"

/* What one dispatch gathers on its way. */
struct job {
	const struct dispatch *with;
	struct task *task;
	const struct profile *profile;
	cJSON *answer;
	struct argv env;
	char *conversation; /* of the run to come, or NULL */
	bool go_on; /* … resumed */
	bool quiet; /* until it is handed over, nobody sees a thing of it */
	char *saved_ref;
	struct argv repaired; /* what was put right in the worktree */
	char *checkpoint_path;
	struct words words;
	struct str input, continuation;
	int late; /* the continuation, to be completed; -1: it is */
};

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

static int prepare_worktree(struct job *job, struct err *err)
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

/* What the CLI still has of the run before; the caller frees it. */
static char *last_conversation(const struct job *job)
{
	const struct run *last = job->with->last;
	const struct task *task = job->task;

	if (task->mode != RUN_RESUME || !last ||
		strcmp(last->profile, task->profile) != 0 ||
		job->profile->session == SESSION_NONE)
		return NULL;
	if (task->conversation && conversation_exists(job->profile,
					  task->conversation, job->env.items))
		return mem_copy(task->conversation);
	if (job->profile->session != SESSION_EVENT || task->no_worktree ||
		!last->started_ms)
		return NULL;
	return conversation_find(
		job->profile, task->worktree, last->started_ms, job->env.items);
}

/*
 * The same conversation where there is one, the profile is the same, and the
 * CLI still has it; else a new one, of our choosing where the CLI allows.
 */
static void choose_conversation(struct job *job)
{
	char uuid[UUID_TEXT_SIZE];

	job->conversation = last_conversation(job);
	job->go_on = job->conversation != NULL;
	if (!job->go_on && job->profile->session == SESSION_CHOSEN)
		job->conversation = mem_copy(random_uuid(uuid));
	json_add_text(job->answer, "conversation", job->conversation);
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

static int write_launch(struct job *job, struct err *err)
{
	const struct dispatch *with = job->with;
	struct launch_plan plan = {
		.config = with->config,
		.task = job->task,
		.profile = job->profile,
		.state = with->state,
		.number = job->task->runs,
		.mode = job->task->mode,
		.conversation = job->conversation,
		.go_on = job->go_on,
		.checkpoint = job->checkpoint_path,
		.env = &job->env,
		.host = with->host,
		.boot_id = with->boot_id,
		.epoch = with->epoch,
	};

	words_write(&job->input, &job->continuation, &job->words, job->profile,
		job->go_on, job->saved_ref, &job->repaired);
	plan.input = str_text(&job->input);
	if (job->task->mode != RUN_START)
		plan.continuation = str_text(&job->continuation);
	return launch_write(&plan, err);
}

/* The agent finds its words in a file, if it looks for them at all. */
static bool may_read_later(const struct job *job)
{
	return job->task->mode != RUN_START && job->task->base_commit &&
	       !launch_tells_prompt(job->profile, job->task, job->go_on);
}

/*
 * Such an agent need not wait for our look at its worktree: whoever opens the
 * continuation does, until it is complete.
 */
static int prepare_launch(struct job *job, struct err *err)
{
	bool later = may_read_later(job);
	char id[RUN_ID_SIZE];

	words_gather(&job->words, job->with);
	if (!later)
		words_look(&job->words);
	if (write_launch(job, err) < 0)
		return -1;
	if (!later)
		return 0;
	run_id(id, job->task->id, job->task->runs);
	job->late = late_file_open(
		path_run(job->with->state, id, "continuation").text);
	if (job->late >= 0)
		return 0;
	words_look(&job->words);
	return write_launch(job, err);
}

static void complete_words(struct job *job)
{
	if (job->late < 0)
		return;
	words_look(&job->words);
	words_write(&job->input, &job->continuation, &job->words, job->profile,
		job->go_on, job->saved_ref, &job->repaired);
	late_file_complete(job->late, &job->continuation);
	job->late = -1;
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
	if (prepare_worktree(job, err) < 0)
		return -1;
	choose_conversation(job);
	put_checkpoint_away(job);
	return prepare_launch(job, err);
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
	complete_words(&job);
out:
	job_clear(&job);
	return rc;
}
