/*
 * review - what was said about one task: see review.h
 */
#include "model/review.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/table.h"

static const char *const names[REVIEW_WHATS] = {
	[REVIEW_ESCALATED] = "escalated",
	[REVIEW_WAITING] = "waiting",
	[REVIEW_ASSIGN] = "assign",
	[REVIEW_APPROVE] = "approve",
	[REVIEW_REJECT] = "reject",
	[REVIEW_ANSWER] = "answer",
	[REVIEW_SAID] = "said",
};

const char *review_what_name(enum review_what what)
{
	return names[what];
}

int review_what_from_name(const char *name)
{
	return table_find(names, REVIEW_WHATS, name);
}

cJSON *review_write(const struct review *review)
{
	cJSON *json = cJSON_CreateObject();

	json_add_time(json, "time", review->time_ms);
	json_add_number(json, "run", review->run);
	json_add_text(json, "what", review_what_name(review->what));
	json_add_text(json, "by", review->by);
	json_add_text(json, "text", review->text);
	return json;
}

void review_clear(struct review *review)
{
	free(review->by);
	free(review->text);
	*review = REVIEW_INIT;
}

static const struct review *newest(
	const struct review_list *list, enum review_what what)
{
	for (size_t i = list->count; i-- > 0;)
		if (list->items[i].what == what)
			return &list->items[i];
	return NULL;
}

bool review_has_said(const struct review_list *list, int64_t run)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].what == REVIEW_SAID &&
			list->items[i].run == run)
			return true;
	return false;
}

const char *review_assigned(const struct review_list *list)
{
	const struct review *review = newest(list, REVIEW_ASSIGN);

	return review && review->text && *review->text ? review->text : NULL;
}

int64_t review_since(const struct review_list *list, enum review_what what)
{
	const struct review *review = newest(list, what);

	return review ? review->time_ms : 0;
}

void review_list_clear(struct review_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		review_clear(&list->items[i]);
	free(list->items);
	*list = (struct review_list){ 0 };
}
