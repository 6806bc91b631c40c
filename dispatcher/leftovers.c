/*
 * leftovers - end processes that were left running: see leftovers.h
 *
 * A keeper ends its run's processes itself; these are those of a keeper that
 * is dead. REEVE_RUN alone does not tell a run, for other state directories
 * have the same IDs: the path of the prompt, which lies below the state
 * directory, must fit too. A pid may be used again, so the environment is
 * looked at a second time once the pidfd is open.
 */
#include "dispatcher/leftovers.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/proc.h"
#include "model/paths.h"

/* Each round finds what was forked while the round before ended its own. */
#define SWEEP_ROUNDS 16

struct sweep {
	/* NAME=VALUE: both are in the environment, `except` is not; or NULL. */
	char *first, *second, *except;
	struct pollfd *found;
	size_t count;
};

static bool sweep_belongs(const struct sweep *sweep, pid_t pid)
{
	return proc_has_environment(pid, sweep->first) &&
	       (!sweep->second || proc_has_environment(pid, sweep->second)) &&
	       (!sweep->except || !proc_has_environment(pid, sweep->except));
}

static int sweep_take(pid_t pid, void *arg)
{
	struct sweep *sweep = arg;
	int fd;

	if (pid == getpid() || !sweep_belongs(sweep, pid))
		return 0;
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0)
		return 0;
	/* The pid may be another process by now. */
	if (!sweep_belongs(sweep, pid)) {
		close(fd);
		return 0;
	}
	sweep->found = mem_grow(
		sweep->found, (sweep->count + 1) * sizeof(*sweep->found));
	sweep->found[sweep->count++] =
		(struct pollfd){ .fd = fd, .events = POLLIN };
	return 0;
}

static void sweep_signal(const struct sweep *sweep, int number)
{
	for (size_t i = 0; i < sweep->count; i++)
		if (sweep->found[i].fd >= 0)
			syscall(SYS_pidfd_send_signal, sweep->found[i].fd,
				number, NULL, 0);
}

/* Waits until all have ended, at most `limit_ms`; closes those that have. */
static void sweep_wait(struct sweep *sweep, int64_t limit_ms)
{
	int64_t end = clock_boot_ms() + limit_ms, left;

	for (size_t i = 0; i < sweep->count; i++) {
		if (sweep->found[i].fd < 0)
			continue;
		left = end - clock_boot_ms();
		if (poll(&sweep->found[i], 1, left > 0 ? (int)left : 0) != 1)
			continue;
		close(sweep->found[i].fd);
		sweep->found[i].fd = -1;
	}
}

/* A stopped process gets SIGCONT, for it takes SIGTERM only when it runs. */
static size_t sweep_once(struct sweep *sweep, int64_t grace_ms)
{
	sweep->found = NULL;
	sweep->count = 0;
	proc_each(sweep_take, sweep);
	sweep_signal(sweep, SIGTERM);
	sweep_signal(sweep, SIGCONT);
	sweep_wait(sweep, grace_ms);
	sweep_signal(sweep, SIGKILL);
	sweep_wait(sweep, grace_ms);
	for (size_t i = 0; i < sweep->count; i++)
		if (sweep->found[i].fd >= 0)
			close(sweep->found[i].fd);
	free(sweep->found);
	return sweep->count;
}

static int sweep_all(struct sweep *sweep, int64_t grace_ms)
{
	size_t total = 0, found;

	for (int i = 0;
		i < SWEEP_ROUNDS && (found = sweep_once(sweep, grace_ms)); i++)
		total += found;
	free(sweep->first);
	free(sweep->second);
	free(sweep->except);
	return (int)total;
}

int leftovers_end(const char *state, const char *run, int64_t grace_ms)
{
	struct path prompt = path_run(state, run, "prompt");
	struct sweep sweep = {
		.first = mem_format("REEVE_RUN=%s", run),
		.second = mem_format("REEVE_PROMPT_FILE=%s", prompt.text),
	};

	return sweep_all(&sweep, grace_ms);
}

int leftovers_end_git(const char *state, int64_t epoch, int64_t grace_ms)
{
	struct sweep sweep = {
		.first = mem_format("REEVE_GIT_OF=%s", state),
		.except = mem_format("REEVE_GIT_EPOCH=%lld", (long long)epoch),
	};

	return sweep_all(&sweep, grace_ms);
}
