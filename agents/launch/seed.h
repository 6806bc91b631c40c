/*
 * seed - answers given before a CLI can ask
 *
 * A first start asks whether to trust the directory, to use the key, and so on,
 * and an agent nobody watches would wait there for ever. A profile's `seed`
 * says what to merge into which of the CLI's own files.
 */
#ifndef AGENTS_LAUNCH_SEED_H
#define AGENTS_LAUNCH_SEED_H

#include <stdbool.h>

#include "base/err.h"
#include "agents/launch/expand.h"
#include "model/profile/profile.h"

/*
 * Merges the profile's seeds. Only what is missing is added: members that are
 * not there, items that a list does not have, true in the place of false;
 * everything else stays, and so does the file's mode. A file that has it all
 * is not written; one that cannot be parsed is not touched, and an error says
 * so. What needs a variable that is not set is left out. `lock` serialises all
 * who seed with this state directory.
 */
int seed_write(const struct profile *profile, bool interactive,
	const struct expand *with, const char *lock, struct err *err);

#endif
