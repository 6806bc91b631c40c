/*
 * messages - words that an agent is told as its next run begins: see messages.h
 */
#include "supervisor/tasks/messages.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

static bool reads_terminal(const struct daemon *daemon, const struct task *task)
{
	const struct profile *profile =
		config_profile(&daemon->config, task->profile);

	return task->interactive ||
	       (profile && profile->stdin_headless == STDIN_TERMINAL);
}

/* Somebody wants another run: this one is being ended for it. */
static bool ends_to_go_on(const struct task *task)
{
	return task->wanted == WANTED_RESTART ||
	       task->wanted == WANTED_REASSIGN || task->wanted == WANTED_RESUME;
}

/* A first run is told nothing but its prompt. */
static bool is_told(const struct task *task)
{
	return task->keep_alive || task->mode != RUN_START;
}

bool turn_takes_words(const struct daemon *daemon, const struct task *task)
{
	if (!task->runs)
		return false;
	switch (task->state) {
	case STATE_QUEUED:
	case STATE_BACKOFF:
	case STATE_PARKED:
		return is_told(task) && !act_is_unpublished(task);
	case STATE_STARTING:
		return task->keep_alive ||
		       (is_told(task) && !reads_terminal(daemon, task));
	case STATE_VERIFYING:
		return task->keep_alive || task->started_ms;
	case STATE_RUNNING:
	case STATE_WAITING:
		return ends_to_go_on(task) || !reads_terminal(daemon, task);
	default:
		return false;
	}
}

const char *turn_when(const struct task *task)
{
	if (task->state == STATE_RUNNING && !ends_to_go_on(task))
		return "it reads nothing while it runs: its next turn begins "
		       "with it";
	return task->keep_alive ? "its next turn begins with it"
				: "its next run begins with it";
}

int turn_keep(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err)
{
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = clock_wall_ms(),
		.what = REVIEW_SAID };
	cJSON *data;
	int rc;

	review.by = mem_copy(by ? by : "somebody");
	review.text = mem_copy(text);
	rc = store_add_review(daemon->store, &review, err);
	if (rc == 0) {
		data = cJSON_CreateObject();
		json_add_text(data, "what", review_what_name(review.what));
		json_add_text(data, "by", review.by);
		json_add_text(data, "text", review.text);
		journal(daemon, JOURNAL_REVIEW, task, review.run, data);
	}
	review_clear(&review);
	return rc;
}

int turn_say(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err)
{
	int rc;

	if (strlen(text) > REVIEW_MAX_BYTES)
		return err_set(err, EXIT_WRONG_USE,
			"cannot send to '%s': more than %zu bytes", task->name,
			REVIEW_MAX_BYTES);
	rc = turn_keep(daemon, task, by, text, err);
	if (rc == 0 && task->state == STATE_BACKOFF &&
		act_is_between_turns(task))
		rc = step(daemon, task->id, STEP_DUE, NULL, err);
	return rc;
}
