/*
 * fd_limit - how many files a process may have open
 *
 * The soft limit is low (often 1,024) for programs that use select(); who does
 * not may have as many as the hard one says. What it starts should find the
 * limit as it was.
 *
 * The last few are a reserve for what is closed again at once: a process that
 * cannot read a file any more judges by what it does not see. The kernel gives
 * the lowest free number, so a high one says that nearly all are taken.
 */
#ifndef BASE_FD_LIMIT_H
#define BASE_FD_LIMIT_H

#include <stdbool.h>

/* How many it may have now. */
long fd_limit(void);
/* As many as we may have. */
void fd_limit_raise(void);
/* In a child of one who has raised it: as it was. */
void fd_limit_restore(void);

/* Whether it is none of the reserve: what is may not stay open for long. */
bool fd_may_stay(int fd);

#endif
