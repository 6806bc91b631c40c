/*
 * attention_watch - notice when an agent waits for a person: see attention_watch.h
 */
#include "supervisor/sense/attention/attention_watch.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/sense/attention/attention_parts.h"

struct wait *wait_find(const struct waits *waits, int64_t task, int64_t run)
{
	struct wait *wait = waits ? waits->all : NULL;

	while (wait && (wait->task != task || (run && wait->run != run)))
		wait = wait->next;
	return wait;
}

int waits_open(struct waits **out, struct daemon *daemon, struct err *err)
{
	struct waits *waits = mem_alloc(sizeof(*waits));

	waits->daemon = daemon;
	*out = waits;
	waits->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	waits->timer =
		timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (waits->inotify < 0 || waits->timer < 0) {
		err_sys(err, "cannot watch files");
		return err_hint(err, "raise fs.inotify.max_user_instances");
	}
	if (loop_add(daemon->loop, waits->inotify, EPOLLIN, waits_heard, waits,
		    err) < 0)
		return -1;
	return loop_add(
		daemon->loop, waits->timer, EPOLLIN, waits_due, waits, err);
}

static void wait_free(struct waits *waits, struct wait *wait)
{
	wait_stop_to_hear(waits, wait);
	wait_tell_askers(waits->daemon, wait);
	awaited_clear(&wait->hook);
	awaited_clear(&wait->status);
	awaited_clear(&wait->screen);
	free(wait->status_path);
	free(wait->agent);
	free(wait->profile);
	free(wait);
}

static void close_fd(struct daemon *daemon, int fd)
{
	if (fd < 0)
		return;
	loop_remove(daemon->loop, fd);
	close(fd);
}

void waits_close(struct waits *waits)
{
	if (!waits)
		return;
	while (waits->all) {
		struct wait *wait = waits->all;

		waits->all = wait->next;
		wait_free(waits, wait);
	}
	close_fd(waits->daemon, waits->inotify);
	close_fd(waits->daemon, waits->timer);
	waits->daemon->waits = NULL;
	free(waits);
}

/* A CLI whose output goes into a file asks nobody. */
static bool has_terminal(const struct profile *profile, const struct task *task)
{
	return task->interactive ||
	       (!profile->render && profile->stdin_headless == STDIN_TERMINAL);
}

/* Whether the last leader typed the profile's answer at a dialog of this run,
 * and has not seen it closed. */
static bool dialog_was_answered(struct daemon *daemon, const struct wait *wait)
{
	struct dialog dialog = DIALOG_INIT;
	struct err err = ERR_INIT;
	bool answered;

	if (store_get_dialog(daemon->store, wait->task, &dialog, &err) < 0)
		log_err(&err);
	answered = dialog.run == wait->run;
	dialog_clear(&dialog);
	return answered;
}

void waits_watch(struct daemon *daemon, const struct task *task,
	const struct run *run, const struct record *record)
{
	const struct profile *profile =
		config_profile(&daemon->config, run->profile);
	struct waits *waits = daemon->waits;
	struct wait *wait;

	if (!waits || !profile || !profile->attention_count || run->judged ||
		record->ended || !has_terminal(profile, task))
		return;
	wait = wait_find(waits, task->id, run->number);
	if (wait) {
		/* Perhaps the store has lost it: said twice is harmless. */
		wait->told = false;
		return;
	}
	waits_forget(daemon, task->id);
	wait = mem_alloc(sizeof(*wait));
	wait->task = task->id;
	wait->run = run->number;
	wait->agent = mem_copy(task->name);
	wait->profile = mem_copy(run->profile);
	wait->keeper = record->keeper_pid;
	wait->pid = record->pid;
	wait->pid_start = record->pid_start;
	wait->started_ms = record->started_ms;
	wait->turns = task->interactive;
	wait->keep_alive = task->keep_alive;
	wait->pause_ms = WAIT_PAUSE_MS;
	if (dialog_was_answered(daemon, wait))
		wait->typed = TYPED_JUST_NOW;
	wait->next = waits->all;
	waits->all = wait;
	wait_begin_to_hear(waits, wait, task);
}

void waits_forget(struct daemon *daemon, int64_t task)
{
	struct waits *waits = daemon->waits;
	struct wait **at = waits ? &waits->all : NULL;

	while (at && *at) {
		struct wait *wait = *at;

		if (wait->task != task) {
			at = &wait->next;
			continue;
		}
		*at = wait->next;
		wait_free(waits, wait);
	}
}

enum waits_now waits_now(const struct daemon *daemon, int64_t task)
{
	const struct wait *wait = wait_find(daemon->waits, task, 0);

	if (!wait)
		return WAITS_NOT_KNOWN;
	if (wait->coming)
		return wait->hook.no_enter ? WAITS_DIALOG_KEY : WAITS_DIALOG;
	if (wait->told_for != ATTENTION_DIALOG)
		return WAITS_FREE;
	return wait->told_key ? WAITS_DIALOG_KEY : WAITS_DIALOG;
}

bool waits_turn_is_over(const struct daemon *daemon, int64_t task, int64_t run)
{
	const struct wait *wait = wait_find(daemon->waits, task, run);

	return wait && wait->turns &&
	       awaited_judge(&wait->hook, &wait->status, &wait->screen)
			       ->what_for == ATTENTION_PROMPT;
}

void waits_look(struct daemon *daemon, int64_t task, waits_fn *fn, void *arg)
{
	struct wait *wait = wait_find(daemon->waits, task, 0);
	struct asker *asker;

	if (!wait || !wait_has_screens(daemon, wait->profile)) {
		fn(arg, daemon);
		return;
	}
	asker = mem_alloc(sizeof(*asker));
	*asker = (struct asker){ wait->askers, fn, arg };
	wait->askers = asker;
	wait_look(daemon->waits, wait);
}
