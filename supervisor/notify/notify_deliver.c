/*
 * notify_deliver - what people are to be told is told: see notify.h
 *
 * The rows are in the store. For each channel one worker at most delivers what
 * is due, several as one digest; what fails is due again, later each time.
 */
#include "supervisor/notify/notify.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "supervisor/core/journal.h"
#include "policy/notify_pace.h"
#include "supervisor/notify/notify_send.h"
#include "supervisor/notify/notify_text.h"

#define DIGEST_MAX     200
#define START_AGAIN_MS 5000

struct notify {
	struct {
		struct notify_pace pace;
		bool busy; /* a worker delivers */
	} channels[NOTIFY_CHANNELS];
	int64_t due_ms; /* look then; 0: nothing waits */
};

/* What one worker delivers: several are a digest. */
struct delivery {
	struct daemon *daemon;
	enum notify_channel channel;
	struct notification_list list;
	cJSON *event;
};

struct notify *notify_open(void)
{
	struct notify *notify = mem_alloc(sizeof(*notify));

	/* What was left behind by the reeved before. */
	notify->due_ms = clock_wall_ms();
	return notify;
}

void notify_close(struct notify *notify)
{
	free(notify);
}

void notify_expect(struct daemon *daemon, int64_t due_ms)
{
	struct notify *notify = daemon->notify;

	if (!notify->due_ms || due_ms < notify->due_ms)
		notify->due_ms = due_ms;
}

static int delivery_run(void *arg, cJSON *answer, struct err *err)
{
	struct delivery *delivery = arg;

	(void)answer;
	return notify_send(&delivery->daemon->config.notify, delivery->channel,
		delivery->event, err);
}

/* People do not get it: the journal and the log have a line of their own. */
static void journal_failure(
	struct daemon *daemon, const struct notification *notification)
{
	const char *channel = notify_channel_name(notification->channel);
	cJSON *data = cJSON_CreateObject();

	log_warn("cannot notify by %s: %s", channel, notification->failure);
	json_add_text(data, "channel", channel);
	json_add_text(data, "what", json_text(notification->event, "title"));
	json_add_number(data, "tries", notification->tries);
	json_add_text(data, "why", notification->failure);
	journal(daemon, JOURNAL_NOTIFY_FAILED, NULL, 0, data);
}

static void delivery_failed(const struct delivery *delivery,
	struct notification *notification, const struct err *why)
{
	struct daemon *daemon = delivery->daemon;
	const struct notify_config *config = &daemon->config.notify;
	struct err err = ERR_INIT;

	notification->tries++;
	notification->failed_ms = clock_wall_ms();
	mem_replace(&notification->failure, why->message);
	if (why->code == EXIT_NO || notification->tries >= config->attempts) {
		notification->state = NOTIFICATION_FAILED;
		journal_failure(daemon, notification);
	} else {
		notification->due_ms =
			notification->failed_ms + notify_retry_wait(config,
							  notification->tries,
							  random_number());
	}
	if (store_save_notification(daemon->store, notification, &err) < 0)
		log_err(&err);
}

static void delivery_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct delivery *delivery = arg;
	struct daemon *daemon = delivery->daemon;
	struct err err = ERR_INIT;

	(void)answer;
	for (size_t i = 0; i < delivery->list.count; i++) {
		struct notification *one = &delivery->list.items[i];

		if (rc < 0)
			delivery_failed(delivery, one, why);
		else if (store_remove_notification(
				 daemon->store, one->number, &err) < 0)
			log_err(&err);
	}
	daemon->notify->channels[delivery->channel].busy = false;
	daemon->notify->due_ms = clock_wall_ms();
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
static bool is_over(
	struct daemon *daemon, const struct notification *notification)
{
	const char *event = json_text(notification->event, "event");
	int64_t id = json_number(notification->event, "task", 0);
	struct task task = TASK_INIT;
	bool over = notify_event_from_name(event) == NOTIFY_ESCALATED &&
		    store_get_task(daemon->store, id, &task, NULL) == 0 &&
		    task.state != STATE_ESCALATED;

	task_clear(&task);
	return over;
}

static void drop_what_is_over(
	struct daemon *daemon, struct notification_list *list)
{
	struct err err = ERR_INIT;
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct notification *one = &list->items[i];

		if (!is_over(daemon, one)) {
			list->items[kept++] = *one;
			continue;
		}
		if (store_remove_notification(
			    daemon->store, one->number, &err) < 0)
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
static int start(struct daemon *daemon, enum notify_channel channel,
	struct notification_list *list)
{
	struct delivery *delivery = mem_alloc(sizeof(*delivery));
	struct work work = { delivery_run, delivery_done, delivery,
		delivery_free, 0 };
	struct err err = ERR_INIT;

	*delivery = (struct delivery){ daemon, channel, *list, NULL };
	*list = (struct notification_list){ 0 };
	delivery->event =
		delivery->list.count > 1
			? notify_write_digest(&delivery->list, clock_wall_ms())
			: cJSON_Duplicate(delivery->list.items[0].event, true);
	if (worker_start(daemon->workers, &work, &err) < 0) {
		log_err(&err);
		return -1;
	}
	daemon->notify->channels[channel].busy = true;
	return 0;
}

/* Delivers what is due by one channel, and tells when to look again. */
static int64_t deliver_by(
	struct daemon *daemon, enum notify_channel channel, int64_t now_ms)
{
	struct notify_pace *pace = &daemon->notify->channels[channel].pace;
	struct notification_list list = { 0 };
	int64_t next_ms = 0;
	struct err err = ERR_INIT;
	size_t count;

	if (store_next_notification(daemon->store, channel, &next_ms, &err) <
			0 ||
		store_list_notifications(daemon->store, channel, now_ms,
			DIGEST_MAX, &list, &err) < 0) {
		log_err(&err);
		return now_ms + START_AGAIN_MS;
	}
	if (!list.count)
		return next_ms;
	drop_what_is_over(daemon, &list);
	if (!list.count) {
		notification_list_clear(&list);
		return now_ms + START_AGAIN_MS;
	}
	count = notify_pace_take(pace, daemon->config.notify.max_per_minute,
		list.count, now_ms, &next_ms);
	cut_list(&list, count);
	if (count && start(daemon, channel, &list) < 0)
		next_ms = now_ms + START_AGAIN_MS;
	else if (count)
		next_ms = 0; /* its end looks again */
	notification_list_clear(&list);
	return next_ms;
}

void notify_deliver(struct daemon *daemon)
{
	struct notify *notify = daemon->notify;
	int64_t now_ms = clock_wall_ms(), next_ms, first_ms = 0;

	if (!notify->due_ms || notify->due_ms > now_ms)
		return;
	for (int channel = 0; channel < NOTIFY_CHANNELS; channel++) {
		if (notify->channels[channel].busy)
			continue;
		next_ms = deliver_by(
			daemon, (enum notify_channel)channel, now_ms);
		if (next_ms && (!first_ms || next_ms < first_ms))
			first_ms = next_ms;
	}
	notify->due_ms = first_ms;
}

int64_t notify_due(const struct daemon *daemon)
{
	return daemon->notify->due_ms;
}
