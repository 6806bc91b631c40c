/*
 * start - a run begins
 *
 * Does what the launch says and adds nothing but TERM. A program that cannot
 * be started is a run as well, one that ended at once: its record says why.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/record.h"
#include "keeper/spawn.h"
#include "keeper/tree.h"
#include "model/launch.h"
#include "model/paths.h"

#define RENDER_ENV_MAX 16

/* TASK.N, and nothing else: it becomes part of a path. */
static bool is_run_id(const char *id)
{
	size_t task = strspn(id, "0123456789"), number;

	if (!task || task > 10 || id[task] != '.')
		return false;
	number = strspn(id + task + 1, "0123456789");
	return number && number <= 10 && !id[task + 1 + number];
}

static int check_launch(struct keeper *keeper, const struct launch *launch,
	const char *id, int64_t epoch, struct err *err)
{
	if (strcmp(launch->run, id))
		return err_set(err, EXIT_WRONG_USE,
			"cannot start run '%s': its launch is for run '%.24s'",
			id, launch->run);
	if (strcmp(launch->agent, keeper->name))
		return err_set(err, EXIT_WRONG_USE,
			"cannot start run '%s': its launch is for '%.64s'", id,
			launch->agent);
	if (launch->epoch > keeper->epoch)
		keeper->epoch = launch->epoch;
	if (epoch < keeper->epoch)
		return err_set(err, EXIT_NO,
			"cannot start run '%s': epoch %lld is older than %lld",
			id, (long long)epoch, (long long)keeper->epoch);
	return 0;
}

static void fill_run(struct run *run, const struct launch *launch)
{
	memset(run, 0, sizeof(*run));
	snprintf(run->id, sizeof(run->id), "%s", launch->run);
	snprintf(run->profile, sizeof(run->profile), "%s", launch->profile);
	run->task = strtoll(run->id, NULL, 10);
	run->stop_signal = launch->stop_signal;
	run->grace_ms = launch->grace_ms;
	run->types = !launch->stdin_path;
	run->oom.before = oom_kills(&run->oom.source);
	run->started_ms = run->output_ms = clock_wall_ms();
	run->started_boot_ms = run->output_boot_ms = clock_boot_ms();
}

/* The launch's environment and our TERM; the caller frees the array. */
static char **environment_of(const struct launch *launch, char *term)
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

/* What a renderer may know of our environment. */
static void render_environment(char *env[RENDER_ENV_MAX])
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

static int start_failed(
	struct run *run, const char *what, const char *subject, int error)
{
	run->start_errno = error;
	snprintf(run->start_error, sizeof(run->start_error), "%s '%.300s': %s",
		what, subject, strerror(error));
	return -1;
}

/* posix_spawn() says only that something failed; look for what it was. */
static int agent_failed(struct run *run, const struct launch *launch, int error)
{
	struct stat st;

	if (stat(launch->directory, &st) < 0)
		return start_failed(run, "cannot enter directory",
			launch->directory, errno);
	if (access(launch->directory, X_OK) < 0)
		return start_failed(run, "cannot enter directory",
			launch->directory, errno);
	if (launch->stdin_path && access(launch->stdin_path, R_OK) < 0)
		return start_failed(run, "cannot read standard input",
			launch->stdin_path, errno);
	return start_failed(run, "cannot start", launch->program, error);
}

/* Starts `reeve render`, which reads `in` and writes to the agent's terminal */
static int start_renderer(struct keeper *keeper, const char *profile, int in)
{
	struct path events =
		path_run(keeper->state, keeper->run.id, "events.jsonl");
	char *env[RENDER_ENV_MAX];
	struct path program = keeper_beside("reeve");
	char *argv[] = { (char *)"reeve", (char *)"render", (char *)profile,
		(char *)"--events", events.text, NULL };
	struct spawn renderer = { .program = program.text,
		.argv = argv,
		.env = env,
		.in = in,
		.both = keeper->pty.slave };
	int error;

	render_environment(env);
	error = spawn(&keeper->run.renderer, &renderer);
	if (!error)
		return 0;
	return start_failed(&keeper->run, "cannot start", program.text, error);
}

