/*
 * relay - bytes from the pane to the agent, and from the agent to the pane: see
 * relay.h
 */
#include "keeper/relay.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/witness.h"

#define DISCARD_READS 1024 /* a writer that never ends must not hold us */

static void relay_note_output(
	struct keeper *keeper, const char *bytes, size_t len)
{
	struct run *run = &keeper->run;

	run->output_ms = clock_wall_ms();
	run->output_boot_ms = clock_boot_ms();
	run->output_bytes += (int64_t)len;
	modes_feed(&keeper->modes, bytes, len);
	transcript_write(
		&keeper->transcript, keeper->state, run->id, bytes, len);
}

unsigned relay_output(struct keeper *keeper)
{
	size_t room = terminal_room(&keeper->terminal), at;
	struct channel *out = &keeper->terminal.out;
	unsigned news = RELAY_OUTPUT;
	const char *bytes;
	ssize_t n;

	if (keeper->pty.master.fd < 0 || !room)
		return 0;
	n = channel_read(out, keeper->pty.master.fd, room, &bytes);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n <= 0) {
		pty_close(&keeper->pty, keeper->epoll);
		return 0;
	}
	/* The pane first: what it took stays in place until the next read. */
	at = (size_t)(bytes - out->bytes);
	if (!terminal_flush(&keeper->terminal))
		news |= RELAY_HANGUP;
	relay_note_output(keeper, out->bytes + at, (size_t)n);
	return news;
}

unsigned relay_drain(struct keeper *keeper)
{
	unsigned news = 0, output;

	do {
		if (!terminal_room(&keeper->terminal) &&
			!terminal_flush(&keeper->terminal))
			return news | RELAY_HANGUP;
		if (!terminal_room(&keeper->terminal))
			return news;
		output = relay_output(keeper);
		news |= output;
	} while (output == RELAY_OUTPUT);
	return output ? news : news | RELAY_DRAINED;
}

unsigned relay_discard(struct keeper *keeper)
{
	unsigned news = 0, output;
	int reads = 0;

	do {
		channel_clear(&keeper->terminal.out);
		output = relay_output(keeper);
		news |= output;
	} while (output && ++reads < DISCARD_READS);
	return news;
}

static void relay_note_input(
	struct keeper *keeper, const char *bytes, size_t len)
{
	bool agent_reads = keeper->run.phase == RUN_RUNNING ||
			   keeper->run.phase == RUN_STOPPING;

	for (size_t i = 0; i < len; i++) {
		enum input_event event = input_feed(&keeper->input, bytes[i]);

		if (!agent_reads)
			continue;
		draft_note(&keeper->draft, event, bytes[i]);
		witness_key(&keeper->run, &keeper->pty, event);
	}
	/* The bytes of a sequence come at once; a single one was Escape. */
	if (len == 1 && input_ends_in_escape(&keeper->input) && agent_reads)
		draft_note(&keeper->draft, INPUT_EDIT, bytes[0]);
}

/* Writes to the agent what it takes; without an agent that is lost. */
static void relay_write_input(struct keeper *keeper)
{
	struct channel *in = &keeper->pty.in;

	if (keeper->pty.master.fd < 0 ||
		channel_write(in, keeper->pty.master.fd) < 0)
		channel_clear(in);
}

unsigned relay_input(struct keeper *keeper)
{
	struct channel *in = &keeper->pty.in;
	const char *bytes;
	ssize_t n;

	if (inject_is_typing(&keeper->inject) || !channel_room(in))
		return 0;
	n = channel_read(
		in, keeper->terminal.watch.fd, channel_room(in), &bytes);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n <= 0)
		return RELAY_HANGUP;
	/* Before it is written, because it may be what ends the program. */
	relay_note_input(keeper, bytes, (size_t)n);
	relay_write_input(keeper);
	return 0;
}

unsigned relay_flush(struct keeper *keeper)
{
	relay_write_input(keeper);
	return terminal_flush(&keeper->terminal) ? 0 : RELAY_HANGUP;
}

void relay_want(struct keeper *keeper)
{
	/* EPOLLHUP is reported even where nothing else is wanted. */
	uint32_t terminal = EPOLLHUP, agent = 0;

	if (channel_room(&keeper->pty.in) && !inject_is_typing(&keeper->inject))
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
