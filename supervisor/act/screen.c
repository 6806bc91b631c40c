/*
 * screen - what the screen of an agent shows, and keys typed into it
 *
 * Both run tmux, and the expressions of a profile are matched in the worker: a
 * slow one holds nobody up. The row that matches comes back by its words, for
 * the config may be read again meanwhile.
 */
#include <stdlib.h>

#include "agents/read/attention_rows.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "supervisor/act/job.h"

/* A job of an agent's pane: `leader` is its keeper, `text` its profile. */
static struct job *screen_job(struct act *act, const struct effect *effect)
{
	struct job *job = job_new(act, effect->task, NULL);

	if (job && job->task.runs != effect->run) {
		job_free(job);
		return NULL;
	}
	if (job) {
		job->leader = (pid_t)effect->number;
		job->text = mem_copy(effect->text);
	}
	return job;
}

/* The row as the answer has it: sense/attention reads it back. */
static void write_row(
	cJSON *answer, const struct attention_rule *row, const char *what)
{
	if (!row)
		return;
	json_add_text(answer, "for", attention_name(row->what_for));
	json_add_text(answer, "what", what);
	json_add_number(answer, "source", row->source);
	json_add_number(answer, "verdict", row->verdict);
	json_add_bool(answer, "no_enter", row->no_enter);
	json_add_list(answer, "answer", &row->answer);
}

static int look_work(void *arg, cJSON *answer, struct err *err)
{
	const struct job *job = arg;
	const struct config *config = job->act->turn->config;
	const struct profile *profile = config_profile(config, job->text);
	char *screen = NULL, *title = NULL, *what = NULL;
	const struct attention_rule *row;
	char pane[TMUX_PANE_SIZE];

	if (tmux_pane(config, job->task.name, job->leader, pane, err) < 0 ||
		tmux_capture(config, pane, &screen, &title, err) < 0)
		return -1;
	if (profile) {
		row = awaited_on_screen(profile, screen, title, &what);
		write_row(answer, row, what);
	}
	free(what);
	free(screen);
	free(title);
	return 0;
}

/* `began_ms` is the wall time at which the look began. */
static void post_seen(struct turn *turn, int64_t task, int64_t run,
	int64_t began_ms, const cJSON *answer)
{
	turn_post(turn, &(struct event){ .kind = EVENT_SCREEN_SEEN,
				.task = task,
				.run = run,
				.number = began_ms,
				.answer = answer ? cJSON_Duplicate(answer, true)
						 : NULL });
}

static void look_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	const struct job *job = arg;

	if (rc < 0)
		log_debug("%s", why->message);
	post_seen(job->act->turn, job->task.id, job->task.runs, job->began_ms,
		rc < 0 ? NULL : answer);
}

void look_at_screen(struct act *act, const struct effect *effect)
{
	struct job *job = screen_job(act, effect);
	struct err err = ERR_INIT;

	if (job) {
		job->began_ms = act->turn->now_ms;
		if (job_start(job, look_work, look_done, false, &err) == 0)
			return;
		log_err(&err);
	}
	post_seen(act->turn, effect->task, effect->run, 0, NULL);
}

static int type_work(void *arg, cJSON *answer, struct err *err)
{
	const struct job *job = arg;
	const struct config *config = job->act->turn->config;
	char pane[TMUX_PANE_SIZE];

	(void)answer;
	if (tmux_pane(config, job->task.name, job->leader, pane, err) < 0)
		return -1;
	return tmux_type(config, pane, &job->keys, err);
}

static void type_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	(void)arg;
	(void)answer;
	if (rc < 0)
		log_debug("%s", why->message);
}

void type_keys(struct act *act, struct effect *effect)
{
	struct job *job = screen_job(act, effect);
	struct err err = ERR_INIT;

	if (!job)
		return;
	argv_add_all(&job->keys, effect->keys.items);
	if (job_start(job, type_work, type_done, false, &err) < 0)
		log_err(&err);
}
