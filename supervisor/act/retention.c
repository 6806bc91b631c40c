/*
 * retention - what stays of runs that have ended, and for how long
 *
 * A record goes to runs/ID/record.json once its end is in the store, so that
 * records/ holds only what is still to be judged. Transcripts, events and the
 * rest of runs/ID go by age and size (the config's `retention`), oldest first,
 * but never those of a task that is not at rest. Rows in the store stay.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/act/act.h"

#define PRUNE_EVERY_MS (INT64_C(3600) * 1000)

void archive_record(struct act *act, const struct effect *effect)
{
	const char *state = act->turn->host->state;
	char id[RUN_ID_SIZE];
	struct path from =
		path_record(state, run_id(id, effect->task, effect->run));
	struct path to = path_run(state, id, "record.json");

	if (rename(from.text, to.text) < 0 && errno != ENOENT)
		log_warn("cannot put away '%s': %m", from.text);
}

/* One directory of runs/, as the pruning worker sees it. */
struct kept {
	char id[RUN_ID_SIZE];
	int64_t changed_ms, bytes;
};

struct prune {
	const struct turn *turn;
	int64_t *busy; /* tasks not at rest */
	size_t busy_count;
};

static bool is_busy(const struct prune *prune, int64_t task)
{
	for (size_t i = 0; i < prune->busy_count; i++)
		if (prune->busy[i] == task)
			return true;
	return false;
}

/* Calls fn for each file of a run's directory, which is flat. */
static void each_file(const char *directory,
	void (*fn)(int dir, const char *name, void *arg), void *arg)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 &&
			strcmp(entry->d_name, "..") != 0)
			fn(dirfd(dir), entry->d_name, arg);
	if (dir)
		closedir(dir);
}

static void measure(int dir, const char *name, void *arg)
{
	struct kept *kept = arg;
	struct stat st;
	int64_t ms;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	ms = (int64_t)st.st_mtime * 1000;
	kept->bytes += st.st_blocks * 512;
	if (ms > kept->changed_ms)
		kept->changed_ms = ms;
}

static void remove_file(int dir, const char *name, void *arg)
{
	(void)arg;
	unlinkat(dir, name, 0);
}

static size_t list_runs(struct kept **list, const struct prune *prune)
{
	struct path runs = path_state(prune->turn->host->state, "runs");
	DIR *dir = opendir(runs.text);
	int64_t task, number;
	struct dirent *entry;
	size_t count = 0;

	*list = NULL;
	while (dir && (entry = readdir(dir))) {
		struct kept *kept;

		if (!run_id_parse(entry->d_name, &task, &number) ||
			is_busy(prune, task))
			continue;
		*list = mem_grow(*list, (count + 1) * sizeof(**list));
		kept = &(*list)[count++];
		*kept = (struct kept){ 0 };
		snprintf(kept->id, sizeof(kept->id), "%.*s",
			(int)sizeof(kept->id) - 1, entry->d_name);
		each_file(path_state(runs.text, kept->id).text, measure, kept);
	}
	if (dir)
		closedir(dir);
	return count;
}

static int by_age(const void *a, const void *b)
{
	const struct kept *one = a, *other = b;

	return one->changed_ms < other->changed_ms
		       ? -1
		       : one->changed_ms > other->changed_ms;
}

static void remove_run(const struct prune *prune, const char *id)
{
	struct path runs = path_state(prune->turn->host->state, "runs");
	struct path run = path_state(runs.text, id);

	each_file(run.text, remove_file, NULL);
	if (rmdir(run.text) < 0)
		log_warn("cannot remove '%s': %m", run.text);
}

/* In the worker. */
static int prune_run(void *arg, cJSON *answer, struct err *err)
{
	const struct prune *prune = arg;
	const struct config *config = prune->turn->config;
	int64_t before = prune->turn->now_ms - config->retention_runs_ms,
		bytes = 0;
	int64_t removed = 0;
	struct kept *list;
	size_t count = list_runs(&list, prune);

	(void)err;
	if (count)
		qsort(list, count, sizeof(*list), by_age);
	for (size_t i = 0; i < count; i++)
		bytes += list[i].bytes;
	for (size_t i = 0; i < count; i++) {
		if (list[i].changed_ms >= before &&
			bytes <= config->retention_runs_bytes)
			break;
		remove_run(prune, list[i].id);
		bytes -= list[i].bytes;
		removed++;
	}
	free(list);
	json_add_number(answer, "removed", removed);
	return 0;
}

static void prune_done(
	void *arg, int rc, const cJSON *answer, const struct err *err)
{
	(void)arg;
	if (rc < 0)
		log_warn("cannot prune: %s", err->message);
	else if (json_number(answer, "removed", 0))
		log_info("%lld old runs were pruned",
			(long long)json_number(answer, "removed", 0));
}

static void prune_free(void *arg)
{
	struct prune *prune = arg;

	free(prune->busy);
	free(prune);
}

void prune_ended(struct act *act)
{
	struct turn *turn = act->turn;
	int64_t from_ms = turn->now_ms - turn->config->retention_events_ms;
	struct task_list active = { 0 };
	struct err err = ERR_INIT;
	struct prune *prune;

	if (turn->now_ms < act->pruned_ms + PRUNE_EVERY_MS)
		return;
	act->pruned_ms = turn->now_ms;
	if (store_prune_journal(turn->store, from_ms, &err) < 0 ||
		store_prune_texts(turn->store, from_ms, &err) < 0 ||
		store_prune_notifications(turn->store,
			turn->now_ms - NOTIFICATION_FAILED_KEPT_MS, &err) < 0 ||
		store_list_tasks(turn->store, STORE_ACTIVE, 0, &active, &err) <
			0) {
		log_err(&err);
		return;
	}
	prune = mem_alloc(sizeof(*prune));
	prune->turn = turn;
	prune->busy = mem_alloc((active.count + 1) * sizeof(*prune->busy));
	for (size_t i = 0; i < active.count; i++)
		prune->busy[prune->busy_count++] = active.items[i].id;
	task_list_clear(&active);
	if (worker_start(act->workers,
		    &(struct work){
			    prune_run, prune_done, prune, prune_free, 0 },
		    &err) < 0)
		log_err(&err);
}
