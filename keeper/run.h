/*
 * run - one start of the agent, from its launch to its record
 *
 * A run goes through its phases in order; RUN_STOPPING is left out when the
 * agent ends by itself:
 *
 *	RUN_IDLE ─start─▶ RUN_RUNNING ─stop─▶ RUN_STOPPING ─agent dead─▶
 *	RUN_CLEARING ─tree empty─▶ RUN_DRAINING ─output read─▶ RUN_IDLE
 *	(or RUN_UNRECORDED, while the end cannot be written)
 *
 * However the agent ended, everything it started is ended after it: by SIGTERM,
 * and by SIGKILL after the grace. Then the output is read to its end and the
 * record is replaced; only then the next run may start. Nothing here waits:
 * each step is taken when a signal, a terminal or the timer says that it is
 * due.
 *
 * Times in _ms are wall time, times in _boot_ms since boot. Pids and times are
 * 0 where there is none.
 */
#ifndef KEEPER_RUN_H
#define KEEPER_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/proc.h"
#include "keeper/oom.h"
#include "model/command.h"
#include "model/stop_reason.h"

#define RUN_ID_SIZE   24 /* TASK.N, ten digits each */
#define RUN_TEXT_SIZE 128

/* For the pane to take output, for a renderer to end. */
#define DRAIN_TIMEOUT_MS 2000

struct keeper;

enum run_phase {
	RUN_IDLE, /* none yet, or the last one has ended */
	RUN_RUNNING,
	RUN_STOPPING, /* the agent was asked to end */
	RUN_CLEARING, /* the agent is dead; the rest of its tree is ended */
	RUN_DRAINING, /* the rest of the output is read */
	RUN_UNRECORDED, /* the end could not be written yet; tried again */
};

/* Filled by run_start.c, run.c, relay.c, inject.c and witness.c; written to the
 * record by record.c. Of the last run while none is active. */
struct run {
	enum run_phase phase;
	int64_t deadline_boot_ms; /* of the phase; 0: none */
	bool children_changed; /* a child has ended since the last step */
	bool killing; /* the time of the phase is over: SIGKILL */

	/* From the launch. */
	char id[RUN_ID_SIZE];
	int64_t task, epoch;
	char profile[RUN_TEXT_SIZE];
	int stop_signal;
	int64_t grace_ms;
	bool reads_terminal; /* standard input is the terminal, not a file */

	pid_t pid, renderer;
	uint64_t pid_start;
	bool agent_dead;
	int64_t started_ms, started_boot_ms;

	bool ended, status_known;
	int wait_status;
	int start_errno;
	char start_error[512]; /* empty: the agent was started */
	int64_t ended_ms, ended_boot_ms;
	struct rusage usage;
	int64_t output_ms,
		output_boot_ms; /* of the last output, or the start */
	int64_t output_bytes;
	int64_t typed; /* number of the last text that was typed whole */
	int signalled_before; /* processes ended together with the agent */
	int left_behind; /* processes ended after it */

	struct {
		enum stop_reason reason;
		char by[RUN_TEXT_SIZE];
		int64_t ms; /* 0: no stop was requested */
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

static inline bool run_is_active(const struct run *run)
{
	return run->phase != RUN_IDLE;
}

/* True when the deadline of the phase has passed. */
bool run_is_due(const struct run *run);

/*
 * Starts runs/ID/launch (run_start.c). A program that cannot be started is a
 * run as well, which ends at once; its record says why. A refusal is an error
 * with the reason in `err`. Asking twice for the same run is harmless.
 */
enum command_error run_start(
	struct keeper *keeper, const char *id, int64_t epoch, struct err *err);

/* Writes the record of the start, or tries again later. */
void run_record_start(struct keeper *keeper);

/* Asks the agent to end, and notes who wanted it. Twice is harmless. */
void run_stop(struct keeper *keeper, enum stop_reason reason, const char *by);

/* Asks the agent to end by these signals (0: none). Twice is harmless. */
void run_end(struct run *run, int first, int second);

/* A child has ended: reaps all there are. */
void run_reap(struct keeper *keeper);

/*
 * Takes the step of the phase that is due, and returns the phase. In
 * RUN_DRAINING the caller reads the output, and calls run_finish() at its end;
 * in RUN_UNRECORDED it calls run_record_end() when that is due.
 */
enum run_phase run_step(struct keeper *keeper);

/* True when draining has taken too long. Kills a renderer that hangs first. */
bool run_drain_expired(struct run *run);

/* Nothing more will happen in this run: notes what is known at its end. */
void run_finish(struct keeper *keeper);

/*
 * Writes the record of the end; RUN_IDLE after that. False when the record
 * could not be written: RUN_UNRECORDED, due again in 5 s.
 */
bool run_record_end(struct keeper *keeper);

#endif
