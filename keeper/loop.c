/*
 * loop - the one place where the keeper waits
 *
 * One epoll set; the timer runs only while something is pending. An idle
 * keeper is never woken.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define EVENTS      16
#define PAGE_BYTES  4096
#define STACK_BYTES 65536

static void open_signals(struct keeper *keeper)
{
	static const int heard[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGQUIT,
		SIGWINCH };
	static const int ignored[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE,
		SIGUSR1, SIGUSR2, SIGALRM };
	sigset_t set;

	sigemptyset(&set);
	/* Whoever started us may have left SIGCHLD ignored: no status then. */
	for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++) {
		signal(heard[i], SIG_DFL);
		sigaddset(&set, heard[i]);
	}
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sigprocmask(SIG_SETMASK, &set, NULL);
	watch_init(&keeper->signals,
		signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), FROM_SIGNALS);
}

static void watch_nothing(struct keeper *keeper)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		watch_init(&keeper->clients[i].watch, -1, FROM_CLIENT + i);
	watch_init(&keeper->asked, -1, FROM_REEVED);
	watch_init(&keeper->leader, -1, FROM_LEADER);
	watch_init(&keeper->pty.master, -1, FROM_AGENT);
	watch_init(&keeper->terminal.watch, -1, FROM_TERMINAL);
	watch_init(&keeper->listener, -1, FROM_LISTENER);
	keeper->pty.slave = -1;
	keeper->transcript.fd = -1;
}

static int open_socket(struct keeper *keeper, struct err *err)
{
	struct path path = path_keeper(keeper->state, keeper->name, "lock");
	int fd;

	/* Held until our death: its end is how others learn of that. */
	if (lock_take(path.text, LOCK_TRY, err) < 0) {
		if (errno == EWOULDBLOCK)
			err_set(err, EXIT_TRY_LATER,
				"cannot keep agent '%s': another keeper does",
				keeper->name);
		return -1;
	}
	path = path_keeper(keeper->state, keeper->name, "sock");
	fd = sock_listen(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, err);
	if (fd < 0)
		return -1;
	watch_init(&keeper->listener, fd, FROM_LISTENER);
	return 0;
}

int keeper_open(struct keeper *keeper, struct err *err)
{
	int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	watch_nothing(keeper);
	keeper->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch_init(&keeper->timer, timer, FROM_TIMER);
	open_signals(keeper);
	if (keeper->epoll < 0 || timer < 0 || keeper->signals.fd < 0)
		return err_sys(err, "cannot watch anything");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return err_sys(err, "cannot become a subreaper");
	if (open_socket(keeper, err) < 0 ||
		terminal_open(&keeper->terminal, FROM_TERMINAL, err) < 0)
		return -1;
	watch_want(&keeper->signals, keeper->epoll, EPOLLIN);
	watch_want(&keeper->timer, keeper->epoll, EPOLLIN);
	watch_want(&keeper->listener, keeper->epoll, EPOLLIN);
	return 0;
}

static void hear_signal(
	struct keeper *keeper, const struct signalfd_siginfo *info)
{
	switch (info->ssi_signo) {
	case SIGCHLD:
		run_reap(keeper);
		break;
	case SIGWINCH:
		relay_resize(keeper);
		break;
	case SIGHUP:
		/* One that a process sent says nothing about the terminal. */
		if (info->ssi_code > 0)
			relay_hangup(keeper);
		break;
	case SIGINT:
		witness_signal(keeper, info);
		if (run_is_going(keeper) && !keeper->run.agent_dead)
			kill(-keeper->run.pid, SIGINT);
		break;
	case SIGTERM:
	case SIGQUIT:
		witness_signal(keeper, info);
		keeper->leaving = true;
		run_end(keeper, keeper->run.stop_signal, 0);
		break;
	}
}

static void hear_signals(struct keeper *keeper)
{
	struct signalfd_siginfo info;

	while (read(keeper->signals.fd, &info, sizeof(info)) == sizeof(info))
		hear_signal(keeper, &info);
}

