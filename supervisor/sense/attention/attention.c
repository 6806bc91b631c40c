/*
 * attention - notice when an agent waits for a person: see attention.h
 */
#include "supervisor/sense/attention/attention.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/sense/attention/parts.h"

struct waiter *waiter_find(
	const struct attention_watch *attention, int64_t task, int64_t run)
{
	struct waiter *waiter = attention ? attention->first : NULL;

	while (waiter && (waiter->task != task || (run && waiter->run != run)))
		waiter = waiter->next;
	return waiter;
}

struct attention_watch *attention_open(
	struct turn *turn, struct loop *loop, struct watch *watch)
{
	struct attention_watch *attention = mem_alloc(sizeof(*attention));

	*attention = (struct attention_watch){ turn, loop, watch, NULL };
	return attention;
}

static void waiter_free(struct waiter *waiter)
{
	waiter_stop_to_hear(waiter);
	waiter_hand_texts(waiter);
	awaited_clear(&waiter->hook);
	awaited_clear(&waiter->status);
	awaited_clear(&waiter->screen);
	free(waiter->status_path);
	free(waiter->agent);
	free(waiter->profile);
	free(waiter);
}

void attention_close(struct attention_watch *attention)
{
	while (attention && attention->first) {
		struct waiter *waiter = attention->first;

		attention->first = waiter->next;
		waiter_free(waiter);
	}
	free(attention);
}

/* A CLI whose output goes into a file asks nobody. */
static bool has_terminal(const struct profile *profile, const struct task *task)
{
	return task->interactive ||
	       (!profile->render && profile->stdin_headless == STDIN_TERMINAL);
}

/* Whether the last leader typed the profile's answer at a dialog of this run,
 * and has not seen it closed. */
static bool dialog_was_answered(
	const struct turn *turn, const struct waiter *waiter)
{
	struct dialog dialog = DIALOG_INIT;
	struct err err = ERR_INIT;
	bool answered;

	if (store_get_dialog(turn->store, waiter->task, &dialog, &err) < 0)
		log_err(&err);
	answered = dialog.run == waiter->run;
	dialog_clear(&dialog);
	return answered;
}

static void waiter_add(struct attention_watch *attention,
	const struct task *task, const struct run *run,
	const struct record *record)
{
	struct waiter *waiter = mem_alloc(sizeof(*waiter));

	waiter->attention = attention;
	waiter->task = task->id;
	waiter->run = run->number;
	waiter->agent = mem_copy(task->name);
	waiter->profile = mem_copy(run->profile);
	waiter->keeper = record->keeper_pid;
	waiter->pid = record->pid;
	waiter->pid_start = record->pid_start;
	waiter->started_ms = record->started_ms;
	waiter->turns = task->interactive;
	waiter->keep_alive = task->keep_alive;
	waiter->pause_ms = WAITER_PAUSE_MS;
	if (dialog_was_answered(attention->turn, waiter))
		waiter->typed = TYPED_JUST_NOW;
	waiter->next = attention->first;
	attention->first = waiter;
	waiter_begin_to_hear(waiter);
}

void attention_watch(struct attention_watch *attention, const struct task *task,
	const struct run *run, const struct record *record)
{
	const struct profile *profile =
		config_profile(attention->turn->config, run->profile);
	struct waiter *waiter = waiter_find(attention, task->id, run->number);

	if (waiter) {
		/* Perhaps the store has lost it: said twice is harmless. */
		waiter->told = false;
		return;
	}
	if (!profile || !profile->attention_count ||
		!has_terminal(profile, task))
		return;
	attention_forget(attention, task->id);
	waiter_add(attention, task, run, record);
}

void attention_forget(struct attention_watch *attention, int64_t task)
{
	struct waiter **at = attention ? &attention->first : NULL;

	while (at && *at) {
		struct waiter *waiter = *at;

		if (waiter->task != task) {
			at = &waiter->next;
			continue;
		}
		*at = waiter->next;
		waiter_free(waiter);
	}
}

bool attention_turn_is_over(
	const struct attention_watch *attention, int64_t task, int64_t run)
{
	const struct waiter *waiter = waiter_find(attention, task, run);

	return waiter && waiter->turns &&
	       awaited_judge(&waiter->hook, &waiter->status, &waiter->screen)
			       ->what_for == ATTENTION_PROMPT;
}

static void earlier(int64_t *next_ms, int64_t ms)
{
	if (ms && (!*next_ms || ms < *next_ms))
		*next_ms = ms;
}

int64_t attention_due_ms(const struct attention_watch *attention)
{
	int64_t next_ms = 0;

	for (const struct waiter *w = attention ? attention->first : NULL; w;
		w = w->next) {
		earlier(&next_ms, w->look_ms);
		earlier(&next_ms, w->release_ms);
	}
	return next_ms;
}

static bool comes(int64_t *at_ms, int64_t now_ms)
{
	if (!*at_ms || *at_ms > now_ms)
		return false;
	*at_ms = 0;
	return true;
}

void attention_go_on(struct attention_watch *attention)
{
	for (struct waiter *w = attention ? attention->first : NULL; w;
		w = w->next) {
		bool look = comes(&w->look_ms, attention->turn->now_ms);
		bool release = comes(&w->release_ms, attention->turn->now_ms);

		if (release)
			w->releasing = true;
		if (look || release)
			waiter_look(w);
	}
}
