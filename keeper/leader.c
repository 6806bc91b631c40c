/*
 * leader - the death of reeved is noticed
 *
 * Each command names the leader's process; a pidfd of it is in the epoll set,
 * so its death wakes us and its life costs nothing. One that was killed has left
 * its socket behind, and is started again: runs have time limits, others wait
 * for their turn. One that ended in order has taken the socket along, and knows
 * what it does. The next one greets us, whoever started it; where it does not, it
 * may have been killed as it began: we look a few times more.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define GREETING_MS 3000
#define LOOKS       10

void leader_seen(struct keeper *keeper, pid_t pid)
{
	if (pid <= 0 || (pid == keeper->leader_pid && keeper->leader.fd >= 0))
		return;
	watch_close(&keeper->leader, keeper->epoll);
	watch_init(&keeper->leader, (int)syscall(SYS_pidfd_open, pid, 0),
		FROM_LEADER);
	watch_want(&keeper->leader, keeper->epoll, EPOLLIN);
	keeper->leader_pid = pid;
	keeper->leader_boot_ms = 0;
	keeper->leader_looks = 0;
	/* Dead since it spoke. */
	if (keeper->leader.fd < 0) {
		keeper->leader_looks = LOOKS;
		keeper->leader_boot_ms = clock_boot_ms() + GREETING_MS;
	}
}

/* One that ends in order takes its socket along. */
static bool ended_in_order(const struct keeper *keeper)
{
	struct path path = path_state(keeper->state, "reeved.sock");

	return access(path.text, F_OK) < 0 && errno == ENOENT;
}

void leader_gone(struct keeper *keeper)
{
	watch_close(&keeper->leader, keeper->epoll);
	keeper->leader_pid = 0;
	keeper->leader_looks = LOOKS;
	leader_look(keeper);
}

void leader_look(struct keeper *keeper)
{
	keeper->leader_boot_ms = 0;
	if (ended_in_order(keeper) || revive(keeper) == REEVED_AWAY)
		return;
	if (--keeper->leader_looks > 0)
		keeper->leader_boot_ms = clock_boot_ms() + GREETING_MS;
}
