/*
 * sense - learn what happens in the world: see sense.h
 */
#include "supervisor/sense/sense.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/sense/attention/attention.h"
#include "supervisor/sense/records.h"

char *file_stem(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	if (len <= tail || strcmp(name + len - tail, suffix) != 0)
		return NULL;
	return mem_copy_bytes(name, len - tail);
}

void each_active_task(struct sense *sense,
	void (*fn)(struct sense *sense, const struct task *task))
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(
		    sense->turn->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++)
		fn(sense, &tasks.items[i]);
	task_list_clear(&tasks);
}

int sense_open(struct sense *sense, struct err *err)
{
	const struct host *host = sense->turn->host;
	struct path records = path_state(host->state, "records");
	struct path keepers = path_state(host->state, "keepers");

	if (watch_open(&sense->watch, sense->loop, err) < 0 ||
		watch_add_place(sense->watch, records.text, records_changed,
			sense, err) < 0 ||
		watch_add_place(sense->watch, keepers.text, keepers_changed,
			sense, err) < 0 ||
		watch_add_place(sense->watch, host->checkpoints,
			checkpoints_changed, sense, err) < 0)
		return -1;
	sense->attention =
		attention_open(sense->turn, sense->loop, sense->watch);
	return 0;
}

void sense_close(struct sense *sense)
{
	run_events_forget(sense, 0);
	silence_forget(sense, 0);
	attention_close(sense->attention);
	watch_close(sense->watch);
}

void sense_watch_run(struct sense *sense, int64_t id, int64_t number)
{
	const struct turn *turn = sense->turn;
	struct record record = RECORD_INIT;
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;
	char text[RUN_ID_SIZE];
	struct path path =
		path_record(turn->host->state, run_id(text, id, number));

	if (store_get_task(turn->store, id, &task, NULL) == 0 &&
		task.runs == number &&
		store_get_run(turn->store, id, number, &run, NULL) == 0 &&
		!run.judged) {
		run_events_watch(sense, &task, &run);
		if (record_read(&record, path.text, NULL) == 0 && !record.ended)
			attention_watch(sense->attention, &task, &run, &record);
	}
	record_clear(&record);
	run_clear(&run);
	task_clear(&task);
}

void sense_forget_run(struct sense *sense, int64_t task)
{
	run_events_forget(sense, task);
	silence_forget(sense, task);
	attention_forget(sense->attention, task);
}

void sense_go_on(struct sense *sense)
{
	run_events_go_on(sense);
	attention_go_on(sense->attention);
}
