/*
 * conversation - what a CLI keeps of a talk, so that it can be resumed
 */
#ifndef AGENTS_LAUNCH_CONVERSATION_H
#define AGENTS_LAUNCH_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile/profile.h"

/*
 * True for what can be a CLI's session id. They come out of an agent's output,
 * go into argument lists and name files, so only plain ones are taken.
 */
bool conversation_is_valid(const char *session);

/*
 * Whether the CLI still has the conversation, looked up where the profile says
 * in the agent's own environment. Where the profile does not say: yes.
 */
bool conversation_exists(
	const struct profile *profile, const char *session, char *const *env);

/*
 * The id of what the CLI kept of a run that began at `since_ms` (wall clock)
 * in `worktree`: for one that chose the id itself, and had no events to tell
 * it by. Only UUIDs are found. NULL: there is none; the caller frees it.
 */
char *conversation_find(const struct profile *profile, const char *worktree,
	int64_t since_ms, char *const *env);

#endif
