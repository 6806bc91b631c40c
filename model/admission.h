/*
 * admission - what holds the starts of a profile's runs back
 *
 * One row a profile, and one (ADMISSION_ALL) for all of them together. Three things
 * shut it: the limit of an account, which ends at a time; a breaker, which
 * opens when several agents ended alike and is tried by one run, the probe; and
 * how many may run at once since one ran out of memory. Rows stay: what a
 * breaker has closed on does not count again.
 */
#ifndef MODEL_ADMISSION_H
#define MODEL_ADMISSION_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/verdict.h"

/* No profile has this name. */
#define ADMISSION_ALL "*"

enum breaker_state {
	BREAKER_CLOSED = 0,
	BREAKER_OPEN, /* nothing starts */
	BREAKER_HALF_OPEN, /* only its probe does */
	BREAKER_STATES
};

const char *breaker_state_name(enum breaker_state state);
int breaker_state_from_name(const char *name); /* -1: no such state */

/* What made many runs end at once: the breaker of ADMISSION_ALL. */
enum mass_cause {
	MASS_UNSEEN = 0, /* nobody has looked yet */
	MASS_UNKNOWN, /* looked, and found none */
	MASS_REBOOTED,
	MASS_SUSPENDED,
	MASS_NO_MEMORY,
	MASS_DISK_FULL,
	MASS_NO_NETWORK,
	MASS_KILLED, /* by one process */
	MASS_NO_TMUX,
	MASS_CAUSES
};

const char *mass_cause_name(enum mass_cause cause);
int mass_cause_from_name(const char *name); /* -1: no such cause */

struct breaker {
	enum breaker_state state;
	enum verdict verdict; /* in which they ended alike */
	enum mass_cause cause; /* of ADMISSION_ALL alone */
	int64_t since_ms; /* wall time it opened; closed: it closed, 0: it
			     was never open */
	int64_t from_ms; /* the first of the ends that opened it */
	int64_t until_ms; /* open: when it is tried; half-open: by then it is
			     known */
	int64_t wait_ms; /* from one try to the next; doubles. Stays when it
			    closes, until a run completes */
	int64_t probe, probe_run; /* half-open: which task, which run of it */
	int64_t task; /* the one that stands for all in reviews */
	int64_t count; /* agents that ended alike */
	int64_t opened; /* times in a row, with no success in between */
	char *reason; /* for people: what happened, and what to do; or NULL */
};

struct admission {
	char *profile; /* or ADMISSION_ALL */
	int64_t limit_ms; /* wall time a limit of its account ends; 0: none.
			     Of ADMISSION_ALL: the day whose budget is spent */
	struct breaker breaker;
	/* How many may run at once; 0: any number. */
	int64_t most;
	int64_t most_of; /* so many ran when the memory was not enough */
	int64_t most_ms; /* wall time of that */
};

#define ADMISSION_INIT ((struct admission){ 0 })

/* The members of a row for `doctor` and `metrics`. */
cJSON *admission_write(const struct admission *admission);
void admission_clear(struct admission *admission);

struct admission_list {
	struct admission *items;
	size_t count;
};

void admission_list_clear(struct admission_list *list);

#endif
