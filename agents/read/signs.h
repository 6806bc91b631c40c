/*
 * signs - why a run ended, by its profile's signs
 *
 * Events are read in their order. A transient sign (an error of the API, a
 * limit, a login) counts until a further event shows that the CLI recovered; one
 * that comes with the CLI's last event stays. A lasting sign (a denied
 * permission, a broken repository) counts to the end. The transcript is read
 * only if no event had a sign, and only the lines that the CLI printed itself:
 * an agent's words are no sign.
 */
#ifndef AGENTS_READ_SIGNS_H
#define AGENTS_READ_SIGNS_H

#include "model/profile/profile.h"
#include "model/sign_seen.h"

/* The end of a transcript that is read. */
#define SIGN_TRANSCRIPT_BYTES ((size_t)16 << 10)

/* The next event. `is_end`: by this one the CLI says how it ended. */
void signs_take_event(struct sign_seen *seen, const struct profile *profile,
	const cJSON *event, bool is_end);

/* The CLI made progress: a transient sign is void. */
void signs_take_back(struct sign_seen *seen);

/* The end of a transcript, raw. Does nothing where a sign was seen before. */
void signs_take_transcript(struct sign_seen *seen,
	const struct profile *profile, const char *bytes, size_t len);

/* Whether a program drew on the screen: then its lines are pieces of a picture,
 * and can be an agent's words. */
bool transcript_is_screen(const char *bytes, size_t len);

/* Whether the profile has signs for transcripts. */
bool signs_want_transcript(const struct profile *profile);

/* The first sign that fits this event, while the run goes; NULL: none. *text is
 * what it says; the caller frees it. */
const struct sign *sign_of_event(
	const struct profile *profile, const cJSON *event, char **text);

void sign_seen_clear(struct sign_seen *seen);

#endif
