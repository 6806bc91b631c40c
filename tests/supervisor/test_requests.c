/*
 * test_requests - one who asks is answered exactly once, whatever asks: see
 * supervisor/api/requests.h and supervisor/core/reply.h
 *
 * The one who asks is no socket but a struct of this test.
 */
#include "base/json.h"
#include "supervisor/api/requests.h"
#include "supervisor/tasks/state_table.h"
#include "tests/store/place.h"

struct asker {
	struct reply reply;
	int answers, holds;
	cJSON *line; /* the last answer */
};

static void asker_answer(struct reply *reply, cJSON *line)
{
	struct asker *asker = (struct asker *)reply;

	asker->answers++;
	cJSON_Delete(asker->line);
	asker->line = line;
}

static bool asker_is_gone(const struct reply *reply)
{
	(void)reply;
	return false;
}

static void asker_hold(struct reply *reply)
{
	((struct asker *)reply)->holds++;
}

static void asker_release(struct reply *reply)
{
	((struct asker *)reply)->holds--;
}

static const struct reply_ops asker_ops = {
	.answer = asker_answer,
	.is_gone = asker_is_gone,
	.hold = asker_hold,
	.release = asker_release,
};

static struct config config;
static struct host host = { .state = "/nowhere" };

/* A turn over a store with one task, which is queued. */
static struct turn turn_over(struct place *place)
{
	struct task task = TASK_INIT;
	struct turn turn = { .store = place->store,
		.config = &config,
		.host = &host,
		.now_ms = 1000 };

	if (store_find_task(place->store, "one", &task, NULL) < 0) {
		add_task(place->store, "one");
		assert_int_equal(
			store_find_task(place->store, "one", &task, NULL), 0);
		task.state = STATE_QUEUED;
		assert_int_equal(store_save_task(place->store, &task, NULL), 0);
	}
	task_clear(&task);
	return turn;
}

static void ask(struct turn *turn, struct asker *asker, const char *text)
{
	cJSON *request = cJSON_Parse(text);

	assert_non_null(request);
	request_take(turn, &asker->reply, request);
	cJSON_Delete(request);
}

static void handle_all(struct turn *turn)
{
	struct event event;

	while (queue_take(&turn->queue, &event)) {
		if (event.kind < TASK_EVENTS)
			state_table_handle(turn, &event);
		event_clear(&event);
	}
}

static bool emits(const struct turn *turn, enum effect_kind kind)
{
	for (size_t i = 0; i < turn->effects.count; i++)
		if (turn->effects.items[i].kind == kind)
			return true;
	return false;
}

static void assert_refused(const struct asker *asker, const char *message)
{
	assert_int_equal(asker->answers, 1);
	assert_false(json_bool(asker->line, "ok"));
	assert_non_null(strstr(json_text(asker->line, "message"), message));
	assert_int_equal(asker->holds, 0);
}

static void end(struct turn *turn, struct asker *asker)
{
	turn_clear(turn);
	assert_int_equal(asker->holds, 0);
	cJSON_Delete(asker->line);
}

static void test_wrong_words(void **state)
{
	static const char *const requests[][2] = {
		{ "{}", "no such word" },
		{ "{\"request\":\"nosuch\"}", "no such word: 'nosuch'" },
		{ "{\"request\":\"stop\"}", "expected a task" },
		{ "{\"request\":\"stop\",\"id\":\"two\"}", "two" },
		{ "{\"request\":\"send\",\"id\":\"one\"}", "no text" },
		{ "{\"request\":\"review\",\"id\":\"one\"}", "what" },
		{ "{\"request\":\"reassign\",\"id\":\"one\"}", "profile" },
	};

	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		struct turn turn = turn_over(*state);
		struct asker asker = { .reply = { &asker_ops } };

		ask(&turn, &asker, requests[i][0]);
		assert_refused(&asker, requests[i][1]);
		assert_true(queue_is_empty(&turn.queue));
		end(&turn, &asker);
	}
}

/* What only reads is an effect: the answer is from what is durable. */
static void test_reading(void **state)
{
	struct turn turn = turn_over(*state);
	struct asker asker = { .reply = { &asker_ops } };

	ask(&turn, &asker, "{\"request\":\"list\"}");
	assert_int_equal(asker.answers, 0);
	assert_true(emits(&turn, EFFECT_READ));
	end(&turn, &asker);
}

/* The answer to a change is an effect, and so after the commit. */
static void test_asking(void **state)
{
	struct turn turn = turn_over(*state);
	struct asker asker = { .reply = { &asker_ops } };

	ask(&turn, &asker,
		"{\"request\":\"stop\",\"id\":\"one\",\"by\":\"me\"}");
	handle_all(&turn);
	assert_int_equal(asker.answers, 0);
	assert_true(emits(&turn, EFFECT_ANSWER_AT_REST));
	end(&turn, &asker);
}

static void test_refused_by_state(void **state)
{
	struct turn turn = turn_over(*state);
	struct asker asker = { .reply = { &asker_ops } };

	ask(&turn, &asker, "{\"request\":\"resume\",\"id\":\"one\"}");
	handle_all(&turn);
	assert_int_equal(asker.answers, 0);
	assert_true(emits(&turn, EFFECT_REFUSE));
	assert_false(emits(&turn, EFFECT_ANSWER_TASK));
	end(&turn, &asker);
}

static void nothing(void *arg, struct effect *effect)
{
	(void)arg;
	(void)effect;
}

/* A failed commit drops events and effects together, and says so once. */
static void test_failed_commit(void **state)
{
	struct place *place = *state;
	struct turn turn = turn_over(place);
	struct asker handled = { .reply = { &asker_ops } };
	struct asker waiting = { .reply = { &asker_ops } };
	struct effect_row table[EFFECTS] = { { 0 } };
	struct task task = TASK_INIT;
	struct err why = ERR_INIT;

	for (int i = 0; i < EFFECTS; i++)
		table[i].carry_out = nothing;
	assert_int_equal(store_flush(place->store, NULL), 0);
	ask(&turn, &handled, "{\"request\":\"stop\",\"id\":\"one\"}");
	handle_all(&turn);
	ask(&turn, &waiting, "{\"request\":\"hold\",\"id\":\"one\"}");
	err_set(&why, EXIT_TRY_LATER, "the disk is full");
	store_undo(place->store);
	effects_drop(&turn.effects, table, NULL, &why);
	queue_drop(&turn.queue, &why);
	assert_refused(&handled, "the disk is full");
	assert_refused(&waiting, "the disk is full");
	assert_true(queue_is_empty(&turn.queue));
	assert_int_equal(turn.effects.count, 0);
	assert_int_equal(store_find_task(place->store, "one", &task, NULL), 0);
	assert_int_equal(task.state, STATE_QUEUED);
	task_clear(&task);
	cJSON_Delete(waiting.line);
	end(&turn, &handled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_wrong_words),
		TEST(test_reading),
		TEST(test_asking),
		TEST(test_refused_by_state),
		TEST(test_failed_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
