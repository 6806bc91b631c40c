/*
 * keys - what a person may press in the pane while no run is active: see keys.h
 */
#include "keeper/keys.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/keeper.h"
#include "keeper/reeved.h"

#define ANSWER_TIMEOUT_MS 5000
#define READ_BYTES        512

static const struct key {
	char byte;
	const char *request;
} table[] = { { 'r', "resume" }, { 'h', "hold" }, { 's', "stop" } };

static void keys_close(struct keeper *keeper)
{
	watch_close(&keeper->keys.request, keeper->epoll);
	keeper->keys.timeout_boot_ms = 0;
}

/*
 * Closing a connection with unread bytes would look to reeved like a client
 * that breaks off.
 */
void keys_answered(struct keeper *keeper)
{
	char answer[READ_BYTES];
	ssize_t n;

	if (keeper->keys.request.fd < 0)
		return;
	n = read(keeper->keys.request.fd, answer, sizeof(answer));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		keys_close(keeper);
}

void keys_step(struct keeper *keeper, int64_t now_boot_ms)
{
	if (keeper->keys.timeout_boot_ms &&
		now_boot_ms >= keeper->keys.timeout_boot_ms)
		keys_close(keeper);
}

static bool keys_send_request(struct keeper *keeper, const char *request)
{
	int fd = reeved_connect(keeper->state);
	char line[160];
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
	watch_init(&keeper->keys.request, fd, FROM_REEVED);
	watch_want(&keeper->keys.request, keeper->epoll, EPOLLIN);
	keeper->keys.timeout_boot_ms = clock_boot_ms() + ANSWER_TIMEOUT_MS;
	return true;
}

/* reeved did not take the request: starts it where possible, and says so. */
static void keys_request_failed(struct keeper *keeper, const char *request)
{
	struct terminal *terminal = &keeper->terminal;

	switch (reeved_revive(keeper->state, &keeper->revived)) {
	case REEVED_STARTED:
		terminal_print(terminal,
			"reeve: cannot %s yet: reeved is being started; press "
			"the key again",
			request);
		break;
	case REEVED_RUNS:
		terminal_print(terminal,
			"reeve: cannot %s now: reeved accepts no requests; "
			"press the key again",
			request);
		break;
	case REEVED_DOWN:
		terminal_print(terminal,
			"reeve: cannot %s: reeved is not running; run `reeve "
			"list` to start it, then press the key again",
			request);
		break;
	}
}

static void keys_press(struct keeper *keeper, char byte, enum input_event event)
{
	if (event == INPUT_INTERRUPT)
		terminal_print(&keeper->terminal,
			"reeve: Ctrl-C has no effect: no run is active%s",
			keeper->keys.offered
				? "; press r to resume, h to hold, s to stop"
				: "");
	if (event != INPUT_TEXT || keeper->input.pasting ||
		!keeper->keys.offered)
		return;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].byte != byte)
			continue;
		if (keys_send_request(keeper, table[i].request))
			terminal_print(&keeper->terminal,
				"reeve: asked reeved to %s", table[i].request);
		else
			keys_request_failed(keeper, table[i].request);
	}
}

bool keys_read(struct keeper *keeper)
{
	char bytes[READ_BYTES];
	ssize_t n = read(keeper->terminal.watch.fd, bytes, sizeof(bytes));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	for (ssize_t i = 0; i < n; i++)
		keys_press(
			keeper, bytes[i], input_feed(&keeper->input, bytes[i]));
	return n > 0;
}
