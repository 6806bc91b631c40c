/*
 * attention - notice when an agent waits for a person, and when no longer
 *
 * For each run that has a terminal to wait at, and a profile that says by what
 * that shows: the lines of its hooks and its CLI's status file (inotify), and,
 * once its keeper says that the terminal is still, a look at the screen. What
 * comes of it is EVENT_ATTENTION. Nothing polls; while a dialog is open and its
 * screen moves, it is looked at again, after a wait that doubles.
 *
 * A text for the agent passes through here, for what is on the screen decides how
 * it is typed.
 */
#ifndef SUPERVISOR_SENSE_ATTENTION_ATTENTION_H
#define SUPERVISOR_SENSE_ATTENTION_ATTENTION_H

#include "model/record.h"
#include "supervisor/core/turn.h"
#include "supervisor/core/watch.h"

struct attention_watch;

struct attention_watch *attention_open(
	struct turn *turn, struct loop *loop, struct watch *watch);
void attention_close(struct attention_watch *attention); /* accepts NULL */

/* The run goes. Does nothing where there is nothing to notice, or where it is
 * noticed already. */
void attention_watch(struct attention_watch *attention, const struct task *task,
	const struct run *run, const struct record *record);
/* It has ended. */
void attention_forget(struct attention_watch *attention, int64_t task);

/* The agent has nothing to do until somebody says more, told or not told yet.
 * `attention` may be NULL. */
bool attention_turn_is_over(
	const struct attention_watch *attention, int64_t task, int64_t run);

/* Carries out EFFECT_SEND_TEXT: looks at the screen, unless the text answers it,
 * and emits EFFECT_HAND_TEXT. Takes over what the effect owns. */
void attention_send_text(
	struct attention_watch *attention, struct effect *effect);

/* EVENT_SCREEN_SEEN, EVENT_TURN_END_REFUSED */
void attention_screen_seen(
	struct attention_watch *attention, const struct event *event);
void attention_turn_end_refused(
	struct attention_watch *attention, const struct event *event);

/* When a screen is to be looked at next; 0: no time. */
int64_t attention_due_ms(const struct attention_watch *attention);
/* Looks at the screens that are due. `attention` may be NULL. */
void attention_go_on(struct attention_watch *attention);

#endif
