/*
 * said - what a person said of a task: see said.h
 */
#include "supervisor/tasks/said.h"

#include "base/json.h"
#include "base/mem.h"
#include "supervisor/core/journal.h"

int said_add(struct turn *turn, const struct task *task, enum review_what what,
	const char *by, const char *text, struct err *err)
{
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = turn->now_ms,
		.what = what,
		.by = mem_copy(by),
		.text = mem_copy(text) };
	int rc = store_add_review(turn->store, &review, err);
	cJSON *data;

	if (rc == 0) {
		data = cJSON_CreateObject();
		json_add_text(data, "what", review_what_name(what));
		json_add_text(data, "by", by);
		json_add_text(data, "text", text);
		journal(turn, JOURNAL_REVIEW, task, review.run, data);
	}
	review_clear(&review);
	return rc;
}
