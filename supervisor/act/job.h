/*
 * job - a worker's work on one task
 *
 * A copy of the task, as it is after the commit, and what else the worker needs.
 * job_start hands the job over to a worker; whatever comes of it, the job is
 * freed after its `done`.
 */
#ifndef SUPERVISOR_ACT_JOB_H
#define SUPERVISOR_ACT_JOB_H

#include "supervisor/act/act.h"

struct job {
	struct act *act;
	struct task task;
	struct argv caller; /* the environment of its caller */
	char run[RUN_ID_SIZE]; /* "12.2", the newest */
	struct reply *reply; /* who asked, held; or NULL */
	struct new_tasks *new_tasks;
	char *text, *by;
	struct argv keys; /* to type */
	int64_t began_ms; /* wall time of a look at a screen */
	/* start_run.c */
	struct run last; /* the run before, where has_last */
	bool has_last;
	struct review_list reviews;
	int pipe; /* for the worker to wait at; 0: none */
	bool waited; /* in the worker: at the pipe … */
	char word; /* … and this came; 0: nothing did */
	pid_t leader; /* reeved; of a keeper's run: the keeper */
	/* run_work.c */
	int tries; /* that were cut off */
	bool only_sweep; /* the last one was: end what it has started */
	struct err cut_off; /* … for this reason */
};

/* NULL, with the reason in err: there is no such task. 0: of no task. */
struct job *job_new(struct act *act, int64_t task, struct err *err);
void job_free(void *job); /* accepts NULL */

/* Its newest run and the environment of its caller. */
int job_read_caller(struct job *job, struct err *err);

/*
 * Starts the worker. `of_task`: it counts as one of the task's workers, and a
 * stop ends it. When it cannot be started the job is freed, and -1.
 */
int job_start(struct job *job, worker_fn *run, worker_done_fn *done,
	bool of_task, struct err *err);

/*
 * The same for work that a task waits for: what cannot be started is begun again
 * with everything else, a little later.
 */
void job_start_or_retry(struct job *job, worker_fn *run, worker_done_fn *done);

/* An event of the job's task and run, which takes a copy of the answer. */
void job_post(struct job *job, enum event_kind kind, const cJSON *answer,
	const struct err *why);

#endif
