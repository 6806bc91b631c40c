/*
 * records - what changed on disk, and what that means
 *
 * Looks at records, keepers' locks and checkpoints and steps the tasks
 * concerned. Called with a name by the watch, and for everything at start and
 * when the watch has missed something: the files are the truth.
 */
#ifndef SUPERVISOR_SENSE_RECORDS_H
#define SUPERVISOR_SENSE_RECORDS_H

#include "supervisor/daemon.h"

/* watch_fn: the name of a file in records/, keepers/, the checkpoints' place;
 * NULL: look at all. */
void notice_record(void *daemon, const char *name);
void notice_keeper(void *daemon, const char *name);
void notice_checkpoint(void *daemon, const char *name);

/* The newest run of one task: its dispatch is over. */
void notice_run(struct daemon *daemon, int64_t task);

/* Limits have changed: those of the runs that go are looked at. */
void notice_limits(struct daemon *daemon);

/* Compares every task with what is, and goes on from there: after a start. */
void notice_all(struct daemon *daemon);

#endif
