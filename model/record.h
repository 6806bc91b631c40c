/*
 * record - what a keeper wrote down of a run
 *
 * records/ID.json, version 1, replaced whole by that run's keeper at start and
 * at end. Times are wall milliseconds. What was not witnessed is absent: the
 * `…_ms` of such a part is 0.
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "model/stop_reason.h"

struct record {
	char *run, *agent, *host, *boot_id; /* owned */
	int64_t task, epoch;
	pid_t keeper_pid, pid;
	int64_t pid_start;
	int64_t started_ms, ended_ms, duration_ms;
	bool ended;
	bool status_known;
	int wait_status;
	char *start_error; /* exec failed: why; else NULL */
	int64_t output_ms, output_bytes, left_behind;
	int64_t typed; /* the last text that was typed whole; 0: none */
	int64_t user_ms, system_ms, max_rss_kib;
	struct {
		int64_t ms; /* 0: nobody asked it to stop */
		enum stop_reason reason;
		char *by;
	} stop;
	struct {
		int64_t ms; /* 0: no signal was sent to the keeper */
		int number;
		pid_t pid;
		int64_t uid;
		char *comm;
	} signal;
	struct {
		int64_t ms; /* 0: neither Ctrl-C nor Ctrl-\ was typed */
		int byte; /* 3 or 28 */
		int64_t count;
		bool isig; /* the terminal turned it into a signal */
	} key;
	int64_t hangup_ms;
	int64_t oom_kills; /* while it ran; -1: not known */
	bool oom_in_cgroup; /* counted in its own cgroup, not machine-wide */
};

#define RECORD_INIT ((struct record){ 0 })

/*
 * Reads and checks a record; a damaged one is an error that says where. It is
 * read as a file that somebody else may have planted. Missing: errno ENOENT.
 */
int record_read(struct record *record, const char *path, struct err *err);
/* The same from memory; `what` names the source in errors. */
int record_parse(struct record *record, const char *bytes, size_t len,
	const char *what, struct err *err);
void record_clear(struct record *record);

#endif
