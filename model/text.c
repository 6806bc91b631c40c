/*
 * text - memory of texts, and the names of their states: see text.h
 */
#include "model/text.h"

#include <stdlib.h>

#include "base/table.h"

static const char *const names[TEXT_STATES] = {
	[TEXT_QUEUED] = "queued",
	[TEXT_TYPED] = "typed",
	[TEXT_KEPT] = "kept",
	[TEXT_LOST] = "lost",
};

const char *text_state_name(enum text_state state)
{
	return names[state];
}

int text_state_from_name(const char *name)
{
	return table_find(names, TEXT_STATES, name);
}

void text_clear(struct text *text)
{
	free(text->by);
	free(text->words);
	*text = TEXT_INIT;
}

void text_list_clear(struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		text_clear(&list->items[i]);
	free(list->items);
	*list = (struct text_list){ 0 };
}
