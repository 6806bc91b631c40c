/*
 * attention_watch - notice when an agent waits for a person, and when no more
 *
 * For each run that has a terminal to wait at, and a profile that says by what
 * that shows: the lines of its hooks and its CLI's status file (inotify), and,
 * once its keeper says that the terminal is still, a look at the screen. What
 * comes of it is a step of its task (STEP_AWAITS). Nothing here polls; while a
 * dialog is open and its screen moves, it is looked at again, after a wait that
 * doubles.
 */
#ifndef SUPERVISOR_SENSE_ATTENTION_ATTENTION_WATCH_H
#define SUPERVISOR_SENSE_ATTENTION_ATTENTION_WATCH_H

#include "model/record.h"
#include "supervisor/daemon.h"

struct waits;

int waits_open(struct waits **waits, struct daemon *daemon, struct err *err);
void waits_close(struct waits *waits); /* accepts NULL */

/* Its run goes. Does nothing where there is nothing to notice, or where it is
 * noticed already. */
void waits_watch(struct daemon *daemon, const struct task *task,
	const struct run *run, const struct record *record);
/* It has ended. */
void waits_forget(struct daemon *daemon, int64_t task);

/* What a text for it would run into. */
enum waits_now {
	WAITS_NOT_KNOWN, /* nobody watches it */
	WAITS_FREE,
	WAITS_DIALOG,
	WAITS_DIALOG_KEY, /* … that one key answers, without Enter */
};
enum waits_now waits_now(const struct daemon *daemon, int64_t task);

/* It has nothing to do until somebody says more, told or not told yet. */
bool waits_turn_is_over(const struct daemon *daemon, int64_t task, int64_t run);

/* Calls fn(arg) after a fresh look; at once where nobody watches it. The task
 * may have ended by then. */
typedef void waits_fn(void *arg, struct daemon *daemon);
void waits_look(struct daemon *daemon, int64_t task, waits_fn *fn, void *arg);

#endif
