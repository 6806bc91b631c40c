/*
 * daemon - what reeved is made of
 *
 * The rooms below know only core/ and what is beneath; here they are put
 * together. A handler of events is given the struct turn and nothing else.
 */
#ifndef SUPERVISOR_DAEMON_H
#define SUPERVISOR_DAEMON_H

#include "supervisor/act/act.h"
#include "supervisor/api/reader.h"
#include "supervisor/api/server.h"
#include "supervisor/core/journal_file.h"
#include "supervisor/core/keepers.h"
#include "supervisor/core/live_usage.h"
#include "supervisor/core/workers.h"
#include "supervisor/lead/down.h"
#include "supervisor/notify/notify.h"
#include "supervisor/sense/sense.h"

struct daemon {
	struct host host;
	struct config config;
	const char *config_path; /* NULL: defaults */
	struct turn turn;
	const struct effect_row *effects; /* how they are carried out */
	int leader_lock;
	int signals; /* signalfd */
	struct loop *loop;
	struct workers *workers;
	struct keepers *keepers;
	struct live_usage live_usage;
	struct journal_file *journal_file;
	struct sense sense;
	struct act act;
	struct notify *notify;
	struct server *server;
	struct readers *readers;
	struct down down;
};

/*
 * Opens everything; host.state, programs, config and the lease are already
 * there. Once it returns 0, clients can connect. daemon_close takes back
 * whatever a failed one had opened.
 */
int daemon_open(struct daemon *daemon, struct err *err);
/* Works until it is told to end. */
int daemon_run(struct daemon *daemon, struct err *err);
void daemon_close(struct daemon *daemon);

/* one_turn.c: handles all events, commits, carries out the effects. */
void daemon_turn(struct daemon *daemon);
/* … posts what is due by now. */
void daemon_post_due(struct daemon *daemon);
/* … wall time at which something is due next; 0: never. */
int64_t daemon_due_ms(struct daemon *daemon);

/* handlers.c: an event meets its handlers. */
void daemon_handle(struct daemon *daemon, struct event *event);

/* carry_out.c: how reeved carries effects out; `arg` is the daemon. */
extern const struct effect_row daemon_effects[EFFECTS];

#endif
