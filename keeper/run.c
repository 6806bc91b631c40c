/*
 * run - a run goes, is asked to end, and ends
 *
 * However the agent ended, everything it started is ended after it: asked by
 * SIGTERM, and by SIGKILL when the grace is over. Then what was written is
 * read to its end, and the record is replaced; only then the next run may
 * start. Nobody waits here: each step is taken when a signal, a terminal or
 * the timer says that it can be.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/record.h"
#include "keeper/tree.h"

#define DISCARD_ROUNDS 1024

bool run_is_going(const struct keeper *keeper)
{
	return keeper->run.phase != RUN_NONE;
}

static bool is_due(const struct run *run)
{
	return run->deadline_boot_ms &&
	       clock_boot_ms() >= run->deadline_boot_ms;
}

/* A signal to the agent's process group, stopped or not. */
static void signal_agent(const struct run *run, int signal)
{
	if (signal)
		kill(-run->pid, signal);
	kill(-run->pid, SIGCONT);
}

void run_end(struct keeper *keeper, int first, int second)
{
	struct run *run = &keeper->run;

	if (run->phase != RUN_GOING && run->phase != RUN_STOPPING)
		return;
	signal_agent(run, first);
	if (second)
		signal_agent(run, second);
	if (run->phase == RUN_GOING) {
		run->phase = RUN_STOPPING;
		run->deadline_boot_ms = clock_boot_ms() + run->grace_ms;
	}
}

void run_stop(struct keeper *keeper, enum stop_reason reason, const char *by)
{
	struct run *run = &keeper->run;

	if (run->phase != RUN_GOING && run->phase != RUN_STOPPING)
		return;
	if (!run->stop.ms) {
		run->stop.ms = clock_wall_ms();
		run->stop.reason = reason;
		snprintf(run->stop.by, sizeof(run->stop.by), "%s", by);
		run_end(keeper, run->stop_signal, 0);
	}
}

/* status NULL: it is gone, and nobody can say how. */
static void agent_ended(
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
	if (run->phase == RUN_GOING || !run->deadline_boot_ms)
		run->deadline_boot_ms = run->ended_boot_ms + run->grace_ms;
	run->phase = RUN_CLEARING;
}

/* Returns true when no child is left at all. */
static bool reap(struct keeper *keeper)
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
			agent_ended(run, &status, &usage);
	}
	return pid < 0 && errno == ECHILD;
}

void run_reap(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	bool alone = reap(keeper);

	keeper->children_changed = true;
	if (alone && (run->phase == RUN_GOING || run->phase == RUN_STOPPING))
		agent_ended(run, NULL, NULL);
}

static int signal_tree(const struct keeper *keeper, int signal)
{
	char pair[RUN_ID_SIZE + 16];
	struct path daemon = keeper_beside("reeved");
	struct tree_exempt exempt = { .renderer = keeper->run.renderer,
		.revived = keeper->revived,
		.daemon = daemon.text,
		.run = pair };

	snprintf(pair, sizeof(pair), "REEVE_RUN=%s", keeper->run.id);
	return tree_signal(&exempt, signal);
}

static void kill_when_due(struct run *run)
{
	if (run->killing || !is_due(run))
		return;
	run->killing = true;
	run->deadline_boot_ms = clock_boot_ms() + UNKILLABLE_MS;
}

static void stopping_step(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (is_due(run)) {
		run->killing = true;
		run->deadline_boot_ms = clock_boot_ms() + UNKILLABLE_MS;
	}
	signal_tree(keeper, SIGKILL);
}

static bool somebody_ended(void)
{
	siginfo_t info = { 0 };

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid != 0;
}

/* True when nothing is left of the run, or nothing that could be killed. */
static bool is_clear(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	int left;

	/* Whoever ends during a walk may hide its sibling: reap, walk again. */
	do {
		if (reap(keeper))
			return true;
		kill_when_due(run);
		left = signal_tree(keeper, run->killing ? SIGKILL : SIGTERM);
	} while (!left && somebody_ended());
	return !left || (run->killing && is_due(run));
}

static void drain_begin(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	run->left_behind = tree_signalled() - run->signalled_before;
	run->phase = RUN_DRAINING;
	run->deadline_boot_ms = clock_boot_ms() + PATIENCE_MS;
	pty_release(&keeper->pty);
}

/* The pane takes nothing: the rest goes into the transcript alone. */
static void discard(struct keeper *keeper)
{
	int rounds = 0;

	do
		channel_clear(&keeper->terminal.out);
	while (relay_output(keeper) && ++rounds < DISCARD_ROUNDS);
}

static bool is_drained(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (!run->renderer && relay_is_drained(keeper))
		return true;
	if (!is_due(run))
		return false;
	if (run->renderer && !run->killing) {
		kill(run->renderer, SIGKILL);
		run->killing = true;
		run->deadline_boot_ms = clock_boot_ms() + PATIENCE_MS;
		return false;
	}
	discard(keeper);
	return true;
}

/* Until it is written nobody but us knows that the run goes. */
void run_record_start(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	struct err err = ERR_INIT;

	run->deadline_boot_ms = 0;
	if (record_write(run, keeper->state, keeper->name, &err) < 0)
		run->deadline_boot_ms = clock_boot_ms() + RECORD_TRY_MS;
}

/* Writes the end down, or sees to it that it is tried again. */
static void record_end(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	struct err err = ERR_INIT;

	/* Whoever reads of the end must not take us for one who goes on. */
	if (keeper->leaving)
		clients_refuse(keeper);
	if (record_write(run, keeper->state, keeper->name, &err) < 0) {
		if (run->phase != RUN_UNRECORDED)
			terminal_say(
				&keeper->terminal, "reeve: %s", err.message);
		run->phase = RUN_UNRECORDED;
		run->deadline_boot_ms = clock_boot_ms() + RECORD_TRY_MS;
		return;
	}
	run->phase = RUN_NONE;
	run->deadline_boot_ms = 0;
	if (!keeper->leaving)
		revive(keeper);
}

void run_finish(struct keeper *keeper)
{
	struct run *run = &keeper->run;
	char reset[MODES_RESET_SIZE];
	enum oom_source source;

	run->ended = true;
	run->transcript_error = keeper->transcript.error;
	run->oom.after = oom_kills(&source);
	if (source != run->oom.source)
		run->oom.source = OOM_NONE;
	record_end(keeper);
	transcript_close(&keeper->transcript);
	pty_close(&keeper->pty, keeper->epoll);
	inject_clear(keeper);
	follow_end(keeper);
	channel_put(&keeper->terminal.out, reset,
		modes_reset(&keeper->modes, reset));
	witness_tell(keeper);
}

static void draining_step(struct keeper *keeper)
{
	if (is_drained(keeper))
		run_finish(keeper);
}

static void clearing_step(struct keeper *keeper)
{
	if (!keeper->children_changed && !is_due(&keeper->run))
		return;
	if (!is_clear(keeper))
		return;
	keeper->run.killing = false;
	drain_begin(keeper);
	draining_step(keeper);
}

void run_step(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	switch (run->phase) {
	case RUN_NONE:
		break;
	case RUN_GOING:
		if (is_due(run))
			run_record_start(keeper);
		break;
	case RUN_STOPPING:
		if (is_due(run) || (run->killing && keeper->children_changed))
			stopping_step(keeper);
		break;
	case RUN_CLEARING:
		clearing_step(keeper);
		break;
	case RUN_DRAINING:
		draining_step(keeper);
		break;
	case RUN_UNRECORDED:
		if (is_due(run))
			record_end(keeper);
		break;
	}
	keeper->children_changed = false;
}
