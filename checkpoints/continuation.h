/*
 * continuation - the prompt of a run, with the state of the run before it
 *
 * Pure: facts in, text out. The text is Markdown for the agent, with the most
 * useful facts first. Text of agents and programs is made harmless and cut.
 * prompt.c has prompt_write.
 */
#ifndef CHECKPOINTS_CONTINUATION_H
#define CHECKPOINTS_CONTINUATION_H

#include <stdbool.h>

#include "base/argv.h"
#include "base/str.h"
#include "checkpoints/checkpoint.h"
#include "model/evidence.h"
#include "model/review.h"
#include "model/task.h"
#include "model/verdict.h"

/* The worktree compared with its base. Owned; free by worktree_facts_clear. */
struct worktree_facts {
	bool known;
	struct argv commits; /* "1a2b3c4 subject", newest first; limited */
	int64_t commit_count;
	struct argv changed; /* "M src/a.c", "A …", "? …", "D …": uncommitted */
	int64_t changed_count;
	struct argv unnamed; /* uncommitted, not named by the checkpoint */
	struct argv missing; /* named by the checkpoint, but do not exist */
};

/* The caller owns all members. */
struct continuation_facts {
	const struct task *task;
	enum run_mode mode;
	enum verdict verdict; /* of the run before */
	const struct evidence_list *evidence; /* may be NULL */
	const struct review_list *reviews; /* may be NULL */
	const struct checkpoint *checkpoint; /* NULL: none is readable */
	const char *refused; /* why the newest checkpoint was; or NULL */
	const struct worktree_facts *worktree;
	const char *verify_output; /* NULL unless tests failed */
	const char *next_turn; /* text for a keep-alive agent, or NULL */
	const struct argv *repaired; /* repairs of the worktree, or NULL */
	const char *saved_ref; /* has the work before a restart; or NULL */
	bool same_conversation; /* the agent remembers the run before */
};

void worktree_facts_clear(struct worktree_facts *facts);

/* Adds the continuation to `text`. */
void continuation_write(
	struct str *text, const struct continuation_facts *facts);

/*
 * The prompt of a run: the prompt of the task, unchanged (left out when the
 * conversation is the same); with `preamble` how to write checkpoints; after the
 * first run the continuation.
 */
void prompt_write(struct str *text, const struct continuation_facts *facts,
	bool preamble);

#endif
