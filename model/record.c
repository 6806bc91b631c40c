/*
 * record - what a keeper wrote down of a run: see record.h
 *
 * The members, all in one object:
 *
 *	record=1 run agent task profile host boot_id epoch keeper_pid
 *	keeper_start pid pid_start started_ms ended (true or false)
 *	ended_ms duration_ms wait_status start_error start_errno user_ms
 *	system_ms max_rss_kib output_ms output_bytes left_behind typed
 *	stop {reason by ms}  signal {number pid uid comm ms}
 *	key {byte ms count isig}  hangup_ms
 *	oom {before after source: "cgroup" or "system"}  transcript_error
 *
 * Unknown ones are left alone: the keeper may be newer than we are.
 */
#include "model/record.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/task.h"

#define RECORD_VERSION   1
#define RECORD_MAX_BYTES ((size_t)64 << 10)

/* Reads whole numbers one after another; the first bad one stays in `rc`. */
struct reader {
	const cJSON *json;
	const struct json_place *place;
	struct err *err;
	int rc;
};

static int64_t read_number(
	struct reader *reader, const char *name, int64_t low, int64_t high)
{
	int64_t value = 0;

	if (reader->rc < 0)
		return 0;
	reader->rc = json_get_number(
		reader->json, name, &value, reader->place, reader->err);
	if (!reader->rc && value && (value < low || value > high))
		reader->rc = json_complain(
			reader->place, name, reader->err, "out of range");
	return reader->rc < 0 ? 0 : value;
}

/* A count or a time: never below zero. */
static int64_t read_count(struct reader *reader, const char *name)
{
	return read_number(reader, name, 0, INT64_MAX);
}

static int read_int(struct reader *reader, const char *name)
{
	return (int)read_number(reader, name, INT_MIN, INT_MAX);
}

static char *read_text(struct reader *reader, const char *name)
{
	char *text = NULL;

	if (reader->rc == 0)
		reader->rc = json_get_text(
			reader->json, name, &text, reader->place, reader->err);
	return text;
}

static bool read_bool(struct reader *reader, const char *name)
{
	bool value = false;

	if (reader->rc == 0)
		reader->rc = json_get_bool(
			reader->json, name, &value, reader->place, reader->err);
	return value;
}

static int complain(struct reader *reader, const char *name, const char *why)
{
	if (reader->rc == 0)
		reader->rc =
			json_complain(reader->place, name, reader->err, why);
	return -1;
}

static bool is_given(struct reader *reader, const char *name)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(reader->json, name);

	return item && !cJSON_IsNull(item);
}

static void read_identity(struct record *record, struct reader *reader)
{
	int64_t task, number;

	record->run = read_text(reader, "run");
	record->agent = read_text(reader, "agent");
	record->host = read_text(reader, "host");
	record->boot_id = read_text(reader, "boot_id");
	record->task = read_count(reader, "task");
	record->epoch = read_count(reader, "epoch");
	record->keeper_pid =
		(pid_t)read_number(reader, "keeper_pid", 0, INT_MAX);
	record->pid = (pid_t)read_number(reader, "pid", 0, INT_MAX);
	record->pid_start = read_count(reader, "pid_start");
	if (reader->rc < 0)
		return;
	if (!record->run || !run_id_parse(record->run, &task, &number))
		complain(reader, "run", "expected a run as \"12.2\"");
	else if (task != record->task)
		complain(reader, "task", "not the task of this run");
	else if (!record->agent || !task_name_is_valid(record->agent))
		complain(reader, "agent", "expected an agent's name");
}

static void read_facts(struct record *record, struct reader *reader)
{
	record->started_ms = read_count(reader, "started_ms");
	record->ended = read_bool(reader, "ended");
	record->ended_ms = read_count(reader, "ended_ms");
	record->duration_ms = read_count(reader, "duration_ms");
	record->status_known = is_given(reader, "wait_status");
	record->wait_status = read_int(reader, "wait_status");
	record->start_error = read_text(reader, "start_error");
	record->user_ms = read_count(reader, "user_ms");
	record->system_ms = read_count(reader, "system_ms");
	record->max_rss_kib = read_count(reader, "max_rss_kib");
	record->output_ms = read_count(reader, "output_ms");
	record->output_bytes = read_count(reader, "output_bytes");
	record->left_behind = read_count(reader, "left_behind");
	record->typed = read_count(reader, "typed");
	record->hangup_ms = read_count(reader, "hangup_ms");
	if (!is_given(reader, "ended"))
		complain(reader, "ended", "missing");
	if (record->ended && !record->ended_ms)
		complain(reader, "ended_ms", "missing");
}

