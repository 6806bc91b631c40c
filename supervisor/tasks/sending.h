/*
 * sending - text for an agent, on its way
 *
 * The keeper holds and types it (model/command.h): once, not into a line that
 * somebody has begun (keeper/draft.h), nor into a dialog. Each text is an event
 * `send`, where it had to wait with its number and all its words; then `sent`
 * once it was typed.
 * When its run ends before that and the task goes on it is kept for the next run
 * (messages.h) and an event `send_kept`; else `send_lost`.
 */
#ifndef SUPERVISOR_TASKS_SENDING_H
#define SUPERVISOR_TASKS_SENDING_H

#include "supervisor/core/keepers.h"

/*
 * Looks whether a dialog is open, hands the text over, then calls fn as
 * keeper_send would. `answers`: it is what the dialog is to get.
 */
void sending_start(struct daemon *daemon, const struct task *task,
	const char *text, const char *by, bool answers, keeper_answer_fn *fn,
	void *arg);

/* Texts of a run up to this number were typed. */
void sending_typed(
	struct daemon *daemon, int64_t task, int64_t run, int64_t typed);
/* Whether one waits for that still. */
bool sending_is_left(struct daemon *daemon, int64_t task, int64_t run);
/* No more will be typed; `goes_on`: there is a run to come. */
void sending_end(
	struct daemon *daemon, int64_t task, int64_t run, bool goes_on);

#endif
