/*
 * store - memory that outlives processes
 *
 * Typed verbs; SQL lives nowhere else. Behind it stands one of several
 * backends (store/backend.h). reeved is its only writer, on one connection.
 *
 * Writes are gathered: the first one begins a transaction, store_flush ends it.
 * Reads see what was written before them, durable or not. What must not happen
 * before the writes are durable is an effect of the turn
 * (supervisor/core/effects.h).
 *
 * Verbs return 0, or -1 with the reason. A verb that failed has changed nothing;
 * but where it could not even keep what came before it (a full disk), every
 * later write and the flush fail for the same reason. A store_flush that fails
 * has undone everything since the last one.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/admission.h"
#include "model/dialog.h"
#include "model/journal_line.h"
#include "model/history.h"
#include "model/notification.h"
#include "model/publish.h"
#include "model/review.h"
#include "model/run.h"
#include "model/task.h"
#include "model/text.h"

struct store;

/*
 * Opens "sqlite:PATH" (made, 0600, where there is none), checks it whole and
 * brings its schema up to date. A damaged or newer one, or one on a network
 * file system, is an error (EXIT_WRONG_USE); nothing is repaired in silence.
 */
int store_open(struct store **store, const char *url, struct err *err);
void store_close(struct store *store); /* accepts NULL; flush first */

/*
 * The same for a process beside the one that writes: it only reads, and changes
 * neither the database nor its log. Its version must be ours.
 */
int store_open_to_read(struct store **store, const char *url, struct err *err);

int store_flush(struct store *store, struct err *err);
/* Whether something was written since the last flush. */
bool store_is_dirty(const struct store *store);
/* Undoes everything since the last flush. */
void store_undo(struct store *store);

/* Writes that stand or fall together: all since store_begin_part are kept, or
 * undone. Not nested. */
int store_begin_part(struct store *store, struct err *err);
int store_end_part(struct store *store, bool keep, struct err *err);

/* The lease's epoch as the store knows it; 0 in a new one. */
int store_get_epoch(struct store *store, int64_t *epoch, struct err *err);
int store_set_epoch(struct store *store, int64_t epoch, struct err *err);

/*
 * A new task: sets task->id. Its name must be new (EXIT_WRONG_USE when it is
 * taken); `after` must name tasks that exist (EXIT_NO_TASK).
 */
int store_add_task(struct store *store, struct task *task, struct err *err);
/* The number the next task will get. */
int store_next_task(struct store *store, int64_t *id, struct err *err);
/* Everything of a task that changes. */
int store_save_task(
	struct store *store, const struct task *task, struct err *err);
/* EXIT_NO_TASK when there is none. `task` is filled from TASK_INIT. */
int store_get_task(
	struct store *store, int64_t id, struct task *task, struct err *err);
/*
 * By number, by name, or by a prefix of just one name. Several: EXIT_NO_TASK,
 * and the error names some of them.
 */
int store_find_task(struct store *store, const char *word, struct task *task,
	struct err *err);

enum store_tasks {
	STORE_ALL, /* by number */
	STORE_ACTIVE, /* not at rest, by number */
	STORE_RECENT, /* active, completed or stopped after `now_ms`, or at
			 rest in a way that wants somebody; by number */
	STORE_QUEUED, /* in the order they should start */
	STORE_DUE, /* due_ms set and not after `now_ms`, earliest first */
	STORE_BLOCKED, /* in state blocked */
};
int store_list_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, struct task_list *list, struct err *err);
/* How many there are, up to `most`. */
int store_count_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, int64_t most, int64_t *count, struct err *err);
/* How many tasks are in each state. */
int store_count_states(
	struct store *store, int64_t counts[STATES], struct err *err);
/* The earliest due_ms of all; 0: nothing is due. */
int store_next_due(struct store *store, int64_t *due_ms, struct err *err);

/* Inserts or replaces the row of (task, number). */
int store_save_run(struct store *store, const struct run *run, struct err *err);
/* EXIT_NO_TASK when there is none. */
int store_get_run(struct store *store, int64_t task, int64_t number,
	struct run *run, struct err *err);
int store_list_runs(struct store *store, int64_t task, struct run_list *list,
	struct err *err);