static int start_agent(
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
	env = environment_of(launch, term);
	agent.env = env;
	error = env ? spawn(&keeper->run.pid, &agent) : ENOMEM;
	free(env);
	return error ? agent_failed(&keeper->run, launch, error) : 0;
}

static int start_programs(struct keeper *keeper, const struct launch *launch)
{
	struct winsize size;
	int ends[2] = { 0, 0 }, rc = 0;
	struct err err = ERR_INIT;

	terminal_size(&keeper->terminal, &size);
	if (pty_open(&keeper->pty, FROM_AGENT, &keeper->terminal.before, &size,
		    &err) < 0 ||
		(launch->render && pipe2(ends, O_CLOEXEC) < 0))
		return start_failed(&keeper->run, "cannot open a terminal for",
			keeper->name, errno);
	if (launch->render)
		rc = start_renderer(keeper, launch->render, ends[0]);
	if (!rc)
		rc = start_agent(keeper, launch, ends[1]);
	if (launch->render) {
		close(ends[0]);
		close(ends[1]);
	}
	return rc;
}

static void begin(struct keeper *keeper, const struct launch *launch)
{
	struct run *run = &keeper->run;
	int rc;

	fill_run(run, launch);
	run->epoch = keeper->epoch;
	keeper->keys = false;
	keeper->draft = (struct draft){ 0 };
	keeper->input = (struct input){ 0 };
	keeper->asks = false;
	keeper->late_boot_ms = 0;
	memset(&keeper->modes, 0, sizeof(keeper->modes));
	tree_forget();
	rc = start_programs(keeper, launch);
	/* What it writes at once waits in its terminal; to make a file is slow. */
	transcript_open(&keeper->transcript, keeper->state, run->id,
		launch->transcript_bytes);
	if (rc < 0) {
		run->agent_dead = true;
		run->ended_ms = clock_wall_ms();
		run->ended_boot_ms = clock_boot_ms();
		run->phase = RUN_CLEARING;
		keeper->children_changed = true;
		run_step(keeper);
		return;
	}
	run->pid_start = proc_start_time(run->pid);
	run->phase = RUN_GOING;
	run_record_start(keeper);
}

static bool has_record(const struct keeper *keeper, const char *id)
{
	struct path path = path_record(keeper->state, id);

	if (access(path.text, F_OK) == 0)
		return true;
	path = path_run(keeper->state, id, "record.json"); /* put away */
	return access(path.text, F_OK) == 0;
}

static int read_launch(struct launch *launch, const struct keeper *keeper,
	const char *id, struct err *err)
{
	struct path path = path_run(keeper->state, id, "launch");

	return launch_read(launch, path.text, err);
}

/* Everything that speaks against it; launch is the caller's on success. */
static int check_start(struct keeper *keeper, struct launch *launch,
	const char *id, int64_t epoch, struct err *err)
{
	if (!is_run_id(id))
		return err_set(err, EXIT_WRONG_USE,
			"cannot start run '%.24s': no run is called so", id);
	if (run_is_going(keeper))
		return err_set(err, EXIT_NO,
			"cannot start run '%s': run '%s' is going", id,
			keeper->run.id);
	if (has_record(keeper, id))
		return err_set(err, EXIT_NO,
			"cannot start run '%s': it has a record already", id);
	if (read_launch(launch, keeper, id, err) < 0)
		return -1;
	if (check_launch(keeper, launch, id, epoch, err) == 0)
		return 0;
	launch_clear(launch);
	return -1;
}

int run_start(
	struct keeper *keeper, const char *id, int64_t epoch, struct err *err)
{
	struct launch launch;

	/* Whoever asks again knows of no record: there is none yet. */
	if (run_is_going(keeper) && !strcmp(keeper->run.id, id) &&
		!has_record(keeper, id))
		return 0;
	if (check_start(keeper, &launch, id, epoch, err) < 0)
		return -1;
	begin(keeper, &launch);
	launch_clear(&launch);
	return 0;
}
