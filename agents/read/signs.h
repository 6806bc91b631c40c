/*
 * signs - what a profile's signs say of a run
 *
 * Events are looked at as they come. What a CLI may get over (an error of the
 * API, a limit, a login) counts until it says something else, unless that came
 * with the event by which it ends. A denied permission or a broken repository
 * is not got over: it counts to the end, where nothing was changed. The
 * transcript is asked only where no event has said anything, and of it only
 * the lines that are the CLI's own: the words of an agent are no sign.
 */
#ifndef AGENTS_READ_SIGNS_H
#define AGENTS_READ_SIGNS_H

#include "model/profile/profile.h"

struct sign_seen {
	enum verdict verdict; /* VERDICT_UNKNOWN: none was seen */
	char *text; /* the CLI's words, cleaned, one line; owned */
	char *before; /* of the last sign of the same verdict; owned or NULL */
	bool in_transcript;
	bool stands; /* it came with, or just before, the CLI's last word */
};

/* How much of a transcript's end is looked at. */
#define SIGN_TRANSCRIPT_BYTES ((size_t)16 << 10)

/* `is_end`: the event is one by which the CLI says how it ended. */
void signs_take_event(struct sign_seen *seen, const struct profile *profile,
	const cJSON *event, bool is_end);

/* It can be got over in no way but by a person or by starting anew. */
bool sign_lasts(enum verdict verdict);
/* The CLI went on: what it can get over, it has. */
void signs_take_back(struct sign_seen *seen);

/* The end of a transcript, raw. Does nothing where a sign was seen. */
void signs_take_transcript(struct sign_seen *seen,
	const struct profile *profile, const char *bytes, size_t len);

/* A program drew on it: its lines are no lines, and the agent's words too. */
bool transcript_is_screen(const char *bytes, size_t len);

bool signs_want_transcript(const struct profile *profile);

/* The first sign that fits this event; NULL: none. For those who watch. */
const struct sign *sign_of_event(
	const struct profile *profile, const cJSON *event, char **text);

void sign_seen_clear(struct sign_seen *seen);

#endif
