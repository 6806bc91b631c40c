/*
 * attention - what an agent waits for, by all that shows it
 *
 * Pure: a hook's event, the CLI's status, a screen in; for what it waits out.
 * What the CLI says itself counts more than what its screen looks like.
 */
#ifndef POLICY_ATTENTION_H
#define POLICY_ATTENTION_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/profile/profile.h"

/* What one source shows. */
struct awaited {
	bool known; /* it shows anything at all */
	enum attention what_for;
	enum attention_source source;
	char *what; /* a sentence's part, for people; NULL for NOTHING */
	enum verdict verdict; /* of a turn that failed; UNKNOWN: none */
	bool no_enter; /* how it is answered */
	int64_t time_ms; /* wall time of it */
};

void awaited_clear(struct awaited *awaited);

/* Takes a hook's event or a status; false, and nothing changes, where no row
 * of the profile fits. */
bool awaited_take_event(struct awaited *awaited, const struct profile *profile,
	enum attention_source source, const cJSON *event, int64_t time_ms);

/* The row that fits a screen and title; NULL: none. *what is what it says with
 * what it quotes, the caller's; NULL where there is no row. */
const struct attention_rule *awaited_on_screen(const struct profile *profile,
	const char *screen, const char *title, char **what);
/* `row` may be NULL: it shows nothing. Its `what` is all that is said. */
void awaited_take_screen(struct awaited *awaited,
	const struct attention_rule *row, int64_t time_ms);

/* Its turn has come to its end, and is not said to have failed. */
bool awaited_is_turn_over(const struct awaited *awaited);

/* By then a dialog is painted that a hook told of as it was about to open: what a
 * look shows before that says nothing against the hook. */
#define AWAITED_PAINTED_MS 1500

/* All sources together; one of the three, or one that waits for nothing. */
const struct awaited *awaited_judge(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen);

#endif
