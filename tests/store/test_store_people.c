/*
 * test_store_people - what people said of tasks, and are to be told
 */
#include "base/json.h"
#include "tests/store/place.h"

static void test_reviews(void **state)
{
	struct place *place = *state;
	struct review review = { .task = 1, .run = 2, .time_ms = 5 };
	struct review_list list = { 0 };
	struct err err = ERR_INIT;

	assert_int_equal(store_add_review(place->store, &review, &err), -1);
	add_task(place->store, "one");
	add_task(place->store, "two");
	assert_int_equal(store_add_review(place->store, &review, &err), 0);
	review.what = REVIEW_ASSIGN;
	review.time_ms = 6;
	review.by = mem_copy("lars");
	review.text = mem_copy("it's\nmia");
	assert_int_equal(store_add_review(place->store, &review, &err), 0);
	review.task = 2;
	assert_int_equal(store_add_review(place->store, &review, &err), 0);
	assert_int_equal(store_flush(place->store, &err), 0);
	open_again(place);
	assert_int_equal(store_list_reviews(place->store, 1, &list, &err), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].what, REVIEW_ESCALATED);
	assert_int_equal(list.items[0].run, 2);
	assert_string_equal(list.items[0].by, "somebody");
	assert_null(list.items[0].text);
	assert_string_equal(list.items[1].text, "it's\nmia");
	assert_string_equal(review_assigned(&list), "it's\nmia");
	assert_int_equal(review_since(&list, REVIEW_ESCALATED), 5);
	assert_int_equal(review_since(&list, REVIEW_WAITING), 0);
	review_list_clear(&list);
	review_clear(&review);
}

static int64_t add_notification(
	struct store *store, enum notify_channel channel, int64_t due_ms)
{
	struct notification notification = { .channel = channel,
		.due_ms = due_ms,
		.event = cJSON_CreateObject() };
	int64_t number;

	json_add_text(notification.event, "event", "escalated");
	assert_int_equal(store_add_notification(store, &notification, NULL), 0);
	number = notification.number;
	notification_clear(&notification);
	return number;
}

static void assert_due(struct store *store, enum notify_channel channel,
	int64_t now_ms, int limit, size_t count)
{
	struct notification_list list = { 0 };

	assert_int_equal(store_list_notifications(
				 store, channel, now_ms, limit, &list, NULL),
		0);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(
			json_text(list.items[i].event, "event"), "escalated");
	notification_list_clear(&list);
}

static void test_notifications(void **state)
{
	struct store *store = ((struct place *)*state)->store;
	struct notification later = NOTIFICATION_INIT;
	int64_t due = -1;

	assert_int_equal(
		store_next_notification(store, NOTIFY_MAIL, &due, NULL), 0);
	assert_int_equal(due, 0);
	later.number = add_notification(store, NOTIFY_MAIL, 10);
	add_notification(store, NOTIFY_MAIL, 20);
	add_notification(store, NOTIFY_WEBHOOK, 5);
	assert_due(store, NOTIFY_MAIL, 9, 10, 0);
	assert_due(store, NOTIFY_MAIL, 20, 10, 2);
	assert_due(store, NOTIFY_MAIL, 20, 1, 1);
	assert_due(store, NOTIFY_DESKTOP, 20, 10, 0);
	later.tries = 1;
	later.due_ms = 30;
	assert_int_equal(store_save_notification(store, &later, NULL), 0);
	assert_due(store, NOTIFY_MAIL, 20, 10, 1);
	store_next_notification(store, NOTIFY_MAIL, &due, NULL);
	assert_int_equal(due, 20);
	assert_int_equal(
		store_remove_notification(store, later.number, NULL), 0);
	assert_due(store, NOTIFY_MAIL, 100, 10, 1);
}

static void fail_notification(struct store *store, int64_t failed_ms)
{
	struct notification notification = { .channel = NOTIFY_MAIL,
		.tries = 3,
		.state = NOTIFICATION_FAILED,
		.failed_ms = failed_ms,
		.failure = (char *)"it's full" };

	notification.number = add_notification(store, NOTIFY_MAIL, 5);
	assert_int_equal(
		store_save_notification(store, &notification, NULL), 0);
}

