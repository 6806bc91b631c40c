/*
 * brief - what a run is told of the one before it: see brief.h
 */
#include "dispatcher/brief.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "dispatcher/git/git.h"
#include "model/paths.h"

#define VERIFY_OUTPUT_BYTES ((size_t)16 << 10)

/* The agent's own file, else our durable copy of the last good one. */
static int read_checkpoint(struct words *words)
{
	const struct dispatch *with = words->with;
	const char *name = with->task->name;
	struct path copies = path_state(with->state, "checkpoints");
	struct err err = ERR_INIT;

	if (checkpoint_read(
		    &words->checkpoint, with->checkpoints, name, &err) == 0)
		return 0;
	if (errno != ENOENT)
		words->refused = mem_copy(err.message);
	return checkpoint_read(&words->checkpoint, copies.text, name, NULL);
}

static char *read_verify_output(const struct dispatch *with)
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

static bool comes_after_another(const struct dispatch *with)
{
	return with->task->mode != RUN_START;
}

void words_gather(struct words *words, const struct dispatch *with)
{
	*words = (struct words){ .with = with };
	if (comes_after_another(with))
		words->noted = read_checkpoint(words) == 0;
	words->verify_output = read_verify_output(with);
}

void words_clear(struct words *words)
{
	worktree_facts_clear(&words->worktree);
	checkpoint_clear(&words->checkpoint);
	free(words->refused);
	free(words->verify_output);
	*words = (struct words){ 0 };
}

void words_look(struct words *words)
{
	const struct dispatch *with = words->with;
	const struct task *task = with->task;
	struct err err = ERR_INIT;

	if (comes_after_another(with) && task->base_commit &&
		worktree_look(with->config, &words->worktree, task->worktree,
			task->base_commit,
			words->noted ? &words->checkpoint.files : NULL,
			&err) < 0)
		log_warn("%s", err.message);
}

/* Unless a person has said what it is to do. */
static const char *next_turn(const struct dispatch *with)
{
	const struct run *last = with->last;

	if (!with->task->keep_alive || with->task->mode != RUN_RESUME ||
		!last || last->verdict != VERDICT_COMPLETED ||
		review_has_said(with->reviews, last->number))
		return NULL;
	return with->config->keep_alive_prompt;
}

void words_write(struct str *input, struct str *continuation,
	const struct words *words, const struct profile *profile, bool go_on,
	const char *saved_ref, const struct argv *repaired)
{
	const struct dispatch *with = words->with;
	const struct run *last = with->last;
	struct continuation_facts facts = {
		.task = with->task,
		.mode = with->task->mode,
		.verdict = last ? last->verdict : VERDICT_UNKNOWN,
		.evidence = last ? &last->evidence : NULL,
		.reviews = with->reviews,
		.checkpoint = words->noted ? &words->checkpoint : NULL,
		.refused = words->refused,
		.worktree = &words->worktree,
		.verify_output = words->verify_output,
		.next_turn = next_turn(with),
		.repaired = repaired,
		.saved_ref = saved_ref,
		.same_conversation = go_on,
	};

	str_reset(input);
	str_reset(continuation);
	if (comes_after_another(with))
		continuation_write(continuation, &facts);
	prompt_write(input, &facts, profile->preamble);
}
