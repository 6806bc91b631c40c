/*
 * review_view - what waits for a person: see review_view.h
 */
#include "supervisor/api/review_view.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "supervisor/admission/admission.h"

bool review_is_wanted(struct daemon *daemon, const struct task *task)
{
	return task->state == STATE_ESCALATED || task->state == STATE_WAITING ||
	       admission_speaks(daemon, task);
}

static enum review_what what_of(enum state state)
{
	return state == STATE_WAITING ? REVIEW_WAITING : REVIEW_ESCALATED;
}

void review_changed(struct daemon *daemon, const struct task *task)
{
	static char by[] = "reeve";
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = clock_wall_ms(),
		.what = what_of(task->state),
		.by = by,
		.text = task->reason.text };
	struct err err = ERR_INIT;

	if (review_is_wanted(daemon, task) &&
		store_add_review(daemon->store, &review, &err) < 0)
		log_err(&err);
}

void review_add(struct daemon *daemon, const struct task *task, cJSON *show)
{
	bool wanted = review_is_wanted(daemon, task);
	struct review_list list = { 0 };
	struct err err = ERR_INIT;
	const char *assigned;
	cJSON *array;

	if (store_list_reviews(daemon->store, task->id, &list, &err) < 0)
		log_err(&err);
	assigned = review_assigned(&list);
	if (!assigned && wanted)
		assigned = daemon->config.review_assignee;
	json_add_text(show, "assigned", assigned);
	json_add_time(show, "since",
		wanted ? review_since(&list, what_of(task->state)) : 0);
	array = cJSON_AddArrayToObject(show, "reviews");
	for (size_t i = 0; i < list.count; i++)
		cJSON_AddItemToArray(array, review_write(&list.items[i]));
	review_list_clear(&list);
}
