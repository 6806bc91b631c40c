/*
 * results - AGENT_results.json, written at every verdict: see results.h
 */
#include "supervisor/act/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/api/tell.h"

struct result {
	struct daemon *daemon;
	int64_t task;
};

static void write_now(void *arg, int rc, const struct err *why)
{
	struct result *result = arg;
	struct daemon *daemon = result->daemon;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	char *path, *text;
	cJSON *json;

	(void)why;
	if (rc < 0 ||
		store_get_task(daemon->store, result->task, &task, &err) < 0)
		goto out;
	json = tell_show(daemon, &task, true);
	json_add_text(json, "agent", task.name);
	json_add_number(json, "task", task.id);
	json_add_time(json, "written", clock_wall_ms());
	path = mem_format("%s/%s_results.json", daemon->results, task.name);
	text = json_pretty(json);
	/* Somebody may have tidied /tmp: then make the place anew. */
	if (directory_claim(daemon->results, &err) < 0 ||
		file_replace(path, text, strlen(text), FILE_NO_SYNC, &err) < 0)
		log_warn("%s", err.message);
	cJSON_Delete(json);
	free(text);
	free(path);
out:
	task_clear(&task);
	free(result);
}

void results_write(struct daemon *daemon, const struct task *task)
{
	struct result *result = mem_alloc(sizeof(*result));

	*result = (struct result){ daemon, task->id };
	store_when_durable(daemon->store, write_now, result);
}
