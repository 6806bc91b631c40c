/*
 * continuation - the state of the run before: see continuation.h
 */
#include "checkpoints/continuation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "checkpoints/excerpt.h"

#define REFUSAL_MAX_BYTES 512 /* enough for the reason, which comes last */

static const char *const ending_texts[VERDICTS] = {
	[VERDICT_UNKNOWN] = "ended for a reason that is not known",
	[VERDICT_COMPLETED] = "was complete",
	[VERDICT_INCOMPLETE] = "ended before the work was complete",
	[VERDICT_INTERRUPTED] = "was interrupted",
	[VERDICT_STOPPED] = "was stopped by a person",
	[VERDICT_TERMINATED] = "was terminated from outside",
	[VERDICT_KILLED] = "was killed from outside",
	[VERDICT_OUT_OF_MEMORY] = "was killed because memory ran out",
	[VERDICT_TIMED_OUT] = "took too long and was ended",
	[VERDICT_HUNG] = "showed no sign of life for too long and was ended",
	[VERDICT_RATE_LIMITED] = "came to a usage limit, which is over now",
	[VERDICT_API_ERROR] = "ended with an error of the model's API",
	[VERDICT_AUTH_ERROR] = "was not allowed in, which is put right now",
	[VERDICT_PERMISSION_ERROR] = "lacked a permission",
	[VERDICT_GIT_ERROR] = "met with an error of git",
	[VERDICT_TESTS_FAILED] = "ended, but the tests fail",
	[VERDICT_PUBLISH_FAILED] = "ended, but its work was not published",
	[VERDICT_CRASHED] = "crashed",
	[VERDICT_START_FAILED] = "did not start",
	[VERDICT_LOST] = "was lost: the machine or its terminal went away",
};

void worktree_facts_clear(struct worktree_facts *facts)
{
	argv_clear(&facts->commits);
	argv_clear(&facts->changed);
	argv_clear(&facts->missing);
	argv_clear(&facts->unnamed);
	*facts = (struct worktree_facts){ 0 };
}

/* Of a run, the strongest. */
#define EVIDENCE_TOLD 5

static void add_item(struct str *text, const char *item)
{
	char *line = text_one_line(item, ITEM_MAX_BYTES);

	str_addf(text, "- %s\n", line);
	free(line);
}

static void add_list(struct str *text, const char *title,
	const struct argv *list, size_t max)
{
	if (list->count)
		str_addf(text, "\n%s:\n", title);
	for (size_t i = 0; i < list->count && i < max; i++)
		add_item(text, list->items[i]);
}

static void add_evidence(struct str *text, const struct evidence_list *evidence)
{
	if (evidence->count)
		str_add(text, "\nWhat is known of that:\n");
	for (size_t i = 0; i < evidence->count && i < EVIDENCE_TOLD; i++)
		add_item(text, evidence->items[i].text);
}

static void add_ending(struct str *text, const struct continuation_facts *facts)
{
	str_addf(text, "The run before this one %s.\n",
		ending_texts[facts->verdict]);
	if (facts->evidence)
		add_evidence(text, facts->evidence);
}

static void add_mode(struct str *text, const struct continuation_facts *facts)
{
	if (facts->mode == RUN_RESTART && facts->task->no_worktree) {
		str_add(text, "This is a new beginning, without a worktree of "
			      "its own: what is there was left as it is.\n");
		return;
	}
	if (facts->mode == RUN_RESTART) {
		str_add(text, "This is a new beginning: the worktree is back "
			      "at its base.\n");
		if (facts->saved_ref)
			str_addf(text,
				"The work of before is kept in `%s`: "
				"look at it with `git show` and take from it "
				"what is good.\n",
				facts->saved_ref);
		return;
	}
	if (facts->mode == RUN_REASSIGN)
		str_add(text, "Another agent worked on this before you. ");
	str_add(text, facts->same_conversation
			      ? "Carry on where you stopped; do not begin "
				"again what is done.\n"
			      : "The worktree holds what was done so far: "
				"carry on from there, and do not begin again "
				"what is done.\n");
}

/* The agent that wrote the refused checkpoint can write it again. */
static void add_refusal(
	struct str *text, const struct continuation_facts *facts)
{
	char *why;

	if (!facts->refused)
		return;
	why = text_one_line(facts->refused, REFUSAL_MAX_BYTES);
	str_addf(text,
		"\nThe checkpoint was refused, and nothing of it is known: %s\n"
		"Write it again, as it should be (`reeve checkpoint` does).\n",
		why);
	if (facts->checkpoint)
		str_add(text,
			"What follows is from the last good one before it.\n");
	free(why);
}

static void add_checkpoint(
	struct str *text, const struct continuation_facts *facts)
{
	const struct checkpoint *checkpoint = facts->checkpoint;
	char *notes;

