/*
 * changed_files - how many files a task at rest has changed
 *
 * For the figures alone, and so in a worker, after everything else: it holds
 * up nobody, and where it fails the number stays unknown.
 */
#ifndef SUPERVISOR_ACT_CHANGED_FILES_H
#define SUPERVISOR_ACT_CHANGED_FILES_H

#include "supervisor/daemon.h"

/* Once all is durable. A task that works in the repository itself is left
 * out: what a person has changed there would count as its own. */
void count_files(struct daemon *daemon, int64_t task);

#endif
