/*
 * dispatch - from a task to a run that goes: see dispatch.h
 *
 * The session comes first, so that tmux starts the keeper while the worktree
 * is made; the keeper waits to be told what to run.
 */
#include "dispatcher/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "checkpoints/checkpoint.h"
#include "checkpoints/continuation.h"
#include "dispatcher/agent_env.h"
#include "dispatcher/conversation.h"
#include "dispatcher/git.h"
#include "dispatcher/keeper.h"
#include "dispatcher/launch_write.h"
#include "dispatcher/tmux.h"
#include "model/paths.h"

#define KEEPER_WAIT_MS      10000
#define KEEPER_START_MS     2000
#define KEEPER_CLOSE_MS     100
#define VERIFY_OUTPUT_BYTES ((size_t)16 << 10)

/* What one dispatch gathers on its way. */
struct job {
	const struct dispatch *with;
	struct task *task;
	const struct profile *profile;
	cJSON *answer;
	struct argv env;
	char *conversation; /* of the run to come, or NULL */
	bool go_on; /* … resumed */
	char *saved_ref;
	char *checkpoint_path;
	struct str input, continuation;
};

static bool keeper_lives(const struct job *job)
{
	struct path path =
		path_keeper(job->with->state, job->task->name, "lock");

	return lock_is_held(path.text);
}

/*
 * A session of that name whose keeper does not live: one that tmux is about to
 * close, its keeper having died just now; one that a dispatch before us started
 * and that is just coming up; one that a person's own windows have kept; else
 * not ours at all. A server on its way out refuses us as well.
 */
static int start_session(
	const struct job *job, const char *keeper, struct err *err)
{
	static const int64_t waits_ms[] = { KEEPER_CLOSE_MS, KEEPER_START_MS };
	const struct config *config = job->with->config;
	const char *state = job->with->state, *name = job->task->name;
	int rc;

	for (size_t i = 0; i < sizeof(waits_ms) / sizeof(*waits_ms); i++) {
		rc = tmux_start(config, keeper, state, name, err);
		if (rc == 0 || (errno != EEXIST && errno != EIO))
			return rc;
		if (keeper_await(state, name, waits_ms[i], NULL) == 0)
			return 0;
	}
	rc = tmux_start(config, keeper, state, name, err);
	if (rc < 0 && errno == EEXIST && job->task->runs > 1)
		rc = tmux_join(config, keeper, state, name, err);
	return rc;
}

/* A keeper that lives is used again, its pane's scrollback and all. */
static int prepare_session(const struct job *job, struct err *err)
{
	char *keeper;
	int rc;

	if (keeper_lives(job))
		return 0;
	keeper = mem_format("%s/reeve-keeper", job->with->programs);
	rc = start_session(job, keeper, err);
	free(keeper);
	return rc;
}

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
	int rc = worktree_save(job->with->config, &job->saved_ref, &left,
		job->task->worktree, job->task->name, err);

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
	if ((rc = worktree_repair(config, task->repo, task->name, err)) < 0)
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

/* The agent's own file, else our durable copy of it. */
static int read_checkpoint(struct checkpoint *checkpoint, const struct job *job)
{
	struct path copies = path_state(job->with->state, "checkpoints");

	if (checkpoint_read(checkpoint, job->with->checkpoints, job->task->name,
		    NULL) == 0)
		return 0;
	return checkpoint_read(checkpoint, copies.text, job->task->name, NULL);
}

static char *read_verify_output(const struct job *job)
{
	const struct run *last = job->with->last;
	char id[RUN_ID_SIZE], *text = NULL;
	size_t len;

	if (!last || last->verdict != VERDICT_TESTS_FAILED)
		return NULL;
	run_id(id, last->task, last->number);
	file_read_tail(&text, &len,
		path_run(job->with->state, id, "verify.log").text,
		VERIFY_OUTPUT_BYTES, NULL);
	return text;
}

/* What the agent is told. */
static void write_words(struct job *job)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	struct worktree_facts worktree = { 0 };
	const struct run *last = job->with->last;
	bool resumes = job->task->mode != RUN_START;
	bool noted = resumes && read_checkpoint(&checkpoint, job) == 0;
	char *output = read_verify_output(job);
	struct err err = ERR_INIT;
	struct continuation_facts facts = {
		.task = job->task,
		.mode = job->task->mode,
		.verdict = last ? last->verdict : VERDICT_UNKNOWN,
		.evidence = last ? &last->evidence : NULL,
		.checkpoint = noted ? &checkpoint : NULL,
		.worktree = &worktree,
		.verify_output = output,
		.saved_ref = job->saved_ref,
		.same_conversation = job->go_on,
	};

	if (resumes && job->task->base_commit &&
		worktree_look(job->with->config, &worktree, job->task->worktree,
			job->task->base_commit,
			noted ? &checkpoint.files : NULL, &err) < 0)
		log_warn("%s", err.message);
	if (resumes)
		continuation_write(&job->continuation, &facts);
	prompt_write(&job->input, &facts, job->profile->preamble);
	worktree_facts_clear(&worktree);
	checkpoint_clear(&checkpoint);
	free(output);
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
		.input = str_text(&job->input),
		.continuation = job->task->mode == RUN_START
					? NULL
					: str_text(&job->continuation),
		.checkpoint = job->checkpoint_path,
		.env = &job->env,
		.host = with->host,
		.boot_id = with->boot_id,
		.epoch = with->epoch,
	};

	return launch_write(&plan, err);
}

/* Once it is in the keeper's hands, the record tells the rest. */
static bool is_handed_over(const struct job *job, const char *id)
{
	return access(path_record(job->with->state, id).text, F_OK) == 0;
}

/* A dispatch before us may have come this far, or die while we ask. */
static int try_hand_over(const struct job *job, const char *id, struct err *err)
{
	const char *state = job->with->state, *name = job->task->name;

	if (is_handed_over(job, id))
		return 0;
	if (keeper_await(state, name, KEEPER_WAIT_MS, err) == 0 &&
		keeper_run(state, name, id, job->with->epoch, KEEPER_WAIT_MS,
			err) == 0)
		return 0;
	return is_handed_over(job, id) ? 0 : -1;
}

/* A keeper that leaves while we come makes room for another. */
static int hand_over(const struct job *job, struct err *err)
{
	const char *state = job->with->state, *name = job->task->name;
	char id[RUN_ID_SIZE];

	run_id(id, job->task->id, job->task->runs);
	if (try_hand_over(job, id, err) == 0)
		return 0;
	if (keeper_await_end(state, name, KEEPER_START_MS) < 0 ||
		prepare_session(job, err) < 0)
		return -1;
	return try_hand_over(job, id, err);
}

static void job_clear(struct job *job)
{
	argv_clear(&job->env);
	free(job->conversation);
	free(job->saved_ref);
	free(job->checkpoint_path);
	str_clear(&job->input);
	str_clear(&job->continuation);
}

int dispatch(const struct dispatch *with, cJSON *answer, struct err *err)
{
	struct job job = { .with = with, .task = with->task, .answer = answer };
	int rc;

	job.checkpoint_path =
		mem_format("%s/%s.json", with->checkpoints, with->task->name);
	if ((rc = prepare_env(&job, err)) < 0 ||
		(rc = prepare_session(&job, err)) < 0 ||
		(rc = prepare_worktree(&job, err)) < 0)
		goto out;
	choose_conversation(&job);
	put_checkpoint_away(&job);
	write_words(&job);
	if ((rc = write_launch(&job, err)) < 0)
		goto out;
	rc = hand_over(&job, err);
out:
	job_clear(&job);
	return rc;
}
