/*
 * late_file - a file that exists before it is complete: see late_file.h
 */
#include "dispatcher/launch/late_file.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

int late_file_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -1;
	/* The kernel reports a waiting reader by SIGIO, which would kill us. */
	signal(SIGIO, SIG_IGN);
	if (fcntl(fd, F_SETLEASE, F_WRLCK) == 0)
		return fd;
	close(fd);
	return -1;
}

void late_file_complete(int fd, const struct str *text)
{
	/* Write, then truncate: cut off in between, the file still has text. */
	if (write_all(fd, str_text(text), text->len) < 0 ||
		ftruncate(fd, (off_t)text->len) < 0)
		log_warn("cannot write a continuation: %m");
	close(fd);
}
