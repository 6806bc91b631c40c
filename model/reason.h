/*
 * reason - why something was decided, or what a task waits for
 *
 * A code, which programs compare, and a sentence, which is only shown. Both are
 * set together. The owner of a reason clears it.
 */
#ifndef MODEL_REASON_H
#define MODEL_REASON_H

#include <cjson/cJSON.h>
#include <stdbool.h>

enum reason_code {
	REASON_UNKNOWN = 0, /* none, or stored before there were codes */

	/* A person asked. */
	REASON_REQUESTED,
	REASON_STOP_REQUESTED,
	REASON_HOLD_REQUESTED,
	REASON_RESUME_REQUESTED,
	REASON_RESTART_REQUESTED,
	REASON_REASSIGN_REQUESTED,
	REASON_APPROVED,
	REASON_ANSWERED,
	REASON_REJECTED,

	/* The verdict, and what the policy makes of it. */
	REASON_POLICY,
	REASON_CHECKPOINT_ASKS, /* for a person */
	REASON_INTERRUPTED_TWICE, /* by a key */
	REASON_LIMIT, /* of the account; it ends at a known time */
	REASON_PARKED, /* for the time of the policy */
	REASON_PARKED_TOO_OFTEN,
	REASON_PARKED_TOO_LONG,
	REASON_ATTEMPTS_SPENT,
	REASON_TIME_SPENT,
	REASON_USAGE_SPENT, /* tokens or cost */

	/* The work is complete. */
	REASON_COMPLETED,
	REASON_HANDED_OFF,
	REASON_NEXT_TURN,
	REASON_UNHEARD, /* a text waits for the agent */
	REASON_PUBLISH,
	REASON_PUBLISHED,
	REASON_PUBLISH_AGAIN,
	REASON_PUBLISH_FINAL, /* another try would change nothing */
	REASON_PUBLISH_ATTEMPTS_SPENT,

	/* What holds a start back. */
	REASON_DEPENDENCY,
	REASON_DAILY_BUDGET,
	REASON_MEMORY,
	REASON_CONCURRENCY, /* fewer at once, for one ran out of memory */
	REASON_BREAKER, /* of the profile */
	REASON_MASS_FAILURE, /* the breaker of all */
	REASON_RELEASED, /* nothing any more */

	/* What the agent waits for. */
	REASON_DIALOG,
	REASON_PROMPT,
	REASON_CODES
};

const char *reason_name(enum reason_code code);
int reason_from_name(const char *name); /* -1: no such code */

struct reason {
	enum reason_code code;
	char *text; /* a sentence for people; NULL or empty: none */
};

void reason_set(struct reason *reason, enum reason_code code,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* There is none any more: unknown, and an empty text. */
void reason_reset(struct reason *reason);
void reason_clear(struct reason *reason);

/* Members `reason` and `reason_code`: null where there is none. */
void reason_write(cJSON *json, enum reason_code code, const char *text);

#endif
