/*
 * leftovers - end what a lost run left running: see inspect.h
 *
 * Its keeper, which would have done it, is dead. What belongs to the run is
 * known by its environment: by REEVE_RUN, which other state directories have
 * too, and by the prompt's path, which is below ours; what git has started, by
 * what git_mark has put there. Each process is held by a pidfd, so that a pid
 * used again is never hit.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/proc.h"
#include "dispatcher/inspect.h"
#include "model/paths.h"

#define ROUNDS 16 /* each finds what was forked while the last one ended */

struct sweep {
	/* What all of them have in their environment, and have not; or NULL. */
	char *first, *second, *except;
	struct pollfd *found;
	size_t count;
};

static bool belongs(const struct sweep *sweep, pid_t pid)
{
	return proc_has_environment(pid, sweep->first) &&
	       (!sweep->second || proc_has_environment(pid, sweep->second)) &&
	       (!sweep->except || !proc_has_environment(pid, sweep->except));
}

static int take(pid_t pid, void *arg)
{
	struct sweep *sweep = arg;
	int fd;

	if (pid == getpid() || !belongs(sweep, pid))
		return 0;
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0)
		return 0;
	/* Looked at again through the descriptor: it may be another by now. */
	if (!belongs(sweep, pid)) {
		close(fd);
		return 0;
	}
	sweep->found = mem_grow(
		sweep->found, (sweep->count + 1) * sizeof(*sweep->found));
	sweep->found[sweep->count++] =
		(struct pollfd){ .fd = fd, .events = POLLIN };
	return 0;
}

static void send_all(const struct sweep *sweep, int number)
{
	for (size_t i = 0; i < sweep->count; i++)
		if (sweep->found[i].fd >= 0)
			syscall(SYS_pidfd_send_signal, sweep->found[i].fd,
				number, NULL, 0);
}

/* Waits until all have ended, or the time is over. */
static void wait_all(struct sweep *sweep, int64_t limit_ms)
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

static size_t sweep_once(struct sweep *sweep, int64_t grace_ms)
{
	sweep->found = NULL;
	sweep->count = 0;
	proc_each(take, sweep);
	send_all(sweep, SIGTERM);
	send_all(sweep, SIGCONT);
	wait_all(sweep, grace_ms);
	send_all(sweep, SIGKILL);
	wait_all(sweep, grace_ms);
	for (size_t i = 0; i < sweep->count; i++)
		if (sweep->found[i].fd >= 0)
			close(sweep->found[i].fd);
	free(sweep->found);
	return sweep->count;
}

static int sweep_all(struct sweep *sweep, int64_t grace_ms)
{
	size_t total = 0, found;

	for (int i = 0; i < ROUNDS && (found = sweep_once(sweep, grace_ms));
		i++)
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
