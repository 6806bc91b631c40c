/*
 * screen - what an agent's screen shows, and keys typed into it: see screen.h
 *
 * The expressions of a profile are matched in the worker: a slow one holds up
 * nobody. What fits comes back by its words, for the config may be read again
 * meanwhile.
 */
#include "supervisor/act/screen.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "agents/read/attention_rows.h"

struct look {
	struct daemon *daemon;
	int64_t task, run, time_ms;
	char *agent, *profile;
	pid_t keeper;
	look_fn *done; /* NULL: types */
	struct argv keys;
};

static struct look *make(struct daemon *daemon, const struct look_place *place)
{
	struct look *look = mem_alloc(sizeof(*look));

	look->daemon = daemon;
	look->task = place->task;
	look->run = place->run;
	look->agent = mem_copy(place->agent);
	look->profile = mem_copy(place->profile);
	look->keeper = place->keeper;
	look->time_ms = clock_wall_ms();
	return look;
}

static void look_free(void *arg)
{
	struct look *look = arg;

	free(look->agent);
	free(look->profile);
	argv_clear(&look->keys);
	free(look);
}

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

static int look_run(void *arg, cJSON *answer, struct err *err)
{
	const struct look *look = arg;
	const struct config *config = &look->daemon->config;
	const struct profile *profile = config_profile(config, look->profile);
	char *screen = NULL, *title = NULL, *what = NULL;
	const struct attention_rule *row;
	char pane[TMUX_PANE_SIZE];

	if (tmux_pane(config, look->agent, look->keeper, pane, err) < 0)
		return -1;
	if (!look->done)
		return tmux_type(config, pane, &look->keys, err);
	if (tmux_capture(config, pane, &screen, &title, err) < 0)
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

/* What write_row wrote; the words are the answer's. */
static bool read_row(struct attention_rule *row, const cJSON *answer)
{
	const char *word = json_text(answer, "for");

	*row = (struct attention_rule){ 0 };
	if (!word)
		return false;
	row->what_for = (enum attention)attention_from_name(word);
	row->source = (enum attention_source)json_number(answer, "source", 0);
	row->what = (char *)json_text(answer, "what");
	row->verdict = (enum verdict)json_number(answer, "verdict", 0);
	row->no_enter = json_bool(answer, "no_enter");
	json_get_list(answer, "answer", &row->answer, NULL, NULL);
	return true;
}

static void look_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct look *look = arg;
	struct attention_rule row;
	bool fits;

	if (rc < 0)
		log_debug("%s", why->message);
	if (!look->done)
		return;
	fits = rc == 0 && read_row(&row, answer);
	look->done(look->daemon, look->task, look->run, rc == 0,
		fits ? &row : NULL, look->time_ms);
	if (fits)
		argv_clear(&row.answer);
}

static int start(struct look *look)
{
	struct work work = { look_run, look_done, look, look_free, 0 };
	struct err err = ERR_INIT;

	if (worker_start(look->daemon->workers, &work, &err) == 0)
		return 0;
	log_err(&err);
	return -1;
}

void look_start(
	struct daemon *daemon, const struct look_place *place, look_fn *done)
{
	struct look *look = make(daemon, place);
	int64_t task = place->task, run = place->run;

	look->done = done;
	if (start(look) < 0)
		done(daemon, task, run, false, NULL, 0);
}

static void type(void *arg, int rc, const struct err *why)
{
	(void)why;
	if (rc == 0)
		start(arg);
	else
		look_free(arg);
}

void look_type(struct daemon *daemon, const struct look_place *place,
	const struct argv *keys)
{
	struct look *look = make(daemon, place);

	argv_add_all(&look->keys, keys->items);
	store_when_durable(daemon->store, type, look);
}