	add_refusal(text, facts);
	if (!checkpoint) {
		if (facts->mode != RUN_RESTART)
			str_addf(text,
				"\nThere is no %scheckpoint: see for yourself "
				"what is done (`git log`, `git status`).\n",
				facts->refused ? "other " : "");
		return;
	}
	add_list(text, "Next, by the checkpoint", &checkpoint->next,
		LIST_MAX_ITEMS);
	add_list(text, "Done, by the checkpoint", &checkpoint->completed,
		LIST_MAX_ITEMS);
	if (checkpoint->notes && *checkpoint->notes) {
		notes = excerpt(checkpoint->notes, NOTES_MAX_BYTES);
		str_addf(text, "\nNotes left there:\n\n%s\n", notes);
		free(notes);
	}
}

static void add_worktree(
	struct str *text, const struct continuation_facts *facts)
{
	const struct worktree_facts *worktree = facts->worktree;
	char title[96];

	if (!worktree || !worktree->known)
		return;
	if (!worktree->commit_count && !worktree->changed_count) {
		str_add(text, "\nIn the worktree nothing has changed yet.\n");
	} else {
		snprintf(title, sizeof(title),
			"Commits since the base (%lld, the newest first)",
			(long long)worktree->commit_count);
		add_list(text, title, &worktree->commits, LIST_MAX_ITEMS);
		snprintf(title, sizeof(title), "Not committed (%lld)",
			(long long)worktree->changed_count);
		add_list(text, title, &worktree->changed, LIST_MAX_ITEMS);
	}
	add_list(text, "Named in the checkpoint, but not there",
		&worktree->missing, LIST_MAX_ITEMS);
	add_list(text,
		"There and not committed, but not named in the checkpoint",
		&worktree->unnamed, LIST_MAX_ITEMS);
}

/* Quoted, so that the agent does not take the text for that of reeve. */
static void add_quoted(struct str *text, const char *words)
{
	char *clean = excerpt(words, OUTPUT_MAX_BYTES);
	const char *line = clean;

	while (*line) {
		int len = (int)strcspn(line, "\n");

		str_addf(text, "> %.*s\n", len, line);
		line += len + (line[len] == '\n');
	}
	free(clean);
}

static const char *review_verb(enum review_what what)
{
	switch (what) {
	case REVIEW_ANSWER:
		return "answered";
	case REVIEW_APPROVE:
		return "said to go on";
	case REVIEW_SAID:
		return "said";
	default:
		return NULL;
	}
}

/* All reviews, since a new conversation knows none of them. */
static void add_reviews(
	struct str *text, const struct continuation_facts *facts)
{
	const struct review_list *list = facts->reviews;

	for (size_t i = 0; list && i < list->count; i++) {
		const struct review *review = &list->items[i];
		const char *did = review_verb(review->what);
		char *by;

		if (!did || !review->text || !*review->text)
			continue;
		by = text_one_line(review->by, 64);
		str_addf(text,
			"\nAfter run %lld a person (%s) %s; this goes before "
			"what was said earlier:\n\n",
			(long long)review->run, by, did);
		add_quoted(text, review->text);
		free(by);
	}
}

/* Longer than any fence inside, so that the output cannot end the block. */
static void add_fence(struct str *text, const char *inside)
{
	size_t longest = 2, here = 0;

	for (const char *c = inside; *c; c++) {
		here = *c == '`' ? here + 1 : 0;
		longest = here > longest ? here : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		str_add_char(text, '`');
	str_add_char(text, '\n');
}

static void add_tests(struct str *text, const struct continuation_facts *facts)
{
	char *output, *command;

	if (!facts->verify_output)
		return;
	output = excerpt_tail(facts->verify_output, OUTPUT_MAX_BYTES);
	command = text_one_line(
		facts->task->verify ? facts->task->verify : "", ITEM_MAX_BYTES);
	str_add(text, "\nThe work counts as done only when this command "
		      "succeeds; put right what it complains of first:\n\n");
	str_addf(text, "    %s\n\nThe end of its output:\n\n", command);
	add_fence(text, output);
	str_add(text, output);
	if (*output && output[strlen(output) - 1] != '\n')
		str_add_char(text, '\n');
	add_fence(text, output);
	free(command);
	free(output);
}

static void add_turn(struct str *text, const struct continuation_facts *facts)
{
	if (facts->next_turn)
		str_addf(text, "\nThis is your next turn. %s\n",
			facts->next_turn);
}

static void add_repairs(
	struct str *text, const struct continuation_facts *facts)
{
	if (!facts->repaired || !facts->repaired->count)
		return;
	add_list(text, "Git was broken in the worktree; reeve repaired",
		facts->repaired, LIST_MAX_ITEMS);
	if (facts->saved_ref)
		str_addf(text,
			"\nWhat was there before is kept in `%s`: take from it "
			"what is missing now.\n",
			facts->saved_ref);
}

void continuation_write(
	struct str *text, const struct continuation_facts *facts)
{
	str_add(text, "# Continuation\n\n");
	add_ending(text, facts);
	add_repairs(text, facts);
	add_reviews(text, facts);
	add_turn(text, facts);
	add_tests(text, facts);
	str_add_char(text, '\n');
	add_mode(text, facts);
	add_checkpoint(text, facts);
	add_worktree(text, facts);
}
