/*
 * seed - settings that are merged into a CLI's own files before it starts
 *
 * A CLI that starts for the first time asks whether to trust the directory, to
 * use the key, and so on; an agent without a client attached would wait for
 * ever. A profile's `seed` names the files and what to merge into each.
 */
#ifndef AGENTS_LAUNCH_SEED_H
#define AGENTS_LAUNCH_SEED_H

#include <stdbool.h>

#include "agents/launch/expand.h"
#include "base/err.h"
#include "model/profile/profile.h"

/*
 * Merges the profile's seeds. Only what is missing is added: members, items of
 * lists, and true in the place of false. Everything else stays, and so does the
 * file's mode. A file that has it all is not written; a file that cannot be
 * parsed is not changed, and the error says so. A part that needs an
 * environment variable which is not set is left out. `lock` serializes all who
 * seed with this state directory.
 */
int seed_write(const struct profile *profile, bool interactive,
	const struct expand *with, const char *lock, struct err *err);

#endif
