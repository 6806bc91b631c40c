/*
 * launch_write - from a task to runs/ID/launch: see launch_write.h
 */
#include "dispatcher/launch/launch_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "agents/launch/agent_env.h"
#include "agents/launch/agent_program.h"
#include "agents/launch/conversation.h"
#include "agents/launch/expand.h"
#include "agents/launch/launch_argv.h"
#include "dispatcher/git/launch_git.h"
#include "agents/launch/seed.h"
#include "model/launch.h"
#include "model/paths.h"

/* The kernel takes 128 KiB in one argument. */
#define LONGEST_ARGUMENT ((size_t)100 << 10)

/* Where this run's files are, and what was made on the way. */
struct work {
	const struct launch_plan *plan;
	char id[RUN_ID_SIZE];
	struct path prompt, input, continuation, settings, launch;
	char *program, *prompt_text, *roots;
	struct launch_git git;
	struct argv argv, env;
};

static void find_paths(struct work *work)
{
	const struct launch_plan *plan = work->plan;

	run_id(work->id, plan->task->id, plan->number);
	work->prompt = path_run(plan->state, work->id, "prompt");
	work->input = path_run(plan->state, work->id, "input");
	work->continuation = path_run(plan->state, work->id, "continuation");
	work->settings = path_run(plan->state, work->id, "settings.json");
	work->launch = path_run(plan->state, work->id, "launch");
}

static int write_text(
	const struct path *path, const char *text, struct err *err)
{
	return file_replace(path->text, text ? text : "",
		text ? strlen(text) : 0, FILE_NO_SYNC, err);
}

static int write_texts(struct work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	const char *name = strrchr(work->launch.text, '/');
	char *directory = mem_copy_bytes(
		work->launch.text, (size_t)(name - work->launch.text));
	int rc = directory_make(directory, err);

	free(directory);
	if (rc < 0 || write_text(&work->prompt, plan->task->prompt, err) < 0)
		return -1;
	if (launch_tells_prompt(plan->profile, plan->task, plan->go_on) &&
		write_text(&work->input, plan->input, err) < 0)
		return -1;
	if (!plan->continuation)
		return 0;
	return write_text(&work->continuation, plan->continuation, err);
}

static int write_settings(struct work *work, struct err *err)
{
	char *text = work->plan->profile->settings
			     ? json_pretty(work->plan->profile->settings)
			     : mem_copy("{}\n");
	int rc = write_text(&work->settings, text, err);

	free(text);
	return rc;
}

/*
 * Without its .git a worktree is a folder of the repository around it: what git
 * does there must not be done to that one.
 */
static void bound_git(struct work *work)
{
	const struct task *task = work->plan->task;
	char *name, *place;

	if (task->no_worktree || !task->worktree ||
		env_get(work->env.items, "GIT_CEILING_DIRECTORIES"))
		return;
	place = mem_copy(task->worktree);
	name = strrchr(place, '/');
	if (name && name != place) {
		*name = '\0';
		env_set(&work->env, "GIT_CEILING_DIRECTORIES", place);
	}
	free(place);
}

/* The variables that tell the agent who it is. */
static void build_env(struct work *work)
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
	/* The reeve it types is the one that it belongs to. */
	if (!env_get(work->env.items, "REEVE_STATE"))
		env_set(&work->env, "REEVE_STATE", plan->state);
	bound_git(work);
	if (again)
		env_set(&work->env, "REEVE_RESUME", "1");
	if (plan->continuation)
		env_set(&work->env, "REEVE_CONTINUATION",
			work->continuation.text);
}

/* The prompt as an argument; what is too long for one is named instead. */
static char *make_prompt(const struct work *work)
{
	const char *input = work->plan->input;

	if (!input || !*input)
		return NULL;
	if (strlen(input) <= LONGEST_ARGUMENT)
		return mem_copy(input);
	return mem_format("Read your task from the file %s and do what it says",
		work->input.text);
}

/*
 * Where the agent writes outside of its worktree, as a JSON list (TOML reads
 * it too): what it commits, and its checkpoint with the files beside it.
 */
