/*
 * late_file - a file that exists before it is complete
 *
 * Whoever opens it to read waits in open(2) until it is complete: its writer
 * holds a lease on it (fcntl(2), F_SETLEASE). When the writer dies, or takes
 * longer than the kernel allows (/proc/sys/fs/lease-break-time, 45 s), the
 * reader gets what is there so far.
 */
#ifndef DISPATCHER_LAUNCH_LATE_FILE_H
#define DISPATCHER_LAUNCH_LATE_FILE_H

#include "base/str.h"

/*
 * Takes the lease on `path`, which nobody else has open. The answer is its
 * descriptor, or -1: most network file systems have no leases.
 */
int late_file_open(const char *path);

/* Replaces the contents and closes `fd`; readers go on. */
void late_file_complete(int fd, const struct str *text);

#endif
