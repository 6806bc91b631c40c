/*
 * run_start - a run begins: see run.h
 *
 * Does what the launch says and adds nothing but TERM.
 */
#include "keeper/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/programs.h"
#include "keeper/spawn.h"
#include "keeper/tree.h"
#include "model/launch.h"
#include "model/paths.h"

#define RENDERER_ENV_MAX 16

/* TASK.N, and nothing else, because the ID becomes a part of a path. */
static bool is_run_id(const char *id)
{
	size_t task = strspn(id, "0123456789"), number;

	if (!task || task > 10 || id[task] != '.')
		return false;
	number = strspn(id + task + 1, "0123456789");
	return number && number <= 10 && !id[task + 1 + number];
}

static void run_fill(struct run *run, const struct launch *launch)
{
	memset(run, 0, sizeof(*run));
	snprintf(run->id, sizeof(run->id), "%s", launch->run);
	snprintf(run->profile, sizeof(run->profile), "%s", launch->profile);
	run->task = strtoll(run->id, NULL, 10);
	run->stop_signal = launch->stop_signal;
	run->grace_ms = launch->grace_ms;
	run->reads_terminal = !launch->stdin_path;
	run->oom.before = oom_kills(&run->oom.source);
	run->started_ms = run->output_ms = clock_wall_ms();
	run->started_boot_ms = run->output_boot_ms = clock_boot_ms();
}

/* The launch's environment, and the pane's TERM. The caller frees the array. */
static char **agent_environment(const struct launch *launch, char *term)
{
	size_t count = 0, used = 0;
	char **env;

	while (launch->env[count])
		count++;
	env = calloc(count + 2, sizeof(*env));
	if (!env)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strncmp(launch->env[i], "TERM=", 5) || !*term)
			env[used++] = launch->env[i];
	if (*term)
		env[used] = term;
	return env;
}

/* The part of the keeper's environment that a renderer gets. */
static void renderer_environment(char *env[RENDERER_ENV_MAX])
{
	static const char *const names[] = { "PATH", "HOME", "LANG", "LC_ALL",
		"LC_CTYPE", "TERM", "COLORTERM", "NO_COLOR", "TZ" };
	size_t used = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *value = getenv(names[i]);

		if (value)
			env[used++] = value - strlen(names[i]) - 1;
	}
	env[used] = NULL;
}

static int run_start_failed(
	struct run *run, const char *what, const char *subject, int error)
{
	run->start_errno = error;
	snprintf(run->start_error, sizeof(run->start_error), "%s '%.300s': %s",
		what, subject, strerror(error));
	return -1;
}

/* posix_spawn() does not say which step has failed: looks for the cause. */
static int agent_start_failed(
	struct run *run, const struct launch *launch, int error)
{
	struct stat st;

	if (stat(launch->directory, &st) < 0)
		return run_start_failed(run, "cannot enter directory",
			launch->directory, errno);
	if (access(launch->directory, X_OK) < 0)
		return run_start_failed(run, "cannot enter directory",
			launch->directory, errno);
	if (launch->stdin_path && access(launch->stdin_path, R_OK) < 0)
		return run_start_failed(run, "cannot read standard input",
			launch->stdin_path, errno);
	return run_start_failed(run, "cannot start", launch->program, error);
}

/* `reeve render` reads `in` and writes to the agent's terminal. */
static int renderer_start(struct keeper *keeper, const char *profile, int in)
{
	struct path events =
		path_run(keeper->state, keeper->run.id, "events.jsonl");
	char *env[RENDERER_ENV_MAX];
	struct path program = program_beside("reeve");
	char *argv[] = { (char *)"reeve", (char *)"render", (char *)profile,
		(char *)"--events", events.text, NULL };
	struct spawn renderer = { .program = program.text,
		.argv = argv,
		.env = env,
		.in = in,
		.both = keeper->pty.slave };
	int error;

	renderer_environment(env);
	error = spawn(&keeper->run.renderer, &renderer);
	if (!error)
		return 0;
	return run_start_failed(
		&keeper->run, "cannot start", program.text, error);
}

static int agent_start(
	struct keeper *keeper, const struct launch *launch, int out)
{
	char term[RUN_TEXT_SIZE] = "", *inherited = getenv("TERM");
	struct spawn agent = { .program = launch->program,
		.directory = launch->directory,
		.argv = launch->argv,
		.terminal = keeper->pty.name,
		.stdin_path = launch->stdin_path,
		.out = out };
	char **env;
	int error;

	if (inherited)
		snprintf(term, sizeof(term), "TERM=%s", inherited);
	env = agent_environment(launch, term);
	agent.env = env;
	error = env ? spawn(&keeper->run.pid, &agent) : ENOMEM;
	free(env);
	return error ? agent_start_failed(&keeper->run, launch, error) : 0;
}

