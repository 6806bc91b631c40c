/*
 * leader - the death of reeved is noticed: see leader.h
 */
#include "keeper/leader.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/reeved.h"

#define CHECK_INTERVAL_MS 3000
#define CHECKS            10
#define RUN_LATE_MS       2000 /* a busy reeved starts a run this late */

void leader_seen(struct keeper *keeper, pid_t pid)
{
	struct leader *leader = &keeper->leader;

	if (pid <= 0 || (pid == leader->pid && leader->process.fd >= 0))
		return;
	watch_close(&leader->process, keeper->epoll);
	watch_init(&leader->process, (int)syscall(SYS_pidfd_open, pid, 0),
		FROM_LEADER);
	watch_want(&leader->process, keeper->epoll, EPOLLIN);
	leader->pid = pid;
	leader->check_boot_ms = 0;
	leader->checks_left = 0;
	/* The leader has died since it sent the command. */
	if (leader->process.fd < 0) {
		leader->checks_left = CHECKS;
		leader->check_boot_ms = clock_boot_ms() + CHECK_INTERVAL_MS;
	}
}

/* Starts reeved again, and sees to the next check until a command comes. */
static void leader_check(struct keeper *keeper)
{
	struct leader *leader = &keeper->leader;

	leader->check_boot_ms = 0;
	if (reeved_ended_in_order(keeper->state) ||
		reeved_revive(keeper->state, &keeper->revived) == REEVED_DOWN)
		return;
	if (--leader->checks_left > 0)
		leader->check_boot_ms = clock_boot_ms() + CHECK_INTERVAL_MS;
}

void leader_died(struct keeper *keeper)
{
	watch_close(&keeper->leader.process, keeper->epoll);
	keeper->leader.pid = 0;
	keeper->leader.checks_left = CHECKS;
	leader_check(keeper);
}

void leader_expect_run(struct keeper *keeper, int64_t due_ms)
{
	int64_t left = due_ms - clock_wall_ms();

	if (left < 0)
		left = 0;
	keeper->leader.run_late_boot_ms =
		due_ms ? clock_boot_ms() + left + RUN_LATE_MS : 0;
}

void leader_step(struct keeper *keeper, int64_t now_boot_ms)
{
	struct leader *leader = &keeper->leader;

	if (leader->check_boot_ms && now_boot_ms >= leader->check_boot_ms)
		leader_check(keeper);
	if (!leader->run_late_boot_ms || now_boot_ms < leader->run_late_boot_ms)
		return;
	leader->run_late_boot_ms = 0;
	if (!run_is_active(&keeper->run))
		reeved_revive(keeper->state, &keeper->revived);
}
