/*
 * conversation - what a CLI keeps of a talk, so that it can be resumed
 */
#ifndef DISPATCHER_CONVERSATION_H
#define DISPATCHER_CONVERSATION_H

#include <stdbool.h>

#include "model/profile.h"

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

#endif
