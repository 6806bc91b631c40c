/*
 * sign_seen - the sign of a profile that a run has shown
 *
 * agents/read/signs.h finds it; policy/classify judges by it.
 */
#ifndef MODEL_SIGN_SEEN_H
#define MODEL_SIGN_SEEN_H

#include <stdbool.h>

#include "model/verdict.h"

struct sign_seen {
	enum verdict verdict; /* VERDICT_UNKNOWN: none was seen */
	char *text; /* the CLI's words, cleaned, one line; owned */
	char *before; /* of the last sign of the same verdict; owned or NULL */
	bool in_transcript; /* else in an event */
	bool stands; /* it came with, or just before, the CLI's last event */
};

#endif
