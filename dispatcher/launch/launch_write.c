/*
 * launch_write - write the files of a run: see launch_write.h
 */
#include "dispatcher/launch/launch_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/launch/agent_program.h"
#include "agents/launch/conversation.h"
#include "agents/launch/expand.h"
#include "agents/launch/launch_argv.h"
#include "agents/launch/seed.h"
#include "base/env.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "dispatcher/launch/launch_roots.h"
#include "model/launch.h"
#include "model/paths.h"

/* The kernel takes 128 KiB in one argument; quotes and JSON escapes add. */
#define ARGUMENT_MAX_BYTES ((size_t)100 << 10)

/* The run's files, and what goes into its launch. */
struct launch_work {
	const struct launch_plan *plan;
	char id[RUN_ID_SIZE];
	struct path prompt, input, continuation, settings, launch;
	char *program, *prompt_text;
	struct launch_roots roots;
	struct argv argv, env;
};

static void launch_find_paths(struct launch_work *work)
{
	const struct launch_plan *plan = work->plan;

	run_id(work->id, plan->task->id, plan->number);
	work->prompt = path_run(plan->state, work->id, "prompt");
	work->input = path_run(plan->state, work->id, "input");
	work->continuation = path_run(plan->state, work->id, "continuation");
	work->settings = path_run(plan->state, work->id, "settings.json");
	work->launch = path_run(plan->state, work->id, "launch");
}

static int launch_write_text(
	const struct path *path, const char *text, struct err *err)
{
	return file_replace(path->text, text ? text : "",
		text ? strlen(text) : 0, FILE_NO_SYNC, err);
}

static int launch_write_texts(struct launch_work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	char *directory = path_parent(work->launch.text);
	int rc = directory_make(directory, err);

	free(directory);
	if (rc < 0 ||
		launch_write_text(&work->prompt, plan->task->prompt, err) < 0)
		return -1;
	if (launch_tells_prompt(
		    plan->profile, plan->task, plan->same_conversation) &&
		launch_write_text(&work->input, plan->input, err) < 0)
		return -1;
	if (!plan->continuation)
		return 0;
	return launch_write_text(&work->continuation, plan->continuation, err);
}

static int launch_write_settings(struct launch_work *work, struct err *err)
{
	char *text = work->plan->profile->settings
			     ? json_pretty(work->plan->profile->settings)
			     : mem_copy("{}\n");
	int rc = launch_write_text(&work->settings, text, err);

	free(text);
	return rc;
}

/*
 * A worktree that has lost its .git lies inside of its repository: a ceiling
 * keeps the agent's git from working on that repository.
 */
static void launch_set_git_ceiling(struct launch_work *work)
{
	const struct task *task = work->plan->task;
	char *parent;

	if (task->no_worktree || !task->worktree ||
		env_get(work->env.items, "GIT_CEILING_DIRECTORIES"))
		return;
	parent = path_parent(task->worktree);
	if (parent && *parent)
		env_set(&work->env, "GIT_CEILING_DIRECTORIES", parent);
	free(parent);
}

/* The variables that tell the agent who it is. */
static void launch_build_env(struct launch_work *work)
{
	const struct launch_plan *plan = work->plan;
	bool again = plan->mode == RUN_RESUME || plan->mode == RUN_REASSIGN;
	char number[24];

	argv_add_all(&work->env, plan->env->items);
	snprintf(number, sizeof(number), "%lld", (long long)plan->task->id);
	env_set(&work->env, "REEVE_AGENT", plan->task->name);
	env_set(&work->env, "REEVE_TASK", number);
	env_set(&work->env, "REEVE_RUN", work->id);
	env_set(&work->env, "REEVE_CHECKPOINT", plan->checkpoint);
	env_set(&work->env, "REEVE_PROMPT_FILE", work->prompt.text);
	/* A `reeve` that the agent runs asks the reeved that the agent belongs to. */
	if (!env_get(work->env.items, "REEVE_STATE"))
		env_set(&work->env, "REEVE_STATE", plan->state);
	launch_set_git_ceiling(work);
	if (again)
		env_set(&work->env, "REEVE_RESUME", "1");
	if (plan->continuation)
		env_set(&work->env, "REEVE_CONTINUATION",
			work->continuation.text);
}

/*
 * The prompt as an argument; where it is too long, its file is named instead.
 * The caller frees it; NULL: no prompt.
 */
static char *launch_make_prompt(const struct launch_work *work)
{
	const char *input = work->plan->input;

	if (!input || !*input)
		return NULL;
	if (strlen(input) <= ARGUMENT_MAX_BYTES)
		return mem_copy(input);
	return mem_format("Read your task from the file %s and do what it says",
		work->input.text);
}

