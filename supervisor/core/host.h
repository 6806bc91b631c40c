/*
 * host - who leads here, and where its files are
 *
 * Set before the first turn, and not changed while this reeved leads.
 */
#ifndef SUPERVISOR_CORE_HOST_H
#define SUPERVISOR_CORE_HOST_H

#include <limits.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/proc.h"

struct host {
	const char *state; /* directory, absolute */
	char programs[PATH_MAX]; /* the directory of all programs */
	char name[256]; /* of the machine */
	char boot_id[BOOT_ID_SIZE];
	int64_t epoch;
	int64_t started_ms;
	/* The three directories of the config's `paths`, or what is used
	 * instead of one that belongs to somebody else. */
	char *checkpoints, *results, *logs;
	struct argv problems; /* sentences for `doctor` */
};

void host_clear(struct host *host);

#endif
