/*
 * sending - text for an agent, on its way
 *
 * The keeper holds and types it (model/command.h): once, not into a line that
 * somebody has begun, nor into a dialog. Each text is an event `send`, with its
 * number where it had to wait; then `sent` once it was typed, or `send_lost`
 * when its run ended before that.
 */
#ifndef SUPERVISOR_SENDING_H
#define SUPERVISOR_SENDING_H

#include "supervisor/keepers.h"

/*
 * Looks whether a dialog is open, hands the text over, then calls fn as
 * keeper_send would. `answers`: it is what the dialog is to get.
 */
void sending_start(struct daemon *daemon, const struct task *task,
	const char *text, const char *by, bool answers, keeper_answer_fn *fn,
	void *arg);

/* Texts of a run up to this number were typed; `ended`: and no more will be. */
void sending_settle(struct daemon *daemon, int64_t task, int64_t run,
	int64_t typed, bool ended);

#endif
