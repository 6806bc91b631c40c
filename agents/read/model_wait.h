/*
 * model_wait - whether a CLI waits for its model, and until when it does so
 *
 * After some events it is the model's turn, and the CLI waits for it by itself
 * and then tries again (a profile's `waits`). That is nothing to be ended for.
 */
#ifndef AGENTS_READ_MODEL_WAIT_H
#define AGENTS_READ_MODEL_WAIT_H

#include "model/profile/profile.h"

struct model_wait {
	int64_t event_ms; /* when its newest event came; 0: there is none */
	int64_t until_ms; /* it waits until then, and a tenth more; 0: it does
			     not wait */
};

/* By the end of the events file of a run. One whose newest event is too long
 * to be read is given the longest time. */
void model_wait_read(struct model_wait *wait, const struct profile *profile,
	const char *path);

/* How long after this event; 0: it is not the model's turn. */
int64_t model_wait_after(const struct profile *profile, const cJSON *event);

#endif