/* Inserts or replaces the row of (task, number). */
int store_save_publish(
	struct store *store, const struct publish *publish, struct err *err);
/* All tries to publish a task's work, oldest first. */
int store_list_publishes(struct store *store, int64_t task,
	struct publish_list *list, struct err *err);

/* Every run of every task, and tasks without one. */
int store_list_history(
	struct store *store, struct history *history, struct err *err);
/* The runs that ended from `from_ms` to `to_ms`, the newest thousand at most. */
int store_list_ends(struct store *store, int64_t from_ms, int64_t to_ms,
	struct history *history, struct err *err);

/*
 * What runs have used from `from_ms` to `now_ms`; of those that go on, only
 * that they have begun and how long they go.
 */
int store_sum_day(struct store *store, int64_t from_ms, int64_t now_ms,
	struct day_use *use, struct err *err);

/*
 * What holds a profile (or ADMISSION_ALL) back; where nothing was said, a row that
 * holds nothing back. `admission` is filled from ADMISSION_INIT.
 */
int store_get_admission(struct store *store, const char *profile,
	struct admission *admission, struct err *err);
int store_save_admission(struct store *store, const struct admission *admission,
	struct err *err);
/* All that were ever saved, by name. */
int store_list_admissions(
	struct store *store, struct admission_list *list, struct err *err);

/* Sets event->number. */
int store_add_journal(
	struct store *store, struct journal_line *event, struct err *err);
/* Up to `limit` events after number `after`, oldest first. */
int store_list_journal(struct store *store, int64_t after, int limit,
	struct journal_list *list, struct err *err);
/* The newest `limit` events of one task, oldest first. */
int store_list_task_journal(struct store *store, int64_t task, int limit,
	struct journal_list *list, struct err *err);
/* Number of the newest event; 0: none. */
int store_last_journal(struct store *store, int64_t *number, struct err *err);
/* Forgets events older than `before_ms`. */
int store_prune_journal(
	struct store *store, int64_t before_ms, struct err *err);

/* Adds what was said about a task (which must exist). */
int store_add_review(
	struct store *store, const struct review *review, struct err *err);
/* All that was said about a task, oldest first. */
int store_list_reviews(struct store *store, int64_t task,
	struct review_list *list, struct err *err);

/* Inserts or replaces the row of (task, run, number). */
int store_save_text(
	struct store *store, const struct text *text, struct err *err);
/* The texts that a run's keeper holds, in the order of their numbers. */
int store_list_queued_texts(struct store *store, int64_t task, int64_t run,
	struct text_list *list, struct err *err);
/* Forgets texts older than `before_ms`, except those that are queued. */
int store_prune_texts(struct store *store, int64_t before_ms, struct err *err);

/* Inserts the row of the task, or replaces it. */
int store_save_dialog(
	struct store *store, const struct dialog *dialog, struct err *err);
/* The task's row; dialog->run is 0 where there is none. */
int store_get_dialog(struct store *store, int64_t task, struct dialog *dialog,
	struct err *err);
int store_remove_dialog(struct store *store, int64_t task, struct err *err);

/* Sets notification->number. */
int store_add_notification(struct store *store,
	struct notification *notification, struct err *err);
/* Its tries, when it is due, its state and its last failure. */
int store_save_notification(struct store *store,
	const struct notification *notification, struct err *err);
int store_remove_notification(
	struct store *store, int64_t number, struct err *err);
/* Up to `limit` that are waiting and due by one channel, oldest first. */
int store_list_notifications(struct store *store, enum notify_channel channel,
	int64_t now_ms, int limit, struct notification_list *list,
	struct err *err);
/* The earliest due_ms by one channel; 0: none waits. */
int store_next_notification(struct store *store, enum notify_channel channel,
	int64_t *due_ms, struct err *err);
/*
 * How many have failed for good since `since_ms`, and the newest of them;
 * `newest` is filled from NOTIFICATION_INIT, and only where `count` is not 0.
 */
int store_count_failed_notifications(struct store *store, int64_t since_ms,
	int64_t *count, struct notification *newest, struct err *err);
/* Forgets those that failed for good before `before_ms`. */
int store_prune_notifications(
	struct store *store, int64_t before_ms, struct err *err);

#endif