static void hear_terminal(struct keeper *keeper, uint32_t events)
{
	if (events & EPOLLIN)
		relay_input(keeper);
	if (events & (EPOLLHUP | EPOLLERR))
		relay_hangup(keeper);
}

static void hear(struct keeper *keeper, const struct epoll_event *event)
{
	uint32_t source = event->data.u32;
	uint64_t expirations;

	switch (source) {
	case FROM_SIGNALS:
		break; /* were heard first */
	case FROM_TIMER:
		if (read(keeper->timer.fd, &expirations, sizeof(expirations)) >
			0)
			keeper->timer_boot_ms = 0;
		break;
	case FROM_TERMINAL:
		hear_terminal(keeper, event->events);
		break;
	case FROM_AGENT:
		if (event->events & (EPOLLIN | EPOLLHUP))
			relay_output(keeper);
		break;
	case FROM_LISTENER:
		clients_accept(keeper);
		break;
	case FROM_REEVED:
		keys_answer(keeper);
		break;
	case FROM_LEADER:
		leader_gone(keeper);
		break;
	default:
		clients_hear(keeper, &keeper->clients[source - FROM_CLIENT]);
	}
}

static int64_t earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

static void set_timer(struct keeper *keeper)
{
	int64_t next = earlier(keeper->run.deadline_boot_ms,
		earlier(inject_due(keeper), keeper->asked_until_boot_ms));
	struct itimerspec when = { 0 };

	/* Before its end a run has a deadline only once it is to end. */
	for (int i = 0; i < CLIENTS_MAX; i++) {
		next = earlier(next, keeper->clients[i].until_boot_ms);
		next = earlier(next, keeper->clients[i].still_boot_ms);
	}
	next = earlier(next, keeper->late_boot_ms);
	next = earlier(next, keeper->leader_boot_ms);
	if (next == keeper->timer_boot_ms)
		return;
	when.it_value.tv_sec = next / 1000;
	when.it_value.tv_nsec = next % 1000 * 1000000;
	timerfd_settime(keeper->timer.fd, TFD_TIMER_ABSTIME, &when, NULL);
	keeper->timer_boot_ms = next;
}

static void step(struct keeper *keeper)
{
	int64_t now;

	inject_step(keeper);
	run_step(keeper);
	relay_flush(keeper);
	now = clock_boot_ms();
	clients_step(keeper, now);
	follow_step(keeper, now);
	if (keeper->asked_until_boot_ms && now >= keeper->asked_until_boot_ms)
		keys_close(keeper);
	if (keeper->leader_boot_ms && now >= keeper->leader_boot_ms)
		leader_look(keeper);
	if (keeper->late_boot_ms && now >= keeper->late_boot_ms)
		revive_late(keeper);
}

/*
 * Gives back the stack below us, which the start or the end of a run has
 * touched far down with its paths. One page is left alone.
 */
static void trim_stack(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t end = (here & ~(uintptr_t)(PAGE_BYTES - 1)) - PAGE_BYTES;

	madvise((void *)(end - STACK_BYTES), STACK_BYTES, MADV_DONTNEED);
}

void keeper_loop(struct keeper *keeper)
{
	enum run_phase trimmed = RUN_UNRECORDED;
	struct epoll_event events[EVENTS];

	for (;;) {
		int n;

		step(keeper);
		if (keeper->leaving &&
			(keeper->run.phase == RUN_NONE ||
				keeper->run.phase == RUN_UNRECORDED))
			return;
		relay_want(keeper);
		set_timer(keeper);
		if (trimmed != keeper->run.phase)
			trim_stack();
		trimmed = keeper->run.phase;
		n = epoll_wait(keeper->epoll, events, EVENTS, -1);
		/* A death that is known already comes before any request. */
		for (int i = 0; i < n; i++)
			if (events[i].data.u32 == FROM_SIGNALS)
				hear_signals(keeper);
		for (int i = 0; i < n; i++)
			hear(keeper, &events[i]);
	}
}

void keeper_close(struct keeper *keeper)
{
	clients_refuse(keeper);
	terminal_close(&keeper->terminal, keeper->epoll);
}
