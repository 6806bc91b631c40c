/*
 * daemon - what reeved is made of
 *
 * One struct that all of supervisor/ works on. It holds handles and settings,
 * no truth: tasks are read from the store for each step, records from disk.
 */
#ifndef SUPERVISOR_DAEMON_H
#define SUPERVISOR_DAEMON_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/proc.h"
#include "model/config/config.h"
#include "store/store.h"
#include "supervisor/core/loop.h"
#include "supervisor/api/server.h"
#include "supervisor/core/watch.h"
#include "supervisor/core/workers.h"

struct notify;
struct waits;

struct daemon {
	const char *state; /* directory, absolute */
	const char *config_path; /* NULL: defaults */
	char programs[PATH_MAX]; /* where all three programs are */
	char host[256];
	char boot_id[BOOT_ID_SIZE];
	int64_t epoch;
	int64_t started_ms;
	int leader_lock;

	struct config config;
	/* Where the three /tmp places are in truth, after checking them. */
	char *checkpoints, *results, *logs;
	struct argv problems; /* sentences for `doctor` */

	struct loop *loop;
	struct store *store;
	struct watch *watch;
	struct follow *follow;
	struct waits *waits;
	struct still *still; /* see liveness_watch.h */
	struct server *server;
	struct workers *workers;
	struct notify *notify;
	struct talk *talks; /* with keepers that have not answered yet */
	int log_fd; /* reeve.jsonl */
	int signals; /* signalfd */
	struct client *leaving; /* who asked for `down`, or NULL */
	bool stop_all; /* … with --all */
	int64_t pruned_ms; /* wall time of the last pruning */
	int64_t retry_ms; /* look at all again then; 0: no */
	int64_t *starting; /* tasks to be dispatched, see start_run.h */
	size_t starting_count;
	int *gates; /* at which workers wait for the commit */
	size_t gate_count;
	bool looking; /* a worker looks why many runs ended: diagnose.h */
	int64_t slept_ms; /* since the boot, as last seen; -1: not yet */
	int64_t sleep_ms, woke_ms; /* the last sleep: how long, and its end */
	bool sweeps_git; /* a worker of a dead reeved may have left some */
	bool places_changed; /* look whether a queued task can start */
};

/*
 * Opens everything; state, programs, config and the lease are already there.
 * Once it returns 0, clients can connect. daemon_close takes back whatever a
 * failed one had opened.
 */
int daemon_open(struct daemon *daemon, struct err *err);
/* Works until it is told to end. */
int daemon_run(struct daemon *daemon, struct err *err);
void daemon_close(struct daemon *daemon);

#endif
