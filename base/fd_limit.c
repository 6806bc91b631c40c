/*
 * fd_limit - the maximum number of open files: see fd_limit.h
 */
#include "base/fd_limit.h"

#include <limits.h>
#include <sys/resource.h>

#define RESERVE 16

static struct rlimit limit_before;

long fd_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return _POSIX_OPEN_MAX;
	return limit.rlim_cur < LONG_MAX ? (long)limit.rlim_cur : LONG_MAX;
}

void fd_limit_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit_before = limit;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void fd_limit_restore(void)
{
	if (limit_before.rlim_max)
		setrlimit(RLIMIT_NOFILE, &limit_before);
}

bool fd_may_stay(int fd)
{
	return fd < fd_limit() - RESERVE;
}
