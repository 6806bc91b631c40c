/*
 * verdict - what the end of a run means
 *
 * Unknown is a value of its own, and it is zero: memory nobody filled in can
 * never mean success.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdbool.h>

enum verdict {
	VERDICT_UNKNOWN = 0,
	VERDICT_COMPLETED,
	VERDICT_INCOMPLETE,
	VERDICT_INTERRUPTED,
	VERDICT_STOPPED,
	VERDICT_TERMINATED,
	VERDICT_KILLED,
	VERDICT_OUT_OF_MEMORY,
	VERDICT_TIMED_OUT,
	VERDICT_HUNG,
	VERDICT_RATE_LIMITED,
	VERDICT_API_ERROR,
	VERDICT_AUTH_ERROR,
	VERDICT_PERMISSION_ERROR,
	VERDICT_GIT_ERROR,
	VERDICT_TESTS_FAILED,
	VERDICT_PUBLISH_FAILED,
	VERDICT_CRASHED,
	VERDICT_START_FAILED,
	VERDICT_LOST,
	VERDICTS
};

const char *verdict_name(enum verdict verdict);
/* -1 when it is no verdict's name. */
int verdict_from_name(const char *name);

/* Ends that came from outside, and that many may have shared. */
bool verdict_is_from_outside(enum verdict verdict);

/* Ends of an agent that had what it needs, whatever came of its work. */
bool verdict_shows_work(enum verdict verdict);

/* States that a CLI can leave by itself, by trying again: a limit, an error of
 * the API, a login. */
bool verdict_is_transient(enum verdict verdict);

#endif
