/*
 * store - memory that outlives processes: see store.h
 *
 * Chooses the backend by the URL; every verb goes straight on to the backend.
 */
#include "store/store.h"

#include <string.h>

#include "store/backend.h"

static const struct store_ops *const backends[] = { &store_sqlite };

/* The backend of a URL, and where its store is; NULL: no such backend. */
static const struct store_ops *find_backend(
	const char *url, const char **where, struct err *err)
{
	for (size_t i = 0; i < sizeof(backends) / sizeof(*backends); i++) {
		size_t len = strlen(backends[i]->scheme);

		if (strncmp(url, backends[i]->scheme, len) || url[len] != ':')
			continue;
		*where = url + len + 1;
		return backends[i];
	}
	err_set(err, EXIT_WRONG_USE, "cannot open store: '%s': no such kind",
		url);
	err_hint(err, "sqlite:PATH");
	return NULL;
}

int store_open(struct store **store, const char *url, struct err *err)
{
	const char *where;
	const struct store_ops *ops = find_backend(url, &where, err);

	if (!ops || ops->open(store, where, err) < 0)
		return -1;
	(*store)->ops = ops;
	return 0;
}

int store_open_to_read(struct store **store, const char *url, struct err *err)
{
	const char *where;
	const struct store_ops *ops = find_backend(url, &where, err);

	if (!ops || ops->open_to_read(store, where, err) < 0)
		return -1;
	(*store)->ops = ops;
	return 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store->ops->undo(store);
	store->ops->close(store);
}

int store_flush(struct store *store, struct err *err)
{
	struct err why = ERR_INIT;
	int rc = store->ops->commit(store, &why);

	if (rc < 0 && err)
		*err = why;
	return rc;
}

bool store_is_dirty(const struct store *store)
{
	return store->ops->is_dirty(store);
}

void store_undo(struct store *store)
{
	store->ops->undo(store);
}

int store_begin_part(struct store *store, struct err *err)
{
	return store->ops->begin_part(store, err);
}

int store_end_part(struct store *store, bool keep, struct err *err)
{
	return store->ops->end_part(store, keep, err);
}

int store_get_epoch(struct store *store, int64_t *epoch, struct err *err)
{
	return store->ops->get_epoch(store, epoch, err);
}

int store_set_epoch(struct store *store, int64_t epoch, struct err *err)
{
	return store->ops->set_epoch(store, epoch, err);
}

int store_add_task(struct store *store, struct task *task, struct err *err)
{
	return store->ops->add_task(store, task, err);
}

int store_next_task(struct store *store, int64_t *id, struct err *err)
{
	return store->ops->next_task(store, id, err);
}

int store_save_task(
	struct store *store, const struct task *task, struct err *err)
{
	return store->ops->save_task(store, task, err);
}

int store_get_task(
	struct store *store, int64_t id, struct task *task, struct err *err)
{
	return store->ops->get_task(store, id, task, err);
}

int store_find_task(struct store *store, const char *word, struct task *task,
	struct err *err)
{
	return store->ops->find_task(store, word, task, err);
}

int store_list_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, struct task_list *list, struct err *err)
{
	return store->ops->list_tasks(store, which, now_ms, list, err);
}

int store_count_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, int64_t most, int64_t *count, struct err *err)
{
	return store->ops->count_tasks(store, which, now_ms, most, count, err);
}

int store_count_states(
	struct store *store, int64_t counts[STATES], struct err *err)
{
	return store->ops->count_states(store, counts, err);
}

int store_next_due(struct store *store, int64_t *due_ms, struct err *err)
{
	return store->ops->next_due(store, due_ms, err);
}

int store_save_run(struct store *store, const struct run *run, struct err *err)
{
	return store->ops->save_run(store, run, err);
}

int store_get_run(struct store *store, int64_t task, int64_t number,
	struct run *run, struct err *err)
{
	return store->ops->get_run(store, task, number, run, err);
}

int store_list_runs(struct store *store, int64_t task, struct run_list *list,
	struct err *err)
{
	return store->ops->list_runs(store, task, list, err);
}

int store_save_publish(
	struct store *store, const struct publish *publish, struct err *err)
{
	return store->ops->save_publish(store, publish, err);
}

