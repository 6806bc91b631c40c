/*
 * results - AGENT_results.json, written at every verdict: see results.h
 */
#include "supervisor/api/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/api/view.h"

void results_write(struct turn *turn, int64_t id)
{
	const char *place = turn->host->results;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	char *path, *text;
	cJSON *json;

	if (store_get_task(turn->store, id, &task, &err) < 0) {
		log_err(&err);
		return;
	}
	json = view_task(turn, &task, VIEW_WHOLE);
	json_add_text(json, "agent", task.name);
	json_add_number(json, "task", task.id);
	json_add_time(json, "written", turn->now_ms);
	path = mem_format("%s/%s_results.json", place, task.name);
	text = json_pretty(json);
	/* Somebody may have tidied /tmp: then the place is made anew. */
	if (directory_claim(place, &err) < 0 ||
		file_replace(path, text, strlen(text), FILE_NO_SYNC, &err) < 0)
		log_warn("%s", err.message);
	cJSON_Delete(json);
	free(text);
	free(path);
	task_clear(&task);
}
