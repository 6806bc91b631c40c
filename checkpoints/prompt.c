/*
 * prompt - the prompt of a run: see continuation.h
 *
 * The prompt of the task comes first, byte for byte. The text of reeve follows
 * after a rule, so that the agent does not take it for the task.
 */
#include "checkpoints/continuation.h"

#define LINE "\n\n---\n\n"

static void add_preamble(struct str *text, const struct task *task)
{
	str_addf(text,
		"(From reeve, which supervises you as `%s` and carries on for "
		"you if you are cut off.)\n",
		task->name);
	if (!task->no_worktree && task->branch)
		str_addf(text,
			"- Your directory is a git worktree of your own, on "
			"branch `%s`: work only there, and commit as you go.\n",
			task->branch);
	str_add(text,
		"- After each step leave a note for whoever carries on: `reeve "
		"checkpoint --completed \"what is done\" --next \"what comes "
		"next\"` (or write the JSON file $REEVE_CHECKPOINT: status, "
		"completed, files, next, notes).\n"
		"- When all is done: `reeve checkpoint --status done`. When "
		"you cannot go on: `--status blocked`, or `--status "
		"needs_input` for a person's answer, with `--notes` saying "
		"why.\n");
}

void prompt_write(
	struct str *text, const struct continuation_facts *facts, bool preamble)
{
	const struct task *task = facts->task;
	bool again = facts->mode != RUN_START;

	if (again && facts->same_conversation) {
		continuation_write(text, facts);
		if (preamble)
			str_add(text, "\nWhen all is done: `reeve checkpoint "
				      "--status done`.\n");
		return;
	}
	if (task->prompt)
		str_add(text, task->prompt);
	if (preamble) {
		str_add(text, task->prompt ? LINE : "");
		add_preamble(text, task);
	}
	if (again) {
		str_add(text, text->len ? LINE : "");
		continuation_write(text, facts);
	}
}
