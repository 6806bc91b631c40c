/*
 * relay - bytes from the pane to the agent and back
 *
 * Nothing is changed and nothing is held back: what was read is written in
 * the same turn. A side that does not read stops the other one from being
 * read, as the kernel would do it without us.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"

static void note_output(struct keeper *keeper, const char *bytes, size_t len)
{
	struct run *run = &keeper->run;

	run->output_ms = clock_wall_ms();
	run->output_bytes += (int64_t)len;
	follow_output(keeper);
	modes_feed(&keeper->modes, bytes, len);
	transcript_write(
		&keeper->transcript, keeper->state, run->id, bytes, len);
}

bool relay_output(struct keeper *keeper)
{
	size_t room = terminal_room(&keeper->terminal), at;
	struct channel *out = &keeper->terminal.out;
	const char *bytes;
	ssize_t n;

	if (keeper->pty.master.fd < 0 || !room)
		return false;
	n = channel_read(out, keeper->pty.master.fd, room, &bytes);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		pty_close(&keeper->pty, keeper->epoll);
		return false;
	}
	/* The pane first; what it took stays where it was until the next read */
	at = (size_t)(bytes - out->bytes);
	if (!terminal_flush(&keeper->terminal))
		relay_hangup(keeper);
	note_output(keeper, out->bytes + at, (size_t)n);
	return true;
}

bool relay_is_drained(struct keeper *keeper)
{
	for (;;) {
		if (!terminal_room(&keeper->terminal) &&
			!terminal_flush(&keeper->terminal))
			relay_hangup(keeper);
		if (!terminal_room(&keeper->terminal))
			return false;
		if (!relay_output(keeper))
			return true;
	}
}

static void note_input(struct keeper *keeper, const char *bytes, size_t len)
{
	bool to_agent = keeper->run.phase == RUN_GOING ||
			keeper->run.phase == RUN_STOPPING;

	for (size_t i = 0; i < len; i++) {
		enum input_event event = input_feed(&keeper->input, bytes[i]);

		if (to_agent) {
			draft_note(&keeper->draft, event, bytes[i]);
			witness_key(keeper, event);
		} else if (!run_is_going(keeper)) {
			keys_press(keeper, bytes[i], event);
		}
	}
	/* A sequence comes at once. */
	if (len == 1 && input_ends_in_escape(&keeper->input) && to_agent)
		draft_note(&keeper->draft, INPUT_EDIT, bytes[0]);
}

void relay_input(struct keeper *keeper)
{
	struct channel *in = &keeper->pty.in;
	const char *bytes;
	ssize_t n;

	if (keeper->terminal.watch.fd < 0 || inject_is_typing(keeper) ||
		!channel_room(in))
		return;
	n = channel_read(
		in, keeper->terminal.watch.fd, channel_room(in), &bytes);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		relay_hangup(keeper);
		return;
	}
	/* Before it is written: it may be what ends the program. */
	note_input(keeper, bytes, (size_t)n);
	if (keeper->pty.master.fd < 0 ||
		channel_write(in, keeper->pty.master.fd) < 0)
		channel_clear(in);
}

void relay_flush(struct keeper *keeper)
{
	struct channel *in = &keeper->pty.in;

	if (keeper->pty.master.fd < 0 ||
		channel_write(in, keeper->pty.master.fd) < 0)
		channel_clear(in);
	if (!terminal_flush(&keeper->terminal))
		relay_hangup(keeper);
}

void relay_want(struct keeper *keeper)
{
	/* A hangup is told of even when nothing else is wanted. */
	uint32_t terminal = EPOLLHUP, agent = 0;

	if (channel_room(&keeper->pty.in) && !inject_is_typing(keeper))
		terminal |= EPOLLIN;
	if (!channel_is_empty(&keeper->terminal.out))
		terminal |= EPOLLOUT;
	if (terminal_room(&keeper->terminal))
		agent |= EPOLLIN;
	if (!channel_is_empty(&keeper->pty.in) ||
		keeper->inject.state == INJECT_TEXT)
		agent |= EPOLLOUT;
	watch_want(&keeper->terminal.watch, keeper->epoll, terminal);
	watch_want(&keeper->pty.master, keeper->epoll, agent);
}

void relay_resize(struct keeper *keeper)
{
	struct winsize size;

	if (keeper->terminal.watch.fd < 0)
		return;
	terminal_size(&keeper->terminal, &size);
	pty_resize(&keeper->pty, &size);
}

void relay_hangup(struct keeper *keeper)
{
	struct run *run = &keeper->run;

	if (keeper->terminal.watch.fd < 0)
		return;
	if (run_is_going(keeper) && !run->agent_dead)
		run->hangup_ms = clock_wall_ms();
	terminal_lose(&keeper->terminal, keeper->epoll);
	keeper->leaving = true;
	run_end(keeper, SIGHUP, run->stop_signal);
}
