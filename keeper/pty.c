/*
 * pty - the terminal of the agent: see pty.h
 */
#include "keeper/pty.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int pty_open(struct pty *pty, uint32_t source, const struct termios *like,
	const struct winsize *size, struct err *err)
{
	int master =
		open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	pty->slave = -1;
	channel_clear(&pty->in);
	watch_init(&pty->master, master, source);
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
		ptsname_r(master, pty->name, sizeof(pty->name)) != 0)
		goto fail;
	pty->slave = open(pty->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->slave < 0)
		goto fail;
	tcsetattr(pty->slave, TCSANOW, like);
	ioctl(pty->slave, TIOCSWINSZ, size);
	return 0;
fail:
	err_sys(err, "cannot open a terminal for the agent");
	if (master >= 0)
		close(master);
	pty->master.fd = -1;
	return -1;
}

void pty_resize(const struct pty *pty, const struct winsize *size)
{
	if (pty->master.fd >= 0)
		ioctl(pty->master.fd, TIOCSWINSZ, size);
}

bool pty_has_signals(const struct pty *pty)
{
	struct termios mode;

	return pty->master.fd >= 0 && tcgetattr(pty->master.fd, &mode) == 0 &&
	       (mode.c_lflag & ISIG);
}

void pty_release(struct pty *pty)
{
	if (pty->slave >= 0)
		close(pty->slave);
	pty->slave = -1;
}

void pty_close(struct pty *pty, int epoll)
{
	pty_release(pty);
	watch_close(&pty->master, epoll);
	channel_clear(&pty->in);
}
