/*
 * model_wait - whether a CLI waits for its model, and until when
 *
 * After some events the CLI waits for its model, with a timeout and retries of
 * its own (a profile's `waits`). A run that is silent meanwhile is not hung.
 */
#ifndef AGENTS_READ_MODEL_WAIT_H
#define AGENTS_READ_MODEL_WAIT_H

#include "model/profile/profile.h"

struct model_wait {
	int64_t event_ms; /* when its newest event came; 0: there is none */
	int64_t until_ms; /* its timeout and a tenth more; 0: it does not
			     wait */
};

/* By the end of the events file of a run. Where its newest event is too long to
 * be read the longest timeout of the profile counts. */
void model_wait_read(struct model_wait *wait, const struct profile *profile,
	const char *path);

/* The timeout after this event, in ms; 0: the CLI does not wait for its model. */
int64_t model_wait_after(const struct profile *profile, const cJSON *event);

#endif
