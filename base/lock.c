/*
 * lock - a lock file that shows that its holder is alive: see lock.h
 */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/*
 * lock_is_held() holds the lock for an instant itself, so one refusal does not
 * prove that a process holds it for good.
 */
#define TRIES        20
#define TRY_PAUSE_NS 2000000L

static int lock_open(
	const char *path, int operation, enum lock_wait wait, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int tries = TRIES, rc;

	if (fd < 0)
		return err_sys(err, "cannot open lock '%s'", path);
	do {
		rc = flock(
			fd, wait == LOCK_TRY ? operation | LOCK_NB : operation);
		if (rc < 0 && errno == EWOULDBLOCK && --tries > 0)
			nanosleep(&(struct timespec){ 0, TRY_PAUSE_NS }, NULL);
	} while (rc < 0 &&
		 (errno == EINTR || (errno == EWOULDBLOCK && tries > 0)));
	if (rc == 0)
		return fd;
	err_sys(err, "cannot lock '%s'", path);
	file_close(fd);
	return -1;
}

int lock_take(const char *path, enum lock_wait wait, struct err *err)
{
	return lock_open(path, LOCK_EX, wait, err);
}

int lock_share(const char *path, enum lock_wait wait, struct err *err)
{
	return lock_open(path, LOCK_SH, wait, err);
}

bool lock_is_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	close(fd);
	return held;
}

bool lock_stays_held(const char *path)
{
	int tries = TRIES;
	bool held;

	while ((held = lock_is_held(path)) && --tries > 0)
		nanosleep(&(struct timespec){ 0, TRY_PAUSE_NS }, NULL);
	return held;
}
