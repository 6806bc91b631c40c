/*
 * puppet - what a puppet leaves on disk: its keeper's lock, and records
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/mem.h"
#include "model/paths.h"
#include "tests/simulation/world.h"

static void puppet_name(const struct puppet *puppet, char name[32])
{
	snprintf(name, 32, "task-agent-%lld", (long long)puppet->id);
}

void puppet_take_lock(struct puppet *puppet)
{
	char name[32];

	puppet_drop_lock(puppet);
	puppet_name(puppet, name);
	puppet->keeper = lock_take(
		path_keeper(world.daemon.host.state, name, "lock").text,
		LOCK_TRY, NULL);
}

void puppet_drop_lock(struct puppet *puppet)
{
	if (puppet->keeper >= 0)
		close(puppet->keeper);
	puppet->keeper = -1;
}

static cJSON *record_part(cJSON *json, const char *name, int64_t ms)
{
	cJSON *part = ms ? cJSON_AddObjectToObject(json, name) : NULL;

	if (part)
		json_add_number(part, "ms", ms);
	return part;
}

static void add_witnessed(cJSON *json, const struct record *record)
{
	cJSON *part;

	if ((part = record_part(json, "stop", record->stop.ms))) {
		json_add_text(
			part, "reason", stop_reason_name(record->stop.reason));
		json_add_text(part, "by", record->stop.by);
	}
	if ((part = record_part(json, "signal", record->signal.ms))) {
		json_add_number(part, "number", record->signal.number);
		json_add_number(part, "pid", record->signal.pid);
	}
	if ((part = record_part(json, "key", record->key.ms))) {
		json_add_number(part, "byte", record->key.byte);
		json_add_bool(part, "isig", record->key.isig);
	}
	if (record->oom_kills > 0) {
		part = cJSON_AddObjectToObject(json, "oom");
		json_add_number(part, "before", 0);
		json_add_number(part, "after", record->oom_kills);
		json_add_text(part, "source",
			record->oom_in_cgroup ? "cgroup" : "system");
	}
}

/* As a keeper writes it: keeper/record.c. */
void puppet_write_record(const struct puppet *puppet)
{
	const struct record *record = &puppet->record;
	cJSON *json = cJSON_CreateObject();
	char id[RUN_ID_SIZE], name[32], *text;
	struct path path = path_record(
		world.daemon.host.state, run_id(id, puppet->id, puppet->run));

	puppet_name(puppet, name);
	json_add_number(json, "record", 1);
	json_add_text(json, "run", id);
	json_add_text(json, "agent", name);
	json_add_text(json, "boot_id", record->boot_id);
	json_add_number(json, "task", puppet->id);
	json_add_number(json, "started_ms", record->started_ms);
	json_add_bool(json, "ended", record->ended);
	if (record->ended)
		json_add_number(json, "ended_ms", record->ended_ms);
	if (record->ended && record->status_known)
		json_add_number(json, "wait_status", record->wait_status);
	json_add_text(json, "start_error", record->start_error);
	if (record->hangup_ms)
		json_add_number(json, "hangup_ms", record->hangup_ms);
	add_witnessed(json, record);
	text = json_line(json);
	file_replace(path.text, text, strlen(text), FILE_NO_SYNC, NULL);
	free(text);
	cJSON_Delete(json);
}
