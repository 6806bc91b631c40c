/*
 * loop - the one place where the keeper waits, and where its parts meet
 *
 * One epoll set. The timer runs only while a deadline is pending, so an idle
 * keeper is never woken. In each turn all that has come is handled, then every
 * part takes the step that is due. Parts report what happened, and what follows
 * for other parts is done here.
 */
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/commands.h"
#include "keeper/keeper.h"
#include "keeper/reeved.h"
#include "keeper/relay.h"
#include "keeper/witness.h"

#define EVENTS_MAX   16
#define ANSWER_BYTES 2048
#define PAGE_BYTES   4096
#define STACK_BYTES  65536
#define CALL_BYTES   1024 /* of stack, for a call */

/* --- what follows from what happened --- */

/* The pane is gone: the agent gets SIGHUP as without a keeper, then we exit. */
static void loop_hangup(struct keeper *keeper)
{
	if (keeper->terminal.watch.fd < 0)
		return;
	witness_hangup(&keeper->run);
	terminal_hangup(&keeper->terminal, keeper->epoll);
	keeper->leaving = true;
	run_end(&keeper->run, SIGHUP, keeper->run.stop_signal);
}

static void loop_relayed(struct keeper *keeper, unsigned news)
{
	if (news & RELAY_OUTPUT)
		follow_output(keeper);
	if (news & RELAY_HANGUP)
		loop_hangup(keeper);
}

static void loop_inject(struct keeper *keeper)
{
	int64_t typed = inject_step(keeper);

	if (typed)
		follow_typed(keeper, typed);
}

/* A reader of the record must not find a keeper that is about to exit. */
static void loop_record_end(struct keeper *keeper)
{
	if (keeper->leaving)
		client_refuse_all(keeper);
	if (run_record_end(keeper) && !keeper->leaving)
		reeved_revive(keeper->state, &keeper->revived);
}

/* The record first, because the next run waits for it. */
static void loop_finish_run(struct keeper *keeper)
{
	char reset[MODES_RESET_SIZE], text[WITNESS_TEXT_SIZE];

	run_finish(keeper);
	loop_record_end(keeper);
	transcript_close(&keeper->transcript);
	pty_close(&keeper->pty, keeper->epoll);
	inject_clear(&keeper->inject);
	follow_end(keeper);
	channel_put(&keeper->terminal.out, reset,
		modes_reset(&keeper->modes, reset));
	witness_describe(&keeper->run, text);
	terminal_print(&keeper->terminal, "reeve: %s", text);
}

static bool loop_drain(struct keeper *keeper)
{
	unsigned news;

	do {
		news = relay_drain(keeper);
		loop_relayed(keeper, news);
	} while (news & RELAY_HANGUP);
	return news & RELAY_DRAINED;
}

static void loop_drain_run(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (run->renderer || !loop_drain(keeper)) {
		if (!run_drain_expired(run))
			return;
		loop_relayed(keeper, relay_discard(keeper));
	}
	loop_finish_run(keeper);
}

static void loop_run(struct keeper *keeper)
{
	enum run_phase phase = run_step(keeper);

	if (phase == RUN_DRAINING)
		loop_drain_run(keeper);
	else if (phase == RUN_UNRECORDED && run_is_due(&keeper->run))
		loop_record_end(keeper);
}

/* --- what has come --- */

static void on_signal(
	struct keeper *keeper, const struct signalfd_siginfo *info)
{
	struct run *run = &keeper->run;

	switch (info->ssi_signo) {
	case SIGCHLD:
		run_reap(keeper);
		break;
	case SIGWINCH:
		relay_resize(keeper);
		break;
	case SIGHUP:
		/* A process has sent it, and the terminal has not hung up. */
		if (info->ssi_code > 0)
			loop_hangup(keeper);
		break;
	case SIGINT:
		witness_signal(run, info);
		if (run_is_active(run) && !run->agent_dead)
			kill(-run->pid, SIGINT);
		break;
	case SIGTERM:
	case SIGQUIT:
		witness_signal(run, info);
		keeper->leaving = true;
		run_end(run, run->stop_signal, 0);
		break;
	}
}

static void on_signals(struct keeper *keeper)
{
	struct signalfd_siginfo info;

	while (read(keeper->signals.fd, &info, sizeof(info)) == sizeof(info))
		on_signal(keeper, &info);
}

static void on_timer(struct keeper *keeper)
{
	uint64_t expirations;

	if (read(keeper->timer.fd, &expirations, sizeof(expirations)) > 0)
		keeper->timer_boot_ms = 0;
}

