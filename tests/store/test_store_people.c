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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_reviews),
		TEST(test_notifications),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
