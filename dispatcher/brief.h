/*
 * brief - what a run is told of the run before it
 *
 * Gathers the facts for continuation_write and prompt_write: the checkpoint,
 * the tests' output, and the contents of the worktree. The last takes
 * milliseconds in a small worktree and may take seconds in a large one.
 */
#ifndef DISPATCHER_BRIEF_H
#define DISPATCHER_BRIEF_H

#include <stdbool.h>

#include "base/str.h"
#include "checkpoints/continuation.h"
#include "dispatcher/dispatch.h"

struct brief {
	const struct dispatch *with;
	struct checkpoint checkpoint;
	bool has_checkpoint;
	char *refused; /* why the agent's own checkpoint was, or NULL */
	char *verify_output; /* or NULL */
	struct worktree_facts worktree; /* empty before brief_look */
};

/* Everything but the worktree. The caller clears it. */
void brief_gather(struct brief *brief, const struct dispatch *with);
void brief_clear(struct brief *brief);

/* Looks at the worktree; where that fails its part stays empty. */
void brief_look(struct brief *brief);

/*
 * Replaces `input` by the run's prompt and, unless it is the first run,
 * `continuation` by its continuation. `saved_ref` is where a restart or a
 * repair has saved the work, or NULL; `repaired` is what was repaired in the
 * worktree.
 */
void brief_write(struct str *input, struct str *continuation,
	const struct brief *brief, const struct profile *profile,
	bool same_conversation, const char *saved_ref,
	const struct argv *repaired);

#endif
