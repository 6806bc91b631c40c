/*
 * early - hear what a CLI says while its run still goes
 *
 * A CLI can try for minutes what cannot succeed: a key that is refused, a limit
 * that lasts for hours. Where a sign of its profile is `early`, the events of
 * the run are read as they are written (inotify; only what is new, and of that
 * the last 256 KiB at once), and such a sign is a step of its task. A limit is
 * one only when it says that it lasts for longer than recovery.park_early.
 */
#ifndef SUPERVISOR_EARLY_H
#define SUPERVISOR_EARLY_H

#include "supervisor/daemon.h"

struct early;

int early_open(struct early **early, struct daemon *daemon, struct err *err);
void early_close(struct early *early); /* accepts NULL */

/* Its run goes. Does nothing where there is nothing to hear, or where it is
 * heard already. */
void early_watch(
	struct daemon *daemon, const struct task *task, const struct run *run);
/* It has ended. */
void early_forget(struct daemon *daemon, int64_t task);

#endif
