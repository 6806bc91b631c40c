/*
 * continuation - what the next run is told of the one before it
 *
 * Pure: facts in, text out. For an agent to read as (part of) its prompt, so
 * it is plain Markdown, short, the most useful first; what came from an agent
 * or a program is cleaned and capped.
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

/* What the worktree holds now, against its base. */
struct worktree_facts {
	bool known;
	struct argv commits; /* "1a2b3c4 subject", newest first, capped */
	int64_t commit_count;
	struct argv changed; /* "M src/a.c", "A …", "? …", "D …": uncommitted */
	int64_t changed_count;
	struct argv unnamed; /* uncommitted, and the checkpoint names others */
	struct argv missing; /* files the checkpoint names but are not there */
};

struct continuation_facts {
	const struct task *task;
	enum run_mode mode;
	enum verdict verdict; /* of the run before */
	const struct evidence_list *evidence; /* may be NULL */
	const struct review_list *reviews; /* may be NULL */
	const struct checkpoint *checkpoint; /* NULL: none that can be read */
	const char *refused; /* why the newest one was, or NULL */
	const struct worktree_facts *worktree;
	const char *verify_output; /* NULL unless tests failed */
	const char *next_turn; /* what a kept-alive agent is told, or NULL */
	const struct argv *repaired; /* what reeve put right, or NULL */
	const char *saved_ref; /* where restart put the work, or NULL */
	bool same_conversation; /* the agent still knows what it did */
};

void worktree_facts_clear(struct worktree_facts *facts);

/* Adds the continuation to `text`. */
void continuation_write(
	struct str *text, const struct continuation_facts *facts);

/*
 * The prompt of a run: the task's own words first, byte for byte; for a
 * profile with a preamble a short word about the checkpoint; on a resume the
 * continuation (and the task's words only where the conversation is new).
 */
void prompt_write(struct str *text, const struct continuation_facts *facts,
	bool preamble);

#endif
