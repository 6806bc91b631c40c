/*
 * brief - what a run is told of the run before it: see brief.h
 */
#include "dispatcher/brief.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "dispatcher/worktree/worktree.h"
#include "model/paths.h"

#define VERIFY_OUTPUT_BYTES ((size_t)16 << 10)

/* The agent's own file, else our copy of its last valid checkpoint. */
static int brief_read_checkpoint(struct brief *brief)
{
	const struct dispatch *with = brief->with;
	const char *name = with->task->name;
	struct path copies = path_state(with->state, "checkpoints");
	struct err err = ERR_INIT;

	if (checkpoint_read(
		    &brief->checkpoint, with->checkpoints, name, &err) == 0)
		return 0;
	if (errno != ENOENT)
		brief->refused = mem_copy(err.message);
	return checkpoint_read(&brief->checkpoint, copies.text, name, NULL);
}

static char *brief_read_verify_output(const struct dispatch *with)
{
	const struct run *last = with->last;
	char id[RUN_ID_SIZE], *text = NULL;
	size_t len;

	if (!last || last->verdict != VERDICT_TESTS_FAILED)
		return NULL;
	run_id(id, last->task, last->number);
	file_read_tail(&text, &len,
		path_run(with->state, id, "verify.log").text,
		VERIFY_OUTPUT_BYTES, NULL);
	return text;
}

static bool brief_has_run_before(const struct dispatch *with)
{
	return with->task->mode != RUN_START;
}

void brief_gather(struct brief *brief, const struct dispatch *with)
{
	*brief = (struct brief){ .with = with };
	if (brief_has_run_before(with))
		brief->has_checkpoint = brief_read_checkpoint(brief) == 0;
	brief->verify_output = brief_read_verify_output(with);
}

void brief_clear(struct brief *brief)
{
	worktree_facts_clear(&brief->worktree);
	checkpoint_clear(&brief->checkpoint);
	free(brief->refused);
	free(brief->verify_output);
	*brief = (struct brief){ 0 };
}

void brief_look(struct brief *brief)
{
	const struct dispatch *with = brief->with;
	const struct task *task = with->task;
	struct err err = ERR_INIT;

	if (brief_has_run_before(with) && task->base_commit &&
		worktree_look(with->config, &brief->worktree, task->worktree,
			task->base_commit,
			brief->has_checkpoint ? &brief->checkpoint.files : NULL,
			&err) < 0)
		log_warn("%s", err.message);
}

/* The configured prompt of an agent kept alive, unless a person gave one. */
static const char *brief_next_turn(const struct dispatch *with)
{
	const struct run *last = with->last;

	if (!with->task->keep_alive || with->task->mode != RUN_RESUME ||
		!last || last->verdict != VERDICT_COMPLETED ||
		review_has_said(with->reviews, last->number))
		return NULL;
	return with->config->keep_alive_prompt;
}

void brief_write(struct str *input, struct str *continuation,
	const struct brief *brief, const struct profile *profile,
	bool same_conversation, const char *saved_ref,
	const struct argv *repaired)
{
	const struct dispatch *with = brief->with;
	const struct run *last = with->last;
	struct continuation_facts facts = {
		.task = with->task,
		.mode = with->task->mode,
		.verdict = last ? last->verdict : VERDICT_UNKNOWN,
		.evidence = last ? &last->evidence : NULL,
		.reviews = with->reviews,
		.checkpoint = brief->has_checkpoint ? &brief->checkpoint : NULL,
		.refused = brief->refused,
		.worktree = &brief->worktree,
		.verify_output = brief->verify_output,
		.next_turn = brief_next_turn(with),
		.repaired = repaired,
		.saved_ref = saved_ref,
		.same_conversation = same_conversation,
	};

	str_reset(input);
	str_reset(continuation);
	if (brief_has_run_before(with))
		continuation_write(continuation, &facts);
	prompt_write(input, &facts, profile->preamble);
}
