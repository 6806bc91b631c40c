/*
 * late_file - a file that is there before it is complete
 *
 * Whoever opens it to read waits in open() until it is complete: its writer
 * holds a lease on it (fcntl(2), F_SETLEASE). When the writer dies, or takes
 * longer than the kernel allows (/proc/sys/fs/lease-break-time, 45 s), they
 * read what is there so far.
 */
#ifndef DISPATCHER_LAUNCH_LATE_FILE_H
#define DISPATCHER_LAUNCH_LATE_FILE_H

#include "base/str.h"

/*
 * Takes the lease on `path`, which nobody else has open: its descriptor, or -1
 * where there are none (most network file systems).
 */
int late_file_open(const char *path);

/* Replaces the contents; readers go on. Closes `fd`. */
void late_file_complete(int fd, const struct str *text);

#endif