static int launch_build_argv(struct launch_work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	const struct argv *arguments = launch_arguments(
		plan->profile, plan->task, plan->same_conversation);
	const struct placeholder list[] = {
		{ "session", plan->conversation },
		{ "prompt", work->prompt_text },
		{ "worktree", plan->task->worktree },
		{ "repo", plan->task->repo },
		{ "git", work->roots.git },
		{ "roots", work->roots.list },
		{ "settings", work->settings.text },
	};
	const struct expand with = { list, sizeof(list) / sizeof(*list),
		work->env.items };
	struct path lock = path_state(plan->state, "seed.lock");
	int rc;

	rc = seed_write(
		plan->profile, plan->task->interactive, &with, lock.text, err);
	if (!rc && launch_argv_uses(arguments, "{settings}"))
		rc = launch_write_settings(work, err);
	launch_argv_build(
		&work->argv, plan->profile, plan->task, arguments, &with);
	return rc;
}

static void launch_put(struct str *out, const char *key, const char *value)
{
	str_addf(out, "%s=", key);
	str_add_bytes(out, value, strlen(value) + 1);
}

static void launch_put_number(struct str *out, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	launch_put(out, key, text);
}

static void launch_put_all(
	struct str *out, const char *key, const struct argv *list)
{
	for (size_t i = 0; i < list->count; i++)
		launch_put(out, key, list->items[i]);
}

/* Where its standard input and output go; absent: the terminal. */
static void launch_put_streams(struct str *out, const struct launch_work *work)
{
	const struct profile *profile = work->plan->profile;

	if (work->plan->task->interactive)
		return;
	if (profile->stdin_headless == STDIN_NULL)
		launch_put(out, "stdin", "/dev/null");
	if (profile->stdin_headless == STDIN_PROMPT)
		launch_put(out, "stdin", work->input.text);
	if (profile->render)
		launch_put(out, "render", profile->render);
}

static int launch_write_file(const struct launch_work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	struct str out = STR_INIT;
	int rc;

	launch_put_number(&out, "launch", LAUNCH_VERSION);
	launch_put(&out, "run", work->id);
	launch_put(&out, "agent", plan->task->name);
	launch_put(&out, "host", plan->host);
	launch_put(&out, "boot_id", plan->boot_id);
	launch_put_number(&out, "epoch", plan->epoch);
	launch_put(&out, "profile", plan->profile->name);
	launch_put(&out, "directory", plan->task->worktree);
	launch_put(&out, "program", work->program);
	launch_put_all(&out, "argv", &work->argv);
	launch_put_all(&out, "env", &work->env);
	launch_put_streams(&out, work);
	launch_put_number(&out, "stop_signal", plan->profile->stop_signal);
	launch_put_number(&out, "grace_ms", plan->config->grace_ms);
	launch_put_number(&out, "transcript_bytes",
		plan->config->retention_transcript_bytes);
	if (out.len > LAUNCH_MAX_BYTES)
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot launch '%s': argv and environment are too long",
			work->id);
	else
		rc = file_replace(work->launch.text, out.text, out.len,
			FILE_NO_SYNC, err);
	str_clear(&out);
	return rc;
}

/* A session id goes into arguments and paths; some profiles need one. */
static int launch_check_session(const struct launch_plan *plan, struct err *err)
{
	const struct argv *arguments = launch_arguments(
		plan->profile, plan->task, plan->same_conversation);

	if (plan->conversation ? conversation_is_valid(plan->conversation)
			       : !launch_argv_uses(arguments, "{session}"))
		return 0;
	return err_set(err, EXIT_WRONG_USE, "cannot launch '%s': %s",
		plan->task->name,
		plan->conversation ? "not a session id"
				   : "it needs a session id");
}

int launch_write(const struct launch_plan *plan, struct err *err)
{
	struct launch_work work = { .plan = plan };
	int rc = -1;

	if (launch_check_session(plan, err) < 0)
		return -1;
	launch_find_paths(&work);
	launch_build_env(&work);
	work.prompt_text = launch_make_prompt(&work);
	launch_roots_find(&work.roots, plan->task->worktree, plan->checkpoint);
	if (agent_program_find(&work.program, plan->profile, plan->task,
		    work.env.items, err) == 0 &&
		launch_write_texts(&work, err) == 0 &&
		launch_build_argv(&work, err) == 0)
		rc = launch_write_file(&work, err);
	free(work.program);
	free(work.prompt_text);
	launch_roots_clear(&work.roots);
	argv_clear(&work.argv);
	argv_clear(&work.env);
	return rc;
}
