/*
 * conversation - the files in which a CLI keeps a conversation
 */
#ifndef AGENTS_LAUNCH_CONVERSATION_H
#define AGENTS_LAUNCH_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile/profile.h"

/*
 * Whether a text can be a CLI's session id. Ids come out of an agent's output,
 * go into argument lists and name files, so only plain ones are accepted.
 */
bool conversation_is_valid(const char *session);

/*
 * Whether the CLI still has the conversation: a file where the profile says, in
 * the agent's own environment. Where the profile does not say: yes.
 */
bool conversation_exists(
	const struct profile *profile, const char *session, char *const *env);

/*
 * The session id of a run that began at `since_ms` (wall clock) in `worktree`,
 * from the names of the CLI's files: for a CLI that chooses the id itself and
 * has no event that tells it. Only UUIDs are found. The caller frees it; NULL:
 * none.
 */
char *conversation_find(const struct profile *profile, const char *worktree,
	int64_t since_ms, char *const *env);

#endif
