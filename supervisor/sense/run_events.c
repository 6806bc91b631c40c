/*
 * run_events - read what a CLI says while its run goes: see sense.h
 *
 * The events file of each headless run is read as it is written, only what is
 * new: messages that show that the run cannot succeed, and what it has used. A
 * new leader reads from the start of the file, a piece in each turn of the loop,
 * for what was used counts from there; but an old message ends no run.
 *
 * The file comes with the CLI's first word, so the directory of the run is
 * watched until it is there; then the file alone, for the transcript beside it
 * changes all the time.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/read/reset_time.h"
#include "agents/read/signs.h"
#include "agents/read/usage_count.h"
#include "base/fd_limit.h"
#include "base/json.h"
#include "base/line_split.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/core/live_usage.h"
#include "supervisor/sense/sense.h"

/* Of one file in one turn. */
#define PIECE_BYTES ((off_t)256 << 10)

struct followed {
	struct followed *next;
	struct sense *sense;
	int64_t task, run;
	char *profile; /* its name: the config can be read again */
	struct watched *watched; /* the directory, then the file */
	int fd; /* -1: there is no file yet */
	off_t at; /* read up to here */
	bool behind; /* there is more than a piece */
	struct line_split split;
	struct usage_counter used;
};

static void followed_free(struct followed *followed)
{
	watch_remove(followed->watched);
	if (followed->fd >= 0)
		close(followed->fd);
	line_split_clear(&followed->split);
	live_usage_remove(followed->sense->turn->live_usage, followed->task);
	free(followed->profile);
	free(followed);
}

/* What a message has to say to end a run that its CLI still tries: a limit has
 * to last for longer than the CLI may wait. */
static bool sign_is_fatal(const struct turn *turn, const struct sign *sign,
	const char *text, int64_t *until_ms)
{
	*until_ms = 0;
	if (!sign->early)
		return false;
	if (sign->verdict != VERDICT_RATE_LIMITED)
		return true;
	*until_ms = reset_parse(text, turn->now_ms, NULL);
	return *until_ms > turn->now_ms + turn->config->park_threshold_ms;
}

static void hear_sign(struct followed *followed, const struct profile *profile,
	const cJSON *message)
{
	struct turn *turn = followed->sense->turn;
	char *text = NULL;
	const struct sign *sign = sign_of_event(profile, message, &text);
	int64_t until_ms;

	if (sign && sign_is_fatal(turn, sign, text, &until_ms))
		turn_post(turn, &(struct event){ .kind = EVENT_FATAL_SIGN,
					.task = followed->task,
					.run = followed->run,
					.verdict = sign->verdict,
					.text = mem_copy(text),
					.until_ms = until_ms });
	free(text);
}

static void hear_usage(struct followed *followed, const struct profile *profile,
	const cJSON *message)
{
	struct turn *turn = followed->sense->turn;
	const struct config *config = turn->config;
	bool more = profile->usage &&
		    usage_count_event(&followed->used, profile->usage, message);

	if (!profile->usage)
		return;
	live_usage_set(turn->live_usage,
		&(struct live_usage_row){ followed->task, followed->run,
			followed->used.sum, followed->used.total });
	if (!more)
		return;
	if (config->tokens || config->cost)
		turn_post(turn, &(struct event){ .kind = EVENT_USED,
					.task = followed->task,
					.run = followed->run });
	if (config->daily.tokens || config->daily.cost)
		turn_post_places_changed(turn);
}

static void take_message(void *arg, const char *line, size_t len)
{
	struct followed *followed = arg;
	const struct profile *profile = config_profile(
		followed->sense->turn->config, followed->profile);
	cJSON *message = json_parse_event(line, len, JSON_MAX_BYTES, NULL);

	if (profile && cJSON_IsObject(message)) {
		hear_usage(followed, profile, message);
		if (!followed->behind)
			hear_sign(followed, profile, message);
	}
	cJSON_Delete(message);
}

static void read_piece(struct followed *followed)
{
	char bytes[16384];
	off_t until;
	struct stat st;
	ssize_t len;

	if (fstat(followed->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	followed->behind = st.st_size - followed->at > PIECE_BYTES;
	until = followed->behind ? followed->at + PIECE_BYTES : st.st_size;
	while (followed->at < until &&
		(len = pread(followed->fd, bytes, sizeof(bytes),
			 followed->at)) > 0) {
		followed->at += len;
		line_split_feed(&followed->split, bytes, (size_t)len,
			take_message, followed);
	}
	if (followed->behind)
		loop_again(followed->sense->loop);
}

static void file_changed(void *arg, const char *name)
{
	(void)name;
	read_piece(arg);
}

/* From the directory to the file, once it is there. */
static void directory_changed(void *arg, const char *name)
{
	struct followed *followed = arg;
	struct sense *sense = followed->sense;
	char id[RUN_ID_SIZE];
	struct path path = path_run(sense->turn->host->state,
		run_id(id, followed->task, followed->run), "events.jsonl");

	(void)name;
	followed->fd =
		open(path.text, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (followed->fd >= 0 && !fd_may_stay(followed->fd)) {
		close(followed->fd);
		followed->fd = -1;
	}
	if (followed->fd < 0)
		return;
	watch_remove(followed->watched);
	followed->watched = watch_add(sense->watch, path.text,
		IN_MODIFY | IN_DONT_FOLLOW, file_changed, followed);
	read_piece(followed);
}

static struct followed *followed_find(const struct sense *sense, int64_t task)
{
	struct followed *followed = sense->followed;

	while (followed && followed->task != task)
		followed = followed->next;
	return followed;
}

void run_events_watch(
	struct sense *sense, const struct task *task, const struct run *run)
{
	const struct profile *profile =
		config_profile(sense->turn->config, run->profile);
	struct followed *followed = followed_find(sense, task->id);
	char id[RUN_ID_SIZE];
	struct path path = path_run(sense->turn->host->state,
		run_id(id, task->id, run->number), "");

	if (!profile || !profile->render || task->interactive ||
		(followed && followed->run == run->number))
		return;
	run_events_forget(sense, task->id);
	followed = mem_alloc(sizeof(*followed));
	followed->sense = sense;
	followed->task = task->id;
	followed->run = run->number;
	followed->profile = mem_copy(run->profile);
	followed->split.max = JSON_MAX_BYTES;
	followed->fd = -1;
	followed->watched = watch_add(sense->watch, path.text,
		IN_CREATE | IN_ONLYDIR, directory_changed, followed);
	followed->next = sense->followed;
	sense->followed = followed;
	directory_changed(followed, "");
}

/* 0: of all tasks. */
void run_events_forget(struct sense *sense, int64_t task)
{
	struct followed **at = &sense->followed;

	while (*at) {
		struct followed *followed = *at;

		if (task && followed->task != task) {
			at = &followed->next;
			continue;
		}
		*at = followed->next;
		followed_free(followed);
	}
}

void run_events_go_on(struct sense *sense)
{
	for (struct followed *f = sense->followed; f; f = f->next)
		if (f->behind)
			read_piece(f);
}
