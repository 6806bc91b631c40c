/*
 * common_cause - many runs ended at once: what is their common cause?
 *
 * Pure: facts in, a cause with its evidence out. Certain causes are tested first;
 * one that can also be a consequence (the tmux server is gone) comes last.
 */
#ifndef POLICY_ADMIT_COMMON_CAUSE_H
#define POLICY_ADMIT_COMMON_CAUSE_H

#include <stdbool.h>

#include "model/config/config_recovery.h"
#include "model/admission.h"
#include "model/history.h"

/* Whether an end in that verdict can have a common cause: no success, and not
 * requested. */
bool mass_counts(enum verdict verdict);

/* Whether enough of those that were running ended within the time. */
bool mass_is_death(
	const struct mass_config *config, size_t ended, size_t going);
/* Whether that is still possible, with those that run now. */
bool mass_is_possible(
	const struct mass_config *config, size_t ended, size_t going);

/* A disk with less than this is full. */
#define MASS_DISK_BYTES ((int64_t)8 << 20)
#define MASS_DISKS      8

struct mass_facts {
	int64_t runs; /* that ended */
	int64_t rebooted; /* … of which so many went with their machine */
	int64_t hangups; /* … lost their terminal */
	int64_t killed; /* … that the kernel killed for want of memory */
	int64_t connections; /* … told of a connection that failed */
	/* … whose keepers got a signal from the same process. */
	int64_t signalled, signal_number, signal_pid;
	char signal_comm[32];
	int64_t suspended_ms; /* the machine slept for so long just before */
	const char *short_of_memory; /* why it is now; NULL: it is not */
	struct {
		const char *path;
		int64_t free; /* bytes; -1: unknown */
	} disks[MASS_DISKS];
	size_t disk_count;
	bool tmux_known, tmux_lives;
	bool route_known, route; /* a way out of this machine */
};

/* Whether the cause is gone, and what follows. */
enum mass_now {
	MASS_IS_OVER, /* all runs continue */
	MASS_LASTS, /* it is looked at again later */
	MASS_TRY, /* only a probe can find out */
};

#define MASS_TEXT_SIZE 400

struct mass_finding {
	enum mass_cause cause;
	enum mass_now now;
	char text[MASS_TEXT_SIZE]; /* the cause and its evidence, a sentence */
};

struct mass_finding mass_find(const struct mass_facts *facts);

/* Whether the cause can be looked at again, so that no run has to try it. */
bool mass_can_be_looked_at(enum mass_cause cause);

#endif
