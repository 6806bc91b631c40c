/*
 * records - what records and locks of keepers say of runs
 *
 * watch_fn's of STATE/records and STATE/keepers; see sense.h for the rest.
 */
#ifndef SUPERVISOR_SENSE_RECORDS_H
#define SUPERVISOR_SENSE_RECORDS_H

void records_changed(void *sense, const char *name);
void keepers_changed(void *sense, const char *name);

#endif
