/*
 * keys - what a person may press while no run goes
 *
 * The keeper decides nothing: it passes the wish on to reeved, in reeved's own
 * words, and does not wait for an answer.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define REQUEST_BYTES 160

static const struct key {
	char byte;
	const char *request;
} table[] = { { 'r', "resume" }, { 'h', "hold" }, { 's', "stop" } };

void keys_close(struct keeper *keeper)
{
	watch_close(&keeper->asked, keeper->epoll);
	keeper->asked_until_boot_ms = 0;
}

/* Its greeting and its answer are read away, or closing would look like one
 * that breaks off. */
void keys_answer(struct keeper *keeper)
{
	char answer[512];
	ssize_t n;

	if (keeper->asked.fd < 0)
		return;
	n = read(keeper->asked.fd, answer, sizeof(answer));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		keys_close(keeper);
}

static bool ask(struct keeper *keeper, const char *request)
{
	struct path path = path_state(keeper->state, "reeved.sock");
	int fd = sock_connect(path.text, SOCK_STREAM | SOCK_NONBLOCK, NULL);
	char line[REQUEST_BYTES];
	int len;

	if (fd < 0)
		return false;
	len = snprintf(line, sizeof(line),
		"{\"request\":\"%s\",\"id\":\"%s\","
		"\"by\":\"a key in the pane\"}\n",
		request, keeper->name);
	if (send(fd, line, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL) != len) {
		close(fd);
		return false;
	}
	keys_close(keeper);
	watch_init(&keeper->asked, fd, FROM_REEVED);
	watch_want(&keeper->asked, keeper->epoll, EPOLLIN);
	keeper->asked_until_boot_ms = clock_boot_ms() + ASK_MS;
	return true;
}

static void say_unreachable(struct keeper *keeper, const char *request)
{
	struct terminal *terminal = &keeper->terminal;

	switch (revive(keeper)) {
	case REEVED_STARTED:
		terminal_say(terminal,
			"reeve: cannot %s yet: reeved was not running and is "
			"being started; press the key again",
			request);
		break;
	case REEVED_THERE:
		terminal_say(terminal,
			"reeve: cannot %s now: reeved takes no requests; "
			"press the key again",
			request);
		break;
	case REEVED_AWAY:
		terminal_say(terminal,
			"reeve: cannot %s: reeved is not running; try: reeve "
			"list, and the key again",
			request);
		break;
	}
}

static void explain_interrupt(struct keeper *keeper)
{
	terminal_say(&keeper->terminal,
		"reeve: nothing is running here that Ctrl-C could interrupt%s",
		keeper->keys ? "; r resumes now, h holds, s stops" : "");
}

void keys_press(struct keeper *keeper, char byte, enum input_event event)
{
	if (event == INPUT_INTERRUPT)
		explain_interrupt(keeper);
	if (event != INPUT_TEXT || keeper->input.pasting || !keeper->keys)
		return;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].byte != byte)
			continue;
		if (ask(keeper, table[i].request))
			terminal_say(&keeper->terminal,
				"reeve: asked reeved to %s", table[i].request);
		else
			say_unreachable(keeper, table[i].request);
	}
}
