/*
 * fd_limit - the maximum number of open files of this process
 *
 * The soft limit is low (often 1,024) for programs that use select(). reeved
 * does not, so it raises the soft limit to the hard one, and restores the soft
 * limit in each child.
 *
 * The last 16 descriptors are a reserve for files that are closed at once:
 * without it, reeved could not read the records it decides from. The kernel
 * always gives the lowest free number, so a high number means that nearly all
 * are in use.
 */
#ifndef BASE_FD_LIMIT_H
#define BASE_FD_LIMIT_H

#include <stdbool.h>

/* The soft limit now. */
long fd_limit(void);
/* Raises the soft limit to the hard limit. */
void fd_limit_raise(void);
/* In a child: the soft limit from before fd_limit_raise. */
void fd_limit_restore(void);

/* False for a descriptor of the reserve: it may not stay open for long. */
bool fd_may_stay(int fd);

#endif
