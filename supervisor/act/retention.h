/*
 * retention - what stays of runs that have ended, and for how long
 *
 * A record goes to runs/ID/record.json once its end is in the store, so that
 * records/ holds only what is still to be judged. Transcripts, events and the
 * rest of runs/ID go by age and size (`keep` in the config), oldest first, but
 * never those of a task that is not at rest. Rows in the store stay.
 */
#ifndef SUPERVISOR_ACT_RETENTION_H
#define SUPERVISOR_ACT_RETENTION_H

#include "supervisor/daemon.h"

/* Once all is durable: the record of run "12.2" is put with its run. */
void keep_record(struct daemon *daemon, const char *run);

/* Prunes in a worker, at most once an hour however often it is called. */
void keep_prune(struct daemon *daemon);

#endif