static void read_stop(struct record *record, struct reader *reader)
{
	char *reason = read_text(reader, "reason");
	int known = stop_reason_from_name(reason);

	record->stop.reason =
		known > 0 ? (enum stop_reason)known : STOP_UNKNOWN;
	free(reason);
	record->stop.by = read_text(reader, "by");
	record->stop.ms = read_count(reader, "ms");
}

static void read_signal(struct record *record, struct reader *reader)
{
	record->signal.number = read_int(reader, "number");
	record->signal.pid = (pid_t)read_number(reader, "pid", 0, INT_MAX);
	record->signal.uid = read_count(reader, "uid");
	record->signal.comm = read_text(reader, "comm");
	record->signal.ms = read_count(reader, "ms");
}

static void read_key(struct record *record, struct reader *reader)
{
	record->key.byte = (int)read_number(reader, "byte", 0, 255);
	record->key.count = read_count(reader, "count");
	record->key.isig = read_bool(reader, "isig");
	record->key.ms = read_count(reader, "ms");
}

static void read_oom(struct record *record, struct reader *reader)
{
	/* Below zero: the keeper could not read that counter. */
	int64_t before = read_number(reader, "before", -1, INT64_MAX);
	int64_t after = read_number(reader, "after", -1, INT64_MAX);
	char *source = read_text(reader, "source");

	record->oom_in_cgroup = source && !strcmp(source, "cgroup");
	if (source && !record->oom_in_cgroup && strcmp(source, "system"))
		complain(reader, "source", "expected cgroup or system");
	/* The counters of a cgroup that was made anew begin again. */
	if (is_given(reader, "before") && before >= 0 && after >= before)
		record->oom_kills = after - before;
	free(source);
}

/* A part is an object of its own; what was not witnessed is null. */
static void read_part(struct record *record, struct reader *reader,
	const char *name,
	void (*read)(struct record *record, struct reader *reader))
{
	const cJSON *json =
		cJSON_GetObjectItemCaseSensitive(reader->json, name);
	struct json_place place = { reader->place, name, -1 };
	struct reader part = { json, &place, reader->err, 0 };

	if (reader->rc < 0 || !is_given(reader, name))
		return;
	if (!cJSON_IsObject(json)) {
		complain(reader, name, "expected an object");
		return;
	}
	read(record, &part);
	reader->rc = part.rc;
}

static int read_record(struct record *record, const cJSON *json,
	const char *what, struct err *err)
{
	const struct json_place place = { NULL, what, -1 };
	struct reader reader = { json, &place, err, 0 };

	if (!cJSON_IsObject(json))
		return complain(&reader, NULL, "expected an object");
	if (read_count(&reader, "record") != RECORD_VERSION)
		return complain(&reader, "record", "expected version 1");
	record->oom_kills = -1;
	read_identity(record, &reader);
	read_facts(record, &reader);
	read_part(record, &reader, "stop", read_stop);
	read_part(record, &reader, "signal", read_signal);
	read_part(record, &reader, "key", read_key);
	read_part(record, &reader, "oom", read_oom);
	return reader.rc;
}

int record_parse(struct record *record, const char *bytes, size_t len,
	const char *what, struct err *err)
{
	struct record read = RECORD_INIT;
	cJSON *json = json_parse(bytes, len, RECORD_MAX_BYTES, what, err);
	int rc;

	if (!json)
		return -1;
	rc = read_record(&read, json, what, err);
	cJSON_Delete(json);
	if (rc < 0) {
		record_clear(&read);
		return -1;
	}
	*record = read;
	return 0;
}

int record_read(struct record *record, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *directory, *bytes;
	size_t len;
	int rc;

	directory = slash ? mem_copy_bytes(path, (size_t)(slash - path) + 1)
			  : mem_copy(".");
	rc = file_read_untrusted(&bytes, &len, directory,
		slash ? slash + 1 : path, RECORD_MAX_BYTES, err);
	free(directory);
	if (rc < 0)
		return -1;
	rc = record_parse(record, bytes, len, path, err);
	free(bytes);
	if (rc < 0)
		errno = EINVAL;
	return rc;
}

void record_clear(struct record *record)
{
	free(record->run);
	free(record->agent);
	free(record->host);
	free(record->boot_id);
	free(record->start_error);
	free(record->stop.by);
	free(record->signal.comm);
	*record = RECORD_INIT;
}