int store_list_publishes(struct store *store, int64_t task,
	struct publish_list *list, struct err *err)
{
	return store->ops->list_publishes(store, task, list, err);
}

int store_list_history(
	struct store *store, struct history *history, struct err *err)
{
	return store->ops->list_history(store, history, err);
}

int store_list_ends(struct store *store, int64_t from_ms, int64_t to_ms,
	struct history *history, struct err *err)
{
	return store->ops->list_ends(store, from_ms, to_ms, history, err);
}

int store_sum_day(struct store *store, int64_t from_ms, int64_t now_ms,
	struct day_use *use, struct err *err)
{
	return store->ops->sum_day(store, from_ms, now_ms, use, err);
}

int store_get_admission(struct store *store, const char *profile,
	struct admission *admission, struct err *err)
{
	return store->ops->get_admission(store, profile, admission, err);
}

int store_save_admission(
	struct store *store, const struct admission *admission, struct err *err)
{
	return store->ops->save_admission(store, admission, err);
}

int store_list_admissions(
	struct store *store, struct admission_list *list, struct err *err)
{
	return store->ops->list_admissions(store, list, err);
}

int store_add_journal(
	struct store *store, struct journal_line *event, struct err *err)
{
	return store->ops->add_journal(store, event, err);
}

int store_list_journal(struct store *store, int64_t after, int limit,
	struct journal_list *list, struct err *err)
{
	return store->ops->list_journal(store, after, limit, list, err);
}

int store_list_task_journal(struct store *store, int64_t task, int limit,
	struct journal_list *list, struct err *err)
{
	return store->ops->list_task_journal(store, task, limit, list, err);
}

int store_last_journal(struct store *store, int64_t *number, struct err *err)
{
	return store->ops->last_journal(store, number, err);
}

int store_prune_journal(struct store *store, int64_t before_ms, struct err *err)
{
	return store->ops->prune_journal(store, before_ms, err);
}

int store_add_review(
	struct store *store, const struct review *review, struct err *err)
{
	return store->ops->add_review(store, review, err);
}

int store_list_reviews(struct store *store, int64_t task,
	struct review_list *list, struct err *err)
{
	return store->ops->list_reviews(store, task, list, err);
}

int store_save_text(
	struct store *store, const struct text *text, struct err *err)
{
	return store->ops->save_text(store, text, err);
}

int store_list_queued_texts(struct store *store, int64_t task, int64_t run,
	struct text_list *list, struct err *err)
{
	return store->ops->list_queued_texts(store, task, run, list, err);
}

int store_prune_texts(struct store *store, int64_t before_ms, struct err *err)
{
	return store->ops->prune_texts(store, before_ms, err);
}

int store_save_dialog(
	struct store *store, const struct dialog *dialog, struct err *err)
{
	return store->ops->save_dialog(store, dialog, err);
}

int store_get_dialog(struct store *store, int64_t task, struct dialog *dialog,
	struct err *err)
{
	return store->ops->get_dialog(store, task, dialog, err);
}

int store_remove_dialog(struct store *store, int64_t task, struct err *err)
{
	return store->ops->remove_dialog(store, task, err);
}

int store_add_notification(
	struct store *store, struct notification *notification, struct err *err)
{
	return store->ops->add_notification(store, notification, err);
}

int store_save_notification(struct store *store,
	const struct notification *notification, struct err *err)
{
	return store->ops->save_notification(store, notification, err);
}

int store_remove_notification(
	struct store *store, int64_t number, struct err *err)
{
	return store->ops->remove_notification(store, number, err);
}

int store_list_notifications(struct store *store, enum notify_channel channel,
	int64_t now_ms, int limit, struct notification_list *list,
	struct err *err)
{
	return store->ops->list_notifications(
		store, channel, now_ms, limit, list, err);
}

int store_next_notification(struct store *store, enum notify_channel channel,
	int64_t *due_ms, struct err *err)
{
	return store->ops->next_notification(store, channel, due_ms, err);
}

int store_count_failed_notifications(struct store *store, int64_t since_ms,
	int64_t *count, struct notification *newest, struct err *err)
{
	return store->ops->count_failed_notifications(
		store, since_ms, count, newest, err);
}

int store_prune_notifications(
	struct store *store, int64_t before_ms, struct err *err)
{
	return store->ops->prune_notifications(store, before_ms, err);
}
