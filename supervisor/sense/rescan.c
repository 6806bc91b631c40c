/*
 * rescan - every task is compared with what is, after a start of reeved or a
 * failed commit: see sense.h
 *
 * What a killed reeved has left (a dispatch or an inspection that was cut off, a
 * run whose keeper has died, a record that was not put away) is found here.
 */
#include <dirent.h>
#include <stdlib.h>

#include "model/paths.h"
#include "model/record.h"
#include "supervisor/sense/records.h"
#include "supervisor/sense/sense.h"

/*
 * Where the last leader left a task, or a store that took nothing for a while. A
 * dispatch or an inspection that died with it is begun again: both find what is
 * already there and go on from it. A worker that still goes has its end to come.
 */
static void go_on_with(struct sense *sense, const struct task *task)
{
	struct turn *turn = sense->turn;

	turn_emit_task(turn, EFFECT_GREET_KEEPER, task->id);
	if (workers_are_at(sense, task->id))
		return;
	switch (task->state) {
	case STATE_STARTING:
		if (!look_at_newest(sense, task))
			turn_emit_task(turn, EFFECT_DISPATCH, task->id);
		break;
	case STATE_RUNNING:
	case STATE_WAITING:
		look_at_newest(sense, task);
		break;
	case STATE_VERIFYING:
		turn_emit_task(turn, EFFECT_INSPECT, task->id);
		break;
	case STATE_PUBLISHING:
		turn_post_task(turn, EVENT_DUE, task->id);
		break;
	default:
		break;
	}
}

static bool had_worker(enum state state)
{
	return state == STATE_STARTING || state == STATE_VERIFYING ||
	       state == STATE_PUBLISHING;
}

/* A worker of a dead reeved may have left its git running. */
static void sweep_git_of(struct sense *sense, const struct task *task)
{
	struct effects *effects = &sense->turn->effects;

	if (!had_worker(task->state) || workers_are_at(sense, task->id))
		return;
	for (size_t i = 0; i < effects->count; i++)
		if (effects->items[i].kind == EFFECT_SWEEP_GIT)
			return;
	turn_emit_task(sense->turn, EFFECT_SWEEP_GIT, 0);
}

/*
 * A record that is still here though its run is judged: the last leader died
 * between the commit and what follows from it.
 */
static void finish_record(struct sense *sense, const char *id)
{
	struct run run = RUN_INIT;
	int64_t task, number;

	if (run_id_parse(id, &task, &number) &&
		store_get_run(sense->turn->store, task, number, &run, NULL) ==
			0 &&
		run.judged) {
		turn_emit_task(sense->turn, EFFECT_WRITE_RESULTS, task);
		turn_emit(sense->turn,
			&(struct effect){ .kind = EFFECT_ARCHIVE_RECORD,
				.task = task,
				.run = number });
	}
	run_clear(&run);
}

static void finish_records(struct sense *sense)
{
	struct path records = path_state(sense->turn->host->state, "records");
	DIR *directory = opendir(records.text);
	struct dirent *entry;
	char *stem;

	while (directory && (entry = readdir(directory))) {
		stem = file_stem(entry->d_name, ".json");
		if (stem)
			finish_record(sense, stem);
		free(stem);
	}
	if (directory)
		closedir(directory);
}

void rescan(struct sense *sense)
{
	finish_records(sense);
	each_active_task(sense, go_on_with);
	each_active_task(sense, sweep_git_of);
	checkpoints_changed(sense, NULL);
	turn_post_places_changed(sense->turn);
}
