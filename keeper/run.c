/*
 * run - one start of the agent, from its launch to its record: see run.h
 */
#include "keeper/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/programs.h"
#include "keeper/record.h"
#include "keeper/tree.h"

/* After SIGKILL: a process that is left then hangs in the kernel. */
#define KILL_TIMEOUT_MS 10000
#define RECORD_RETRY_MS 5000

bool run_is_due(const struct run *run)
{
	return run->deadline_boot_ms &&
	       clock_boot_ms() >= run->deadline_boot_ms;
}

static void run_set_timeout(struct run *run, int64_t timeout_ms)
{
	run->deadline_boot_ms = clock_boot_ms() + timeout_ms;
}

/* A signal to the agent's process group, which goes on if it was stopped. */
static void run_signal_agent(const struct run *run, int signal)
{
	if (signal)
		kill(-run->pid, signal);
	kill(-run->pid, SIGCONT);
}

void run_end(struct run *run, int first, int second)
{
	if (run->phase != RUN_RUNNING && run->phase != RUN_STOPPING)
		return;
	run_signal_agent(run, first);
	if (second)
		run_signal_agent(run, second);
	if (run->phase == RUN_RUNNING) {
		run->phase = RUN_STOPPING;
		run_set_timeout(run, run->grace_ms);
	}
}

void run_stop(struct keeper *keeper, enum stop_reason reason, const char *by)
{
	struct run *run = &keeper->run;

	if ((run->phase != RUN_RUNNING && run->phase != RUN_STOPPING) ||
		run->stop.ms)
		return;
	run->stop.ms = clock_wall_ms();
	run->stop.reason = reason;
	snprintf(run->stop.by, sizeof(run->stop.by), "%s", by);
	run_end(run, run->stop_signal, 0);
}

/* status NULL: the agent is gone, and nobody can say how. */
static void run_agent_ended(
	struct run *run, const int *status, const struct rusage *usage)
{
	run->agent_dead = true;
	run->status_known = status != NULL;
	run->wait_status = status ? *status : 0;
	if (usage)
		run->usage = *usage;
	run->ended_ms = clock_wall_ms();
	run->ended_boot_ms = clock_boot_ms();
	run->signalled_before = tree_signalled();
	if (run->phase == RUN_RUNNING || !run->deadline_boot_ms)
		run_set_timeout(run, run->grace_ms);
	run->phase = RUN_CLEARING;
}

/* Reaps all children that have ended. True when no child is left at all. */
static bool run_reap_children(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	struct rusage usage;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
		if (pid == run->renderer)
			run->renderer = 0;
		else if (pid == keeper->revived)
			keeper->revived = 0;
		else if (pid == run->pid && !run->agent_dead)
			run_agent_ended(run, &status, &usage);
	}
	return pid < 0 && errno == ECHILD;
}

void run_reap(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	bool alone = run_reap_children(keeper);

	run->children_changed = true;
	if (alone && (run->phase == RUN_RUNNING || run->phase == RUN_STOPPING))
		run_agent_ended(run, NULL, NULL);
}

static int run_signal_tree(const struct keeper *keeper, int signal)
{
	char pair[RUN_ID_SIZE + 16];
	struct path daemon = program_beside("reeved");
	struct tree_exempt exempt = { .renderer = keeper->run.renderer,
		.revived = keeper->revived,
		.daemon = daemon.text,
		.run = pair };

	snprintf(pair, sizeof(pair), "REEVE_RUN=%s", keeper->run.id);
	return tree_signal(&exempt, signal);
}

static void run_begin_killing(struct run *run)
{
	run->killing = true;
	run_set_timeout(run, KILL_TIMEOUT_MS);
}

/* The grace is over: the whole tree gets SIGKILL, again when it has changed. */
static void run_step_stopping(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (!run_is_due(run) && !(run->killing && run->children_changed))
		return;
	if (run_is_due(run))
		run_begin_killing(run);
	run_signal_tree(keeper, SIGKILL);
}

static bool child_has_ended(void)
{
	siginfo_t info = { 0 };

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid != 0;
}

/*
 * True when no process of the run is left, or none that can be killed. A
 * process that ends during a walk may hide its sibling, so then the walk is
 * repeated.
 */
static bool run_tree_is_clear(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	int left;

	do {
		if (run_reap_children(keeper))
			return true;
		if (!run->killing && run_is_due(run))
			run_begin_killing(run);
		left = run_signal_tree(
			keeper, run->killing ? SIGKILL : SIGTERM);
	} while (!left && child_has_ended());
	return !left || (run->killing && run_is_due(run));
}

static void run_step_clearing(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (!run->children_changed && !run_is_due(run))
		return;
	if (!run_tree_is_clear(keeper))
		return;
	run->left_behind = tree_signalled() - run->signalled_before;
	run->killing = false;
	run->phase = RUN_DRAINING;
	run_set_timeout(run, DRAIN_TIMEOUT_MS);
	pty_release(&keeper->pty);
}

bool run_drain_expired(struct run *run)
{
	if (!run_is_due(run))
		return false;
	if (!run->renderer || run->killing)
		return true;
	kill(run->renderer, SIGKILL);
	run->killing = true;
	run_set_timeout(run, DRAIN_TIMEOUT_MS);
	return false;
}

/* Until the record is written nobody but the keeper knows of the run. */
void run_record_start(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	run->deadline_boot_ms = 0;
	if (record_write(run, keeper->state, keeper->name, NULL) < 0)
		run_set_timeout(run, RECORD_RETRY_MS);
}

bool run_record_end(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	struct err err = ERR_INIT;

	if (record_write(run, keeper->state, keeper->name, &err) == 0) {
		run->phase = RUN_IDLE;
		run->deadline_boot_ms = 0;
		return true;
	}
	if (run->phase != RUN_UNRECORDED)
		terminal_print(&keeper->terminal,
			"reeve: %s; trying again every %d s", err.message,
			RECORD_RETRY_MS / 1000);
	run->phase = RUN_UNRECORDED;
	run_set_timeout(run, RECORD_RETRY_MS);
	return false;
}

void run_finish(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	enum oom_source source;

	run->ended = true;
	run->transcript_error = keeper->transcript.error;
	run->oom.after = oom_kills(&source);
	if (source != run->oom.source)
		run->oom.source = OOM_NONE;
}

enum run_phase run_step(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	switch (run->phase) {
	case RUN_RUNNING:
		if (run_is_due(run))
			run_record_start(keeper);
		break;
	case RUN_STOPPING:
		run_step_stopping(keeper);
		break;
	case RUN_CLEARING:
		run_step_clearing(keeper);
		break;
	case RUN_IDLE:
	case RUN_DRAINING:
	case RUN_UNRECORDED:
		break;
	}
	run->children_changed = false;
	return run->phase;
}
