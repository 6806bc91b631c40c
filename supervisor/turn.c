/*
 * turn - words for the next turn of an agent that is kept alive: see turn.h
 */
#include "supervisor/turn.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/act.h"
#include "supervisor/journal.h"
#include "supervisor/steps.h"

static bool reads_terminal(const struct daemon *daemon, const struct task *task)
{
	const struct profile *profile =
		config_profile(&daemon->config, task->profile);

	return task->interactive ||
	       (profile && profile->stdin_headless == STDIN_TERMINAL);
}

bool turn_takes_words(const struct daemon *daemon, const struct task *task)
{
	if (!task->keep_alive || !task->runs)
		return false;
	switch (task->state) {
	case STATE_QUEUED:
	case STATE_STARTING:
	case STATE_BACKOFF:
	case STATE_PARKED:
	case STATE_VERIFYING:
		return true;
	case STATE_RUNNING:
		return !reads_terminal(daemon, task);
	default:
		return false;
	}
}

int turn_say(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err)
{
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = clock_wall_ms(),
		.what = REVIEW_SAID };
	cJSON *data;
	int rc;

	if (strlen(text) > REVIEW_MAX_BYTES)
		return err_set(err, EXIT_WRONG_USE,
			"cannot send to '%s': more than %zu bytes", task->name,
			REVIEW_MAX_BYTES);
	review.by = mem_copy(by ? by : "somebody");
	review.text = mem_copy(text);
	rc = store_add_review(daemon->store, &review, err);
	if (rc == 0) {
		data = cJSON_CreateObject();
		json_add_text(data, "what", review_what_name(review.what));
		json_add_text(data, "by", review.by);
		json_add_text(data, "text", review.text);
		journal(daemon, "review", task, review.run, data);
	}
	review_clear(&review);
	if (rc == 0 && task->state == STATE_BACKOFF &&
		act_is_between_turns(task))
		rc = step(daemon, task->id, STEP_DUE, NULL, err);
	return rc;
}
