/*
 * brief - what a run is told of the one before it
 *
 * Gathers what continuation_write and prompt_write need: the checkpoint, the
 * tests' output, and what the worktree holds. The last one takes milliseconds
 * in a small worktree and may take long in a large one.
 */
#ifndef DISPATCHER_BRIEF_H
#define DISPATCHER_BRIEF_H

#include <stdbool.h>

#include "base/str.h"
#include "checkpoints/continuation.h"
#include "dispatcher/dispatch.h"

struct words {
	const struct dispatch *with;
	struct checkpoint checkpoint;
	bool noted; /* there is one */
	char *refused; /* why the agent's own was, or NULL */
	char *verify_output; /* or NULL */
	struct worktree_facts worktree; /* nothing before words_look */
};

/* All but the worktree. The caller clears it. */
void words_gather(struct words *words, const struct dispatch *with);
void words_clear(struct words *words);

/* Looks at the worktree; what cannot be seen stays unsaid. */
void words_look(struct words *words);

/*
 * Writes the run's prompt into `input`, and on a resume its `continuation`,
 * in place of what they held. `go_on`: the conversation goes on; `saved_ref`
 * is where a restart or a repair has put the work, or NULL; `repaired` is what
 * was put right in its worktree.
 */
void words_write(struct str *input, struct str *continuation,
	const struct words *words, const struct profile *profile, bool go_on,
	const char *saved_ref, const struct argv *repaired);

#endif