static void test_failed_notifications(void **state)
{
	struct store *store = ((struct place *)*state)->store;
	struct notification newest = NOTIFICATION_INIT;
	int64_t count = -1, due = -1;

	assert_int_equal(store_count_failed_notifications(
				 store, 0, &count, &newest, NULL),
		0);
	assert_int_equal(count, 0);
	fail_notification(store, 10);
	fail_notification(store, 30);
	fail_notification(store, 20);
	assert_due(store, NOTIFY_MAIL, 100, 10, 0);
	store_next_notification(store, NOTIFY_MAIL, &due, NULL);
	assert_int_equal(due, 0);
	assert_int_equal(store_count_failed_notifications(
				 store, 20, &count, &newest, NULL),
		0);
	assert_int_equal(count, 2);
	assert_int_equal(newest.failed_ms, 30);
	assert_int_equal(newest.state, NOTIFICATION_FAILED);
	assert_int_equal(newest.tries, 3);
	assert_string_equal(newest.failure, "it's full");
	notification_clear(&newest);
	/* One that waits is never forgotten. */
	add_notification(store, NOTIFY_MAIL, 1);
	assert_int_equal(store_prune_notifications(store, 30, NULL), 0);
	assert_due(store, NOTIFY_MAIL, 100, 10, 1);
	assert_int_equal(store_count_failed_notifications(
				 store, 0, &count, &newest, NULL),
		0);
	assert_int_equal(count, 1);
	notification_clear(&newest);
}

static void save_text(
	struct store *store, int64_t run, int64_t number, enum text_state state)
{
	struct text text = { 1, run, number, 5, state, NULL,
		(char *)"it's\ntwo lines" };

	if (number == 2)
		text.by = (char *)"mia";
	assert_int_equal(store_save_text(store, &text, NULL), 0);
}

static void assert_queued(struct store *store, int64_t run, size_t count)
{
	struct text_list list = { 0 };

	assert_int_equal(
		store_list_queued_texts(store, 1, run, &list, NULL), 0);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list.items[i].state, TEXT_QUEUED);
	text_list_clear(&list);
}

static void test_texts(void **state)
{
	struct place *place = *state;
	struct text_list list = { 0 };
	struct text text = { .task = 7, .words = (char *)"x" };

	assert_int_equal(store_save_text(place->store, &text, NULL), -1);
	add_task(place->store, "one");
	save_text(place->store, 2, 3, TEXT_QUEUED);
	save_text(place->store, 2, 2, TEXT_QUEUED);
	save_text(place->store, 1, 1, TEXT_QUEUED);
	assert_int_equal(store_flush(place->store, NULL), 0);
	open_again(place);
	assert_int_equal(
		store_list_queued_texts(place->store, 1, 2, &list, NULL), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].number, 2);
	assert_string_equal(list.items[0].by, "mia");
	assert_int_equal(list.items[0].time_ms, 5);
	assert_int_equal(list.items[1].number, 3);
	assert_null(list.items[1].by);
	assert_string_equal(list.items[1].words, "it's\ntwo lines");
	text_list_clear(&list);
	save_text(place->store, 2, 2, TEXT_TYPED);
	assert_queued(place->store, 2, 1);
	assert_queued(place->store, 1, 1);
	/* However old: only a text that has come to its end is forgotten. */
	assert_int_equal(store_prune_texts(place->store, 100, NULL), 0);
	assert_queued(place->store, 2, 1);
	assert_queued(place->store, 1, 1);
	save_text(place->store, 1, 1, TEXT_LOST);
	assert_queued(place->store, 1, 0);
}

static void assert_dialog(
	struct store *store, int64_t run, int64_t time_ms, const char *what)
{
	struct dialog dialog = DIALOG_INIT;

	assert_int_equal(store_get_dialog(store, 1, &dialog, NULL), 0);
	assert_int_equal(dialog.run, run);
	assert_int_equal(dialog.time_ms, time_ms);
	if (what)
		assert_string_equal(dialog.what, what);
	else
		assert_null(dialog.what);
	dialog_clear(&dialog);
}

static void test_dialogs(void **state)
{
	struct place *place = *state;
	struct dialog dialog = { 1, 2, 5, (char *)"colour" };

	assert_int_equal(store_save_dialog(place->store, &dialog, NULL), -1);
	add_task(place->store, "one");
	assert_dialog(place->store, 0, 0, NULL);
	assert_int_equal(store_save_dialog(place->store, &dialog, NULL), 0);
	assert_int_equal(store_flush(place->store, NULL), 0);
	open_again(place);
	assert_dialog(place->store, 2, 5, "colour");
	dialog = (struct dialog){ 1, 3, 6, NULL };
	assert_int_equal(store_save_dialog(place->store, &dialog, NULL), 0);
	assert_dialog(place->store, 3, 6, NULL);
	assert_int_equal(store_remove_dialog(place->store, 1, NULL), 0);
	assert_dialog(place->store, 0, 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_reviews),
		TEST(test_notifications),
		TEST(test_failed_notifications),
		TEST(test_texts),
		TEST(test_dialogs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
