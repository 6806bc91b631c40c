/*
 * awaited - for what an agent waits, as one source shows it
 *
 * A source is a hook's event, the CLI's status file or its screen
 * (agents/read/attention_rows.h reads them); policy/attention.h decides which
 * of them counts.
 */
#ifndef MODEL_PROFILE_AWAITED_H
#define MODEL_PROFILE_AWAITED_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile/attention_rule.h"

struct awaited {
	bool known; /* the source has shown something at all */
	enum attention what_for;
	enum attention_source source;
	char *what; /* for people, one line; owned; NULL for NOTHING */
	/* Of the text given to awaited_set: the same for the same, 0: no text. */
	int64_t identity;
	bool secret; /* a secret is asked for, by that text */
	bool turn_over; /* PROMPT: its turn ended, and no reason is given */
	enum verdict verdict; /* of a turn that failed; UNKNOWN: none */
	bool no_enter; /* an answer is one key, without Enter */
	int64_t time_ms; /* wall time at which it was shown */
};

/*
 * The source shows this row of a profile; NULL: nothing to wait for. `what` is
 * what it says, cleaned, one line (copied); NULL or empty: only that it waits.
 */
void awaited_set(struct awaited *awaited, const struct attention_rule *row,
	const char *what, int64_t time_ms);

/* What people read where a row says no more than for what the agent waits. */
const char *awaited_default_text(enum attention what_for);

void awaited_clear(struct awaited *awaited);

#endif