static char *list_roots(const struct work *work)
{
	const char *checkpoint = work->plan->checkpoint;
	const char *name = strrchr(checkpoint, '/');
	char *place = mem_copy_bytes(checkpoint, (size_t)(name - checkpoint));

	cJSON_AddItemToArray(work->git.roots, cJSON_CreateString(place));
	free(place);
	return json_line(work->git.roots);
}

static int build_argv(struct work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	const struct argv *arguments =
		launch_arguments(plan->profile, plan->task, plan->go_on);
	const struct placeholder list[] = {
		{ "session", plan->conversation },
		{ "prompt", work->prompt_text },
		{ "worktree", plan->task->worktree },
		{ "repo", plan->task->repo },
		{ "git", work->git.directory },
		{ "roots", work->roots },
		{ "settings", work->settings.text },
	};
	const struct expand with = { list, sizeof(list) / sizeof(*list),
		work->env.items };
	struct path lock = path_state(plan->state, "seed.lock");
	int rc;

	rc = seed_write(
		plan->profile, plan->task->interactive, &with, lock.text, err);
	if (!rc && launch_argv_uses(arguments, "{settings}"))
		rc = write_settings(work, err);
	launch_argv_build(
		&work->argv, plan->profile, plan->task, arguments, &with);
	return rc;
}

static void put(struct str *out, const char *key, const char *value)
{
	str_addf(out, "%s=", key);
	str_add_bytes(out, value, strlen(value) + 1);
}

static void put_number(struct str *out, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	put(out, key, text);
}

static void put_all(struct str *out, const char *key, const struct argv *list)
{
	for (size_t i = 0; i < list->count; i++)
		put(out, key, list->items[i]);
}

/* Where its standard input and output go; absent: the terminal. */
static void put_streams(struct str *out, const struct work *work)
{
	const struct profile *profile = work->plan->profile;

	if (work->plan->task->interactive)
		return;
	if (profile->stdin_headless == STDIN_NULL)
		put(out, "stdin", "/dev/null");
	if (profile->stdin_headless == STDIN_PROMPT)
		put(out, "stdin", work->input.text);
	if (profile->render)
		put(out, "render", profile->render);
}

static int write_launch(const struct work *work, struct err *err)
{
	const struct launch_plan *plan = work->plan;
	struct str out = STR_INIT;
	int rc;

	put_number(&out, "launch", LAUNCH_VERSION);
	put(&out, "run", work->id);
	put(&out, "agent", plan->task->name);
	put(&out, "host", plan->host);
	put(&out, "boot_id", plan->boot_id);
	put_number(&out, "epoch", plan->epoch);
	put(&out, "profile", plan->profile->name);
	put(&out, "directory", plan->task->worktree);
	put(&out, "program", work->program);
	put_all(&out, "argv", &work->argv);
	put_all(&out, "env", &work->env);
	put_streams(&out, work);
	put_number(&out, "stop_signal", plan->profile->stop_signal);
	put_number(&out, "grace_ms", plan->config->grace_ms);
	put_number(&out, "transcript_bytes",
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

/* A session id goes into arguments and paths, and some cannot do without. */
static int check_session(const struct launch_plan *plan, struct err *err)
{
	const struct argv *arguments =
		launch_arguments(plan->profile, plan->task, plan->go_on);

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
	struct work work = { .plan = plan };
	int rc = -1;

	if (check_session(plan, err) < 0)
		return -1;
	find_paths(&work);
	build_env(&work);
	work.prompt_text = make_prompt(&work);
	launch_git_look(&work.git, plan->task->worktree);
	work.roots = list_roots(&work);
	if (agent_program_find(&work.program, plan->profile, plan->task,
		    work.env.items, err) == 0 &&
		write_texts(&work, err) == 0 && build_argv(&work, err) == 0)
		rc = write_launch(&work, err);
	free(work.program);
	free(work.prompt_text);
	free(work.roots);
	launch_git_clear(&work.git);
	argv_clear(&work.argv);
	argv_clear(&work.env);
	return rc;
}