static int run_start_programs(
	struct keeper *keeper, const struct launch *launch)
{
	struct winsize size;
	int ends[2] = { 0, 0 }, rc = 0;
	struct err err = ERR_INIT;

	terminal_size(&keeper->terminal, &size);
	if (pty_open(&keeper->pty, FROM_AGENT, &keeper->terminal.found_mode,
		    &size, &err) < 0 ||
		(launch->render && pipe2(ends, O_CLOEXEC) < 0))
		return run_start_failed(&keeper->run,
			"cannot open a terminal for", keeper->name, errno);
	if (launch->render)
		rc = renderer_start(keeper, launch->render, ends[0]);
	if (!rc)
		rc = agent_start(keeper, launch, ends[1]);
	if (launch->render) {
		close(ends[0]);
		close(ends[1]);
	}
	return rc;
}

/* What the last run has left in the keeper is forgotten. */
static void keeper_forget_run(struct keeper *keeper)
{
	keeper->keys.offered = false;
	keeper->draft = (struct draft){ 0 };
	keeper->input = (struct input){ 0 };
	keeper->dialog_open = false;
	keeper->leader.run_late_boot_ms = 0;
	keeper->modes = (struct modes){ 0 };
	tree_forget();
}

static void run_begin(struct keeper *keeper, const struct launch *launch)
{
	struct run *run = &keeper->run;
	int rc;

	keeper_forget_run(keeper);
	run_fill(run, launch);
	run->epoch = keeper->fence.epoch;
	rc = run_start_programs(keeper, launch);
	/* Creating a file is slow; output waits in the agent's terminal. */
	transcript_open(&keeper->transcript, keeper->state, run->id,
		launch->transcript_bytes);
	if (rc < 0) {
		run->agent_dead = true;
		run->ended_ms = clock_wall_ms();
		run->ended_boot_ms = clock_boot_ms();
		run->phase = RUN_CLEARING;
		run->children_changed = true;
		return;
	}
	run->pid_start = proc_start_time(run->pid);
	run->phase = RUN_RUNNING;
	run_record_start(keeper);
}

static bool run_has_record(const struct keeper *keeper, const char *id)
{
	struct path path = path_record(keeper->state, id);

	if (access(path.text, F_OK) == 0)
		return true;
	path = path_run(keeper->state, id, "record.json"); /* archived */
	return access(path.text, F_OK) == 0;
}

static enum command_error run_check(
	const struct keeper *keeper, const char *id, struct err *err)
{
	if (!is_run_id(id)) {
		err_set(err, EXIT_WRONG_USE, "'%.24s' is no run ID", id);
		return COMMAND_INVALID;
	}
	if (run_is_active(&keeper->run)) {
		err_set(err, EXIT_NO, "run '%s' is active", keeper->run.id);
		return COMMAND_RUN_ACTIVE;
	}
	if (run_has_record(keeper, id)) {
		err_set(err, EXIT_NO, "run '%s' has a record already", id);
		return COMMAND_RUN_RECORDED;
	}
	return COMMAND_OK;
}

static enum command_error launch_check(const struct launch *launch,
	const char *id, const char *agent, struct err *err)
{
	if (strcmp(launch->run, id) != 0)
		err_set(err, EXIT_WRONG_USE,
			"the launch of run '%s' is for run '%.24s'", id,
			launch->run);
	else if (strcmp(launch->agent, agent) != 0)
		err_set(err, EXIT_WRONG_USE,
			"the launch of run '%s' is for agent '%.64s'", id,
			launch->agent);
	else
		return COMMAND_OK;
	return COMMAND_BAD_LAUNCH;
}

enum command_error run_start(
	struct keeper *keeper, const char *id, int64_t epoch, struct err *err)
{
	struct path path;
	struct launch launch;
	enum command_error error;

	/* The caller asks again because there is no record yet. */
	if (run_is_active(&keeper->run) && !strcmp(keeper->run.id, id) &&
		!run_has_record(keeper, id))
		return COMMAND_OK;
	error = run_check(keeper, id, err);
	if (error)
		return error;
	path = path_run(keeper->state, id, "launch");
	if (launch_read(&launch, path.text, err) < 0)
		return COMMAND_BAD_LAUNCH;
	error = launch_check(&launch, id, keeper->name, err);
	if (!error) {
		fence_raise(&keeper->fence, launch.epoch);
		error = fence_check(&keeper->fence, epoch, err);
	}
	if (!error)
		run_begin(keeper, &launch);
	launch_clear(&launch);
	return error;
}
