/*
 * workers - slow work, done beside the loop
 *
 * A worker is a forked child with a name of its own that runs one function,
 * answers with one JSON object through a pipe, and ends. It does not hold the
 * leader's lock, it holds a share of workers.lock (a new leader waits for that
 * before it acts), and it dies with reeved.
 */
#ifndef SUPERVISOR_CORE_WORKERS_H
#define SUPERVISOR_CORE_WORKERS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "supervisor/core/loop.h"

struct workers;

/* In the child: fills `answer`, or fails with the reason. */
typedef int worker_fn(void *arg, cJSON *answer, struct err *err);

/*
 * In the parent, once the child has ended: rc is 0, or -1 with the reason. A
 * child that was killed has failed too. `answer` is only lent.
 */
typedef void worker_done_fn(
	void *arg, int rc, const cJSON *answer, const struct err *err);

struct work {
	worker_fn *run;
	worker_done_fn *done;
	void *arg; /* for both */
	void (*free)(void *arg); /* after done; NULL: nothing to free */
	int64_t task; /* 0: of no task */
};

/* `close_fd` (the leader's lock) is closed in every worker. */
int workers_open(struct workers **workers, struct loop *loop, int close_fd,
	struct err *err);
/* Ends those that still run, and the git they wait for, without calling done.
 * Accepts NULL. */
void workers_close(struct workers *workers);

/*
 * Starts one. When that fails done is not called, and `arg` has been freed.
 */
int worker_start(
	struct workers *workers, const struct work *work, struct err *err);

/*
 * The workers of a task end at once where they wait for git, or for a command
 * of a person's, and this ends with them; else as soon as they come to that.
 * Their done is called as they end, as that of one that died.
 */
void workers_give_up(struct workers *workers, int64_t task);
bool workers_has(const struct workers *workers, int64_t task);

#endif
