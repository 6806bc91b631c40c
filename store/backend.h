/*
 * backend - what a store must be able to do; private to store/
 *
 * A backend is one struct of operations and a struct of its own that begins
 * with `struct store`. Its verbs mean what store.h says. It gathers writes by
 * itself: `commit` makes all since the last one durable or, failing, undoes
 * them; `undo` undoes them.
 */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H

#include "store/store.h"

struct store {
	const struct store_ops *ops;
};

struct store_ops {
	const char *scheme; /* what stands before ':' in the URL */

	int (*open)(struct store **store, const char *where, struct err *err);
	int (*open_to_read)(
		struct store **store, const char *where, struct err *err);
	void (*close)(struct store *store);
	int (*commit)(struct store *store, struct err *err);
	bool (*is_dirty)(const struct store *store);
	void (*undo)(struct store *store);
	int (*begin_part)(struct store *store, struct err *err);
	int (*end_part)(struct store *store, bool keep, struct err *err);

	int (*get_epoch)(struct store *store, int64_t *epoch, struct err *err);
	int (*set_epoch)(struct store *store, int64_t epoch, struct err *err);

	int (*add_task)(
		struct store *store, struct task *task, struct err *err);
	int (*next_task)(struct store *store, int64_t *id, struct err *err);
	int (*save_task)(
		struct store *store, const struct task *task, struct err *err);
	int (*get_task)(struct store *store, int64_t id, struct task *task,
		struct err *err);
	int (*find_task)(struct store *store, const char *word,
		struct task *task, struct err *err);
	int (*list_tasks)(struct store *store, enum store_tasks which,
		int64_t now_ms, struct task_list *list, struct err *err);
	int (*count_tasks)(struct store *store, enum store_tasks which,
		int64_t now_ms, int64_t most, int64_t *count, struct err *err);
	int (*count_states)(
		struct store *store, int64_t counts[STATES], struct err *err);
	int (*next_due)(struct store *store, int64_t *due_ms, struct err *err);

	int (*save_run)(
		struct store *store, const struct run *run, struct err *err);
	int (*get_run)(struct store *store, int64_t task, int64_t number,
		struct run *run, struct err *err);
	int (*list_runs)(struct store *store, int64_t task,
		struct run_list *list, struct err *err);

	int (*save_publish)(struct store *store, const struct publish *publish,
		struct err *err);
	int (*list_publishes)(struct store *store, int64_t task,
		struct publish_list *list, struct err *err);

	int (*list_history)(
		struct store *store, struct history *history, struct err *err);
	int (*list_ends)(struct store *store, int64_t from_ms, int64_t to_ms,
		struct history *history, struct err *err);

	int (*sum_day)(struct store *store, int64_t from_ms, int64_t now_ms,
		struct day_use *use, struct err *err);

	int (*get_admission)(struct store *store, const char *profile,
		struct admission *admission, struct err *err);
	int (*save_admission)(struct store *store,
		const struct admission *admission, struct err *err);
	int (*list_admissions)(struct store *store, struct admission_list *list,
		struct err *err);

	int (*add_journal)(struct store *store, struct journal_line *event,
		struct err *err);
	int (*list_journal)(struct store *store, int64_t after, int limit,
		struct journal_list *list, struct err *err);
	int (*list_task_journal)(struct store *store, int64_t task, int limit,
		struct journal_list *list, struct err *err);
	int (*last_journal)(
		struct store *store, int64_t *number, struct err *err);
	int (*prune_journal)(
		struct store *store, int64_t before_ms, struct err *err);

	int (*add_review)(struct store *store, const struct review *review,
		struct err *err);
	int (*list_reviews)(struct store *store, int64_t task,
		struct review_list *list, struct err *err);

	int (*save_text)(
		struct store *store, const struct text *text, struct err *err);
	int (*list_queued_texts)(struct store *store, int64_t task, int64_t run,
		struct text_list *list, struct err *err);
	int (*prune_texts)(
		struct store *store, int64_t before_ms, struct err *err);

	int (*save_dialog)(struct store *store, const struct dialog *dialog,
		struct err *err);
	int (*get_dialog)(struct store *store, int64_t task,
		struct dialog *dialog, struct err *err);
	int (*remove_dialog)(
		struct store *store, int64_t task, struct err *err);

	int (*add_notification)(struct store *store,
		struct notification *notification, struct err *err);
	int (*save_notification)(struct store *store,
		const struct notification *notification, struct err *err);
	int (*remove_notification)(
		struct store *store, int64_t number, struct err *err);
	int (*list_notifications)(struct store *store,
		enum notify_channel channel, int64_t now_ms, int limit,
		struct notification_list *list, struct err *err);
	int (*next_notification)(struct store *store,
		enum notify_channel channel, int64_t *due_ms, struct err *err);
	int (*count_failed_notifications)(struct store *store, int64_t since_ms,
		int64_t *count, struct notification *newest, struct err *err);
	int (*prune_notifications)(
		struct store *store, int64_t before_ms, struct err *err);
};

extern const struct store_ops store_sqlite;

#endif
