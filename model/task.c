/*
 * task - names, numbers and memory of tasks: see task.h
 */
#include "model/task.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Not isalpha(): what is a letter must not depend on the locale. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool task_name_is_valid(const char *name)
{
	size_t len = strnlen(name, TASK_NAME_MAX + 1);

	if (!is_letter(name[0]) || len > TASK_NAME_MAX)
		return false;
	for (size_t i = 1; i < len; i++)
		if (!is_letter(name[i]) && !is_digit(name[i]) &&
			name[i] != '_' && name[i] != '-')
			return false;
	return true;
}

const char *run_id(char text[RUN_ID_SIZE], int64_t task, int64_t number)
{
	snprintf(text, RUN_ID_SIZE, "%" PRId64 ".%" PRId64, task, number);
	return text;
}

/* One positive number as run_id writes it; moves *text behind it. */
static bool take_number(const char **text, int64_t *number)
{
	const char *at = *text;
	int64_t value = 0;

	if (!is_digit(*at) || *at == '0')
		return false;
	for (; is_digit(*at); at++) {
		if (value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (*at - '0');
	}
	*text = at;
	*number = value;
	return true;
}

bool task_number_parse(const char *text, int64_t *number)
{
	int64_t value;

	if (!take_number(&text, &value) || *text)
		return false;
	*number = value;
	return true;
}

bool run_id_parse(const char *text, int64_t *task, int64_t *number)
{
	int64_t first, second;

	if (!take_number(&text, &first) || *text++ != '.' ||
		!take_number(&text, &second) || *text)
		return false;
	*task = first;
	*number = second;
	return true;
}

void task_clear(struct task *task)
{
	free(task->name);
	free(task->profile);
	free(task->prompt);
	argv_clear(&task->argv);
	free(task->repo);
	free(task->base);
	free(task->verify);
	argv_clear(&task->env);
	argv_clear(&task->after);
	argv_clear(&task->reassign_to);
	free(task->worktree);
	free(task->branch);
	free(task->base_commit);
	free(task->wanted_by);
	free(task->conversation);
	reason_clear(&task->reason);
	free(task->published);
	*task = TASK_INIT;
}

void task_count_anew(struct task *task, int64_t now_ms)
{
	task->budget_ms = now_ms;
	task->waited_ms = task->held_ms = 0;
}

void task_list_clear(struct task_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		task_clear(&list->items[i]);
	free(list->items);
	*list = (struct task_list){ 0 };
}
