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

#include "model/text.h"
#include "supervisor/core/turn.h"

/*
 * Whether a text for this task now waits for its next run: no run goes, but one
 * will, or the agent reads nothing from its terminal.
 */
bool texts_wait_for_next_run(struct turn *turn, const struct task *task);
/* When the text is told then, for people: a literal. */
const char *texts_told_when(const struct task *task);

/* Its keeper has taken a text, and the row is to be kept. `why`: what it waits
 * for, or NULL. */
int texts_add(struct turn *turn, const struct task *task,
	const struct text *text, const char *why, struct err *err);
/* The keeper has typed the texts of this run up to that number. */
void texts_typed(
	struct turn *turn, const struct task *task, int64_t run, int64_t typed);
/* Whether a text of this run is not typed yet. */
bool texts_are_queued(struct turn *turn, int64_t task, int64_t run);
/* The run has ended, no more is typed. `goes_on`: another run follows. */
void texts_end(
	struct turn *turn, const struct task *task, int64_t run, bool goes_on);

#endif
