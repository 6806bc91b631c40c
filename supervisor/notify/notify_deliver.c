/*
 * notify_deliver - what people are to be told is told: see notify.h
 *
 * The rows are in the store. For each channel one worker at most delivers what
 * is due, several as one digest; what fails is due again, later each time.
 */
#include "supervisor/notify/notify_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/journal.h"
#include "supervisor/notify/notify_send.h"
#include "supervisor/notify/notify_text.h"

#define DIGEST_MAX     200
#define START_AGAIN_MS 5000

/* What one worker delivers: several are a digest. */
struct delivery {
	struct notify *notify;
	enum notify_channel channel;
	struct notification_list list;
	cJSON *event;
};

struct notify *notify_open(struct turn *turn, struct workers *workers)
{
	struct notify *notify = mem_alloc(sizeof(*notify));

	notify->turn = turn;
	notify->workers = workers;
	/* What was left behind by the reeved before. */
	notify->due_ms = turn->now_ms;
	return notify;
}

void notify_close(struct notify *notify)
{
	free(notify);
}

void notify_expect(struct notify *notify, int64_t due_ms)
{
	if (!notify->due_ms || due_ms < notify->due_ms)
		notify->due_ms = due_ms;
}

static int delivery_run(void *arg, cJSON *answer, struct err *err)
{
	struct delivery *delivery = arg;

	(void)answer;
	return notify_send(&delivery->notify->turn->config->notify,
		delivery->channel, delivery->event, err);
}

/* People do not get it: the journal and the log have a line of their own. */
static void journal_failure(
	struct turn *turn, const struct notification *notification)
{
	const char *channel = notify_channel_name(notification->channel);
	cJSON *data = cJSON_CreateObject();

	log_warn("cannot notify by %s: %s", channel, notification->failure);
	json_add_text(data, "channel", channel);
	json_add_text(data, "what", json_text(notification->event, "title"));
	json_add_number(data, "tries", notification->tries);
	json_add_text(data, "why", notification->failure);
	journal(turn, JOURNAL_NOTIFY_FAILED, NULL, 0, data);
}

static void delivery_failed(const struct delivery *delivery,
	struct notification *notification, const struct err *why)
{
	struct turn *turn = delivery->notify->turn;
	const struct notify_config *config = &turn->config->notify;
	struct err err = ERR_INIT;

	notification->tries++;
	notification->failed_ms = turn->now_ms;
	mem_replace(&notification->failure, why->message);
	if (why->code == EXIT_NO || notification->tries >= config->attempts) {
		notification->state = NOTIFICATION_FAILED;
		journal_failure(turn, notification);
	} else {
		notification->due_ms =
			notification->failed_ms + notify_retry_wait(config,
							  notification->tries,
							  turn_random(turn));
	}
	if (store_save_notification(turn->store, notification, &err) < 0)
		log_err(&err);
}

static void delivery_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct delivery *delivery = arg;
	struct notify *notify = delivery->notify;
	struct turn *turn = notify->turn;
	struct err err = ERR_INIT;

	(void)answer;
	for (size_t i = 0; i < delivery->list.count; i++) {
		struct notification *one = &delivery->list.items[i];

		if (rc < 0)
			delivery_failed(delivery, one, why);
		else if (store_remove_notification(
				 turn->store, one->number, &err) < 0)
			log_err(&err);
	}
	notify->channels[delivery->channel].busy = false;
	notify->due_ms = turn->now_ms;
}

static void delivery_free(void *arg)
{
	struct delivery *delivery = arg;

	notification_list_clear(&delivery->list);
	cJSON_Delete(delivery->event);
	free(delivery);
}

/* A person is asked for, but is no longer needed: a breaker has opened and
 * speaks for this task too, or somebody has answered. */
static bool is_over(struct turn *turn, const struct notification *notification)
{
	const char *event = json_text(notification->event, "event");
	bool escalated =
		event && notify_event_from_name(event) == (int)NOTIFY_ESCALATED;
	int64_t id = json_number(notification->event, "task", 0);
	struct task task = TASK_INIT;
	bool over = escalated &&
		    store_get_task(turn->store, id, &task, NULL) == 0 &&
		    task.state != STATE_ESCALATED;

	task_clear(&task);
	return over;
}

static void drop_what_is_over(struct turn *turn, struct notification_list *list)
{
	struct err err = ERR_INIT;
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct notification *one = &list->items[i];

		if (!is_over(turn, one)) {
			list->items[kept++] = *one;
			continue;
		}
		if (store_remove_notification(turn->store, one->number, &err) <
			0)
			log_err(&err);
		notification_clear(one);
	}
	list->count = kept;
}

/* Keeps the first `count`. */
static void cut_list(struct notification_list *list, size_t count)
{
	while (list->count > count)
		notification_clear(&list->items[--list->count]);
}

/* Takes the list over; when it starts no worker it is tried a bit later. */
static int start_delivery(struct notify *notify, enum notify_channel channel,
	struct notification_list *list)
{
	struct delivery *delivery = mem_alloc(sizeof(*delivery));
	struct work work = { delivery_run, delivery_done, delivery,
		delivery_free, 0 };
	struct err err = ERR_INIT;

	*delivery = (struct delivery){ notify, channel, *list, NULL };
	*list = (struct notification_list){ 0 };
	delivery->event =
		delivery->list.count > 1
			? notify_write_digest(
				  &delivery->list, notify->turn->now_ms)
			: cJSON_Duplicate(delivery->list.items[0].event, true);
	if (worker_start(notify->workers, &work, &err) < 0) {
		log_err(&err);
		return -1;
	}
	notify->channels[channel].busy = true;
	return 0;
}

/* Delivers what is due by one channel, and tells when to look again. */
static int64_t deliver_by(
	struct notify *notify, enum notify_channel channel, int64_t now_ms)
{
	struct turn *turn = notify->turn;
	struct notify_pace *pace = &notify->channels[channel].pace;
	struct notification_list list = { 0 };
	int64_t next_ms = 0;
	struct err err = ERR_INIT;
	size_t count;

	if (store_next_notification(turn->store, channel, &next_ms, &err) < 0 ||
		store_list_notifications(turn->store, channel, now_ms,
			DIGEST_MAX, &list, &err) < 0) {
		log_err(&err);
		return now_ms + START_AGAIN_MS;
	}
	if (!list.count)
		return next_ms;
	drop_what_is_over(turn, &list);
	if (!list.count) {
		notification_list_clear(&list);
		return now_ms + START_AGAIN_MS;
	}
	count = notify_pace_take(pace, turn->config->notify.max_per_minute,
		list.count, now_ms, &next_ms);
	cut_list(&list, count);
	if (count && start_delivery(notify, channel, &list) < 0)
		next_ms = now_ms + START_AGAIN_MS;
	else if (count)
		next_ms = 0; /* its end looks again */
	notification_list_clear(&list);
	return next_ms;
}

void notify_deliver(struct notify *notify)
{
	int64_t now_ms = notify->turn->now_ms, next_ms, first_ms = 0;

	if (!notify->due_ms || notify->due_ms > now_ms)
		return;
	for (int channel = 0; channel < NOTIFY_CHANNELS; channel++) {
		if (notify->channels[channel].busy)
			continue;
		next_ms = deliver_by(
			notify, (enum notify_channel)channel, now_ms);
		if (next_ms && (!first_ms || next_ms < first_ms))
			first_ms = next_ms;
	}
	notify->due_ms = first_ms;
}

int64_t notify_due_ms(const struct notify *notify)
{
	return notify->due_ms;
}
