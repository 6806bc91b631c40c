/*
 * run - what the keeper knows of the run in its pane
 *
 * Plain data: filled by start.c, witness.c and run.c, told by record.c. Times
 * ending in _ms are wall time, those in _boot_ms since boot. Pids are 0 and
 * times are 0 where there is nothing.
 */
#ifndef KEEPER_RUN_H
#define KEEPER_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/proc.h"
#include "keeper/oom.h"
#include "model/stop_reason.h"

#define RUN_ID_SIZE   24 /* TASK.N, ten digits each */
#define RUN_TEXT_SIZE 128

enum run_phase {
	RUN_NONE, /* none yet, or the last one has ended */
	RUN_GOING,
	RUN_STOPPING, /* it was asked to end */
	RUN_CLEARING, /* the agent is dead, what it left is being ended */
	RUN_DRAINING, /* what was written is on its way */
	RUN_UNRECORDED, /* its end could not be written yet */
};

struct run {
	enum run_phase phase;
	char id[RUN_ID_SIZE];
	int64_t task, epoch;
	char profile[RUN_TEXT_SIZE];
	int stop_signal;
	int64_t grace_ms;
	bool types; /* its standard input is the terminal */

	pid_t pid, renderer;
	bool agent_dead, killing;
	uint64_t pid_start;
	int64_t started_ms, started_boot_ms;
	int64_t deadline_boot_ms; /* of the phase; 0: none */

	bool ended, status_known;
	int wait_status;
	int start_errno;
	char start_error[512]; /* empty: it was started */
	int64_t ended_ms, ended_boot_ms;
	struct rusage usage;
	int64_t output_ms, output_bytes;
	int64_t output_boot_ms; /* the same moment as output_ms */
	int64_t typed; /* number of the last text that was typed whole */
	int signalled_before; /* processes ended together with the agent */
	int left_behind;

	struct {
		enum stop_reason reason;
		char by[RUN_TEXT_SIZE];
		int64_t ms; /* 0: nobody asked */
	} stop;
	struct {
		int number; /* 0: none */
		pid_t pid;
		uid_t uid;
		char comm[PROC_COMM_SIZE];
		int64_t ms;
	} signal;
	struct {
		int byte, count; /* 0: none */
		int64_t ms;
		bool isig;
	} key;
	int64_t hangup_ms;
	struct {
		int64_t before, after;
		enum oom_source source;
	} oom;
	int transcript_error; /* an errno; 0: none */
};

#endif
