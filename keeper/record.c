/*
 * record - records/ID.json: see record.h
 *
 * There is no fsync: a power cut ends every run anyway, and the time from an
 * agent's death to its record delays the next run.
 */
#include "keeper/record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "keeper/json.h"
#include "model/paths.h"

#define RECORD_VERSION 1
#define RECORD_BYTES   8192
#define HOST_SIZE      256

static int64_t milliseconds(const struct timeval *time)
{
	return (int64_t)time->tv_sec * 1000 + time->tv_usec / 1000;
}

static void json_number_or_null(
	struct json *json, const char *name, int64_t value)
{
	if (value)
		json_number(json, name, value);
	else
		json_null(json, name);
}

/* The same in all records of this keeper. */
static struct {
	char host[HOST_SIZE], boot_id[BOOT_ID_SIZE];
	pid_t pid; /* 0: not known yet */
	uint64_t start;
} self;

static void self_init(void)
{
	if (self.pid)
		return;
	gethostname(self.host, sizeof(self.host) - 1);
	proc_boot_id(self.boot_id);
	self.pid = getpid();
	self.start = proc_start_time(self.pid);
}

static void record_put_start(
	struct json *json, const struct run *run, const char *agent)
{
	json_number(json, "record", RECORD_VERSION);
	json_text(json, "run", run->id);
	json_text(json, "agent", agent);
	json_number(json, "task", run->task);
	json_text(json, "profile", run->profile);
	json_text(json, "host", self.host);
	json_text(json, "boot_id", self.boot_id);
	json_number(json, "epoch", run->epoch);
	json_number(json, "keeper_pid", self.pid);
	json_number(json, "keeper_start", (int64_t)self.start);
	json_number(json, "pid", run->pid);
	json_number(json, "pid_start", (int64_t)run->pid_start);
	json_number(json, "started_ms", run->started_ms);
	json_bool(json, "ended", run->ended);
}

static void record_put_stop(struct json *json, const struct run *run)
{
	if (!run->stop.ms) {
		json_null(json, "stop");
		return;
	}
	json_open(json, "stop");
	json_text(json, "reason", stop_reason_name(run->stop.reason));
	json_text(json, "by", run->stop.by);
	json_number(json, "ms", run->stop.ms);
	json_close(json);
}

static void record_put_signal(struct json *json, const struct run *run)
{
	if (!run->signal.number) {
		json_null(json, "signal");
		return;
	}
	json_open(json, "signal");
	json_number(json, "number", run->signal.number);
	json_number(json, "pid", run->signal.pid);
	json_number(json, "uid", run->signal.uid);
	json_text(json, "comm", run->signal.comm);
	json_number(json, "ms", run->signal.ms);
	json_close(json);
}

static void record_put_key(struct json *json, const struct run *run)
{
	if (!run->key.count) {
		json_null(json, "key");
		return;
	}
	json_open(json, "key");
	json_number(json, "byte", run->key.byte);
	json_number(json, "ms", run->key.ms);
	json_number(json, "count", run->key.count);
	json_bool(json, "isig", run->key.isig);
	json_close(json);
}

static void record_put_oom(struct json *json, const struct run *run)
{
	if (run->oom.source == OOM_NONE) {
		json_null(json, "oom");
		return;
	}
	json_open(json, "oom");
	json_number(json, "before", run->oom.before);
	json_number(json, "after", run->oom.after);
	json_text(json, "source",
		run->oom.source == OOM_CGROUP ? "cgroup" : "system");
	json_close(json);
}

static void record_put_end(struct json *json, const struct run *run)
{
	json_number(json, "ended_ms", run->ended_ms);
	json_number(
		json, "duration_ms", run->ended_boot_ms - run->started_boot_ms);
	if (run->status_known)
		json_number(json, "wait_status", run->wait_status);
	else
		json_null(json, "wait_status");
	if (run->start_error[0])
		json_text(json, "start_error", run->start_error);
	else
		json_null(json, "start_error");
	json_number(json, "start_errno", run->start_errno);
	json_number(json, "user_ms", milliseconds(&run->usage.ru_utime));
	json_number(json, "system_ms", milliseconds(&run->usage.ru_stime));
	json_number(json, "max_rss_kib", run->usage.ru_maxrss);
	json_number(json, "output_ms", run->output_ms);
	json_number(json, "output_bytes", run->output_bytes);
	json_number(json, "left_behind", run->left_behind);
	json_number(json, "typed", run->typed);
	record_put_stop(json, run);
	record_put_signal(json, run);
	record_put_key(json, run);
	json_number_or_null(json, "hangup_ms", run->hangup_ms);
	record_put_oom(json, run);
	if (run->transcript_error)
		json_text(json, "transcript_error",
			strerror(run->transcript_error));
	else
		json_null(json, "transcript_error");
}

static int record_overwrite(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	int rc;

	if (fd < 0)
		return -1;
	rc = write_all(fd, bytes, len);
	if (!rc)
		rc = ftruncate(fd, (off_t)len);
	close(fd);
	return rc;
}

int record_write(const struct run *run, const char *state, const char *agent,
	struct err *err)
{
	static char bytes[RECORD_BYTES];
	struct path path = path_record(state, run->id);
	struct json json = { .bytes = bytes, .size = sizeof(bytes) - 1 };

	self_init();
	json_open(&json, NULL);
	record_put_start(&json, run, agent);
	if (run->ended)
		record_put_end(&json, run);
	json_close(&json);
	bytes[json.len++] = '\n';
	if (file_replace(path.text, bytes, json.len, FILE_NO_SYNC, err) == 0)
		return 0;
	return run->ended ? record_overwrite(path.text, bytes, json.len) : -1;
}