/* Keys go to the agent, or, while no run is active, to the keeper. */
static void on_terminal(struct keeper *keeper, uint32_t events)
{
	bool hangup = events & (EPOLLHUP | EPOLLERR);

	if (keeper->terminal.watch.fd < 0)
		return;
	if (events & EPOLLIN && run_is_active(&keeper->run))
		hangup |= relay_input(keeper) & RELAY_HANGUP;
	else if (events & EPOLLIN)
		hangup |= !keys_read(keeper);
	if (hangup)
		loop_hangup(keeper);
}

static void on_client(struct keeper *keeper, struct client *client)
{
	char answer[ANSWER_BYTES];
	size_t len;
	const char *packet = client_receive(keeper, client, &len);

	if (!packet)
		return;
	len = command_answer(
		keeper, client, packet, len, answer, sizeof(answer));
	client_send(keeper, client, answer, len);
}

static void on_event(struct keeper *keeper, const struct epoll_event *event)
{
	uint32_t source = event->data.u32;

	switch (source) {
	case FROM_SIGNALS:
		break; /* were handled first */
	case FROM_TIMER:
		on_timer(keeper);
		break;
	case FROM_TERMINAL:
		on_terminal(keeper, event->events);
		break;
	case FROM_AGENT:
		if (event->events & (EPOLLIN | EPOLLHUP))
			loop_relayed(keeper, relay_output(keeper));
		break;
	case FROM_LISTENER:
		client_accept(keeper);
		break;
	case FROM_REEVED:
		keys_answered(keeper);
		break;
	case FROM_LEADER:
		leader_died(keeper);
		break;
	default:
		on_client(keeper, &keeper->clients[source - FROM_CLIENT]);
	}
}

/* --- the loop --- */

static void loop_step(struct keeper *keeper)
{
	int64_t now_boot_ms;

	loop_inject(keeper);
	loop_run(keeper);
	loop_relayed(keeper, relay_flush(keeper));
	now_boot_ms = clock_boot_ms();
	client_expire(keeper, now_boot_ms);
	follow_step(keeper, now_boot_ms);
	keys_step(keeper, now_boot_ms);
	leader_step(keeper, now_boot_ms);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* The next deadline of all parts; 0: none. */
static int64_t loop_deadline(const struct keeper *keeper)
{
	int64_t next = keeper->run.deadline_boot_ms;

	for (int i = 0; i < CLIENTS_MAX; i++) {
		next = earlier(next, keeper->clients[i].expires_boot_ms);
		next = earlier(next, keeper->clients[i].still_boot_ms);
	}
	next = earlier(next, inject_due(&keeper->inject));
	next = earlier(next, keeper->keys.timeout_boot_ms);
	next = earlier(next, keeper->leader.check_boot_ms);
	return earlier(next, keeper->leader.run_late_boot_ms);
}

static void loop_set_timer(struct keeper *keeper)
{
	int64_t next = loop_deadline(keeper);
	struct itimerspec when = { .it_value = { .tv_sec = next / 1000,
					   .tv_nsec = next % 1000 * 1000000 } };

	if (next == keeper->timer_boot_ms)
		return;
	timerfd_settime(keeper->timer.fd, TFD_TIMER_ABSTIME, &when, NULL);
	keeper->timer_boot_ms = next;
}

/*
 * Gives back the stack below the loop, which the start and the end of a run
 * have touched far down with their paths. Not inlined, because all of the loop's
 * own frame must be above this one; below it is only the call of madvise().
 */
static __attribute__((noinline)) void trim_stack(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t end = (here - CALL_BYTES) & ~(uintptr_t)(PAGE_BYTES - 1);

	madvise((void *)(end - STACK_BYTES), STACK_BYTES, MADV_DONTNEED);
}

static bool loop_is_over(const struct keeper *keeper)
{
	return keeper->leaving && (keeper->run.phase == RUN_IDLE ||
					  keeper->run.phase == RUN_UNRECORDED);
}

void keeper_loop(struct keeper *keeper)
{
	enum run_phase trimmed = RUN_UNRECORDED;
	struct epoll_event events[EVENTS_MAX];

	for (;;) {
		int n;

		loop_step(keeper);
		if (loop_is_over(keeper))
			return;
		relay_want(keeper);
		loop_set_timer(keeper);
		if (trimmed != keeper->run.phase)
			trim_stack();
		trimmed = keeper->run.phase;
		n = epoll_wait(keeper->epoll, events, EVENTS_MAX, -1);
		/* A death that is known already comes before any request. */
		for (int i = 0; i < n; i++)
			if (events[i].data.u32 == FROM_SIGNALS)
				on_signals(keeper);
		for (int i = 0; i < n; i++)
			on_event(keeper, &events[i]);
	}
}
