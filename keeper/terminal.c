/*
 * terminal - the keeper's side of the tmux pane: see terminal.h
 */
#include "keeper/terminal.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_BYTES 1024

/* Of all descriptors only the one of `terminal` may hold the pane open. */
static int detach_standard_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -1;
	for (int fd = 0; fd <= 2; fd++)
		if (dup2(null, fd) < 0)
			return -1;
	close(null);
	return 0;
}

int terminal_open(struct terminal *terminal, uint32_t source, struct err *err)
{
	struct termios raw;
	int fd;

	if (tcgetattr(0, &terminal->found_mode) < 0)
		return err_set(err, EXIT_WRONG_USE,
			"cannot keep an agent here: standard input is no "
			"terminal");
	fd = fcntl(0, F_DUPFD_CLOEXEC, 3);
	if (fd < 0 || fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK) < 0 ||
		detach_standard_descriptors() < 0)
		return err_sys(err, "cannot take over the terminal");
	raw = terminal->found_mode;
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	watch_init(&terminal->watch, fd, source);
	channel_clear(&terminal->out);
	return 0;
}

void terminal_size(const struct terminal *terminal, struct winsize *size)
{
	*size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	if (terminal->watch.fd >= 0)
		ioctl(terminal->watch.fd, TIOCGWINSZ, size);
}

size_t terminal_room(const struct terminal *terminal)
{
	size_t room = channel_room(&terminal->out);

	return room > TERMINAL_OWN_BYTES ? room - TERMINAL_OWN_BYTES : 0;
}

bool terminal_print(struct terminal *terminal, const char *format, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 2, format, args);
	va_end(args);
	if (len < 0)
		return false;
	if (len > (int)sizeof(line) - 3)
		len = (int)sizeof(line) - 3;
	for (int i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0177)
			line[i] = ' ';
	line[len++] = '\r';
	line[len++] = '\n';
	return channel_put(&terminal->out, line, (size_t)len);
}

bool terminal_flush(struct terminal *terminal)
{
	if (terminal->watch.fd < 0) {
		channel_clear(&terminal->out);
		return true;
	}
	return channel_write(&terminal->out, terminal->watch.fd) == 0;
}

void terminal_hangup(struct terminal *terminal, int epoll)
{
	watch_close(&terminal->watch, epoll);
	channel_clear(&terminal->out);
}

void terminal_close(struct terminal *terminal, int epoll)
{
	if (terminal->watch.fd < 0)
		return;
	terminal_flush(terminal);
	tcsetattr(terminal->watch.fd, TCSANOW, &terminal->found_mode);
	watch_close(&terminal->watch, epoll);
}
