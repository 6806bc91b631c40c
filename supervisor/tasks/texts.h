/*
 * texts - words for an agent
 *
 * An agent that reads its terminal has a text typed by its keeper
 * (model/command.h): once, not into a line that somebody has begun
 * (keeper/draft.h), nor into a dialog. The text is a row (model/text.h) until its
 * end is known, and the journal tells people: `send`, with the number and the
 * words where the text has to wait, then `sent` once it was typed. When the run
 * ends before that and the task goes on, the text is kept for the next run
 * (`send_kept`); else it is lost (`send_lost`).
 *
 * Every other agent is told at the start of its next run: the text is a review
 * (model/review.h). A task whose run is complete gets one more run for that.
 */
#ifndef SUPERVISOR_TASKS_TEXTS_H
#define SUPERVISOR_TASKS_TEXTS_H

#include "supervisor/core/keepers.h"

/*
 * Whether a text for this task now waits for its next run: no run goes, but one
 * will, or the agent reads nothing from its terminal.
 */
bool texts_wait_for_next_run(
	const struct daemon *daemon, const struct task *task);
/* When the text is told then, for people: a literal. */
const char *texts_told_when(const struct task *task);
/* Keeps it for the next run. A task that waits between two turns goes on.
 * `by` may be NULL. */
int texts_tell_next_run(struct daemon *daemon, const struct task *task,
	const char *by, const char *words, struct err *err);

/*
 * Looks whether a dialog is open, hands the text to the keeper, then calls fn as
 * keeper_send would. `answers`: the text is the answer to the dialog.
 */
void texts_send(struct daemon *daemon, const struct task *task,
	const char *words, const char *by, bool answers, keeper_answer_fn *fn,
	void *arg);

/* The keeper has typed the texts of this run up to that number. */
void texts_typed(
	struct daemon *daemon, int64_t task, int64_t run, int64_t typed);
/* Whether a text of this run is not typed yet. */
bool texts_are_queued(struct daemon *daemon, int64_t task, int64_t run);
/* The run has ended, no more is typed. `goes_on`: another run follows. */
void texts_end(struct daemon *daemon, int64_t task, int64_t run, bool goes_on);

#endif
