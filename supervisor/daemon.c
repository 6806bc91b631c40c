/*
 * daemon - wire the parts, run the loop, take it all down again
 *
 * The order matters: the lease before the store, the watches before the first
 * look, the look before the socket, so that whoever is answered is answered
 * from the truth.
 */
#include "supervisor/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"
#include "model/paths.h"
#include "supervisor/act/start_run.h"
#include "supervisor/sense/run_events.h"
#include "supervisor/core/journal.h"
#include "supervisor/act/retention.h"
#include "supervisor/core/keepers.h"
#include "supervisor/lead/down.h"
#include "supervisor/act/diagnose.h"
#include "supervisor/lead/lease.h"
#include "supervisor/sense/records.h"
#include "supervisor/notify/notify.h"
#include "supervisor/core/state_dirs.h"
#include "supervisor/api/requests.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/sense/liveness_watch.h"
#include "supervisor/sense/attention/attention_watch.h"

/* A broken new config leaves the old one in force. */
static void reload_config(struct daemon *daemon)
{
	struct config config = { 0 };
	struct err err = ERR_INIT;

	if (config_load(&config, daemon->config_path, environ, &err) < 0) {
		log_err(&err);
		return;
	}
	config_clear(&daemon->config);
	daemon->config = config;
	daemon->places_changed = true;
	notice_limits(daemon);
	log_info("the config was read again");
}

static void on_signal(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct signalfd_siginfo info;

	(void)events;
	while (read(daemon->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			reload_config(daemon);
			continue;
		}
		log_info("ended by signal %u from process %u", info.ssi_signo,
			info.ssi_pid);
		loop_stop(daemon->loop);
	}
}

static int open_signals(struct daemon *daemon, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return err_sys(err, "cannot block signals");
	signal(SIGPIPE, SIG_IGN);
	daemon->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (daemon->signals < 0)
		return err_sys(err, "cannot watch signals");
	return loop_add(
		daemon->loop, daemon->signals, EPOLLIN, on_signal, daemon, err);
}

/* After each batch of events: start what can start, make all durable. */
static void settle(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct err err = ERR_INIT;

	(void)events;
	mass_note_clocks(daemon);
	do {
		if (daemon->places_changed && !daemon->leaving)
			schedule(daemon);
		dispatch_all(daemon);
		if (store_flush(daemon->store, &err) < 0) {
			log_err(&err);
			schedule_retry(daemon);
		}
	} while ((daemon->places_changed && !daemon->leaving) ||
		 daemon->starting_count);
	if (!daemon->leaving)
		notify_deliver(daemon);
	leave_check(daemon);
	schedule_due(daemon);
}

static int open_store(struct daemon *daemon, struct err *err)
{
	struct path path = path_state(daemon->state, "reeve.db");
	char *url = mem_format("sqlite:%s", path.text);
	int rc = store_open(&daemon->store, url, err);

	free(url);
	return rc < 0 ? rc : lease_raise_epoch(daemon, err);
}

static int open_watch(struct daemon *daemon, struct err *err)
{
	struct path records = path_state(daemon->state, "records");
	struct path keepers = path_state(daemon->state, "keepers");

	if (watch_open(&daemon->watch, daemon->loop, err) < 0 ||
		watch_add(daemon->watch, records.text, notice_record, daemon,
			err) < 0 ||
		watch_add(daemon->watch, keepers.text, notice_keeper, daemon,
			err) < 0)
		return -1;
	return watch_add(daemon->watch, daemon->checkpoints, notice_checkpoint,
		daemon, err);
}

int daemon_open(struct daemon *daemon, struct err *err)
{
	struct path socket = path_state(daemon->state, "reeved.sock");

	daemon->started_ms = clock_wall_ms();
	daemon->log_fd = daemon->signals = -1;
	daemon->slept_ms = -1;
	gethostname(daemon->host, sizeof(daemon->host) - 1);
	proc_boot_id(daemon->boot_id);
	git_prepare();
	if (places_claim(daemon, err) < 0 || open_store(daemon, err) < 0 ||
		loop_open(&daemon->loop, err) < 0 ||
		open_signals(daemon, err) < 0 ||
		workers_open(&daemon->workers, daemon->loop,
			daemon->leader_lock, err) < 0)
		return -1;
	git_mark(daemon->state, daemon->epoch);
	daemon->notify = notify_open();
	journal_open(daemon);
	if (open_watch(daemon, err) < 0 ||
		follow_open(&daemon->follow, daemon, err) < 0 ||
		waits_open(&daemon->waits, daemon, err) < 0)
		return -1;
	unlink(path_state(daemon->state, "down").text);
	if (places_write_start(daemon, err) < 0)
		return -1;
	journal(daemon, JOURNAL_DAEMON_STARTED, NULL, 0, NULL);
	notice_all(daemon);
	keep_prune(daemon);
	return server_open(&daemon->server, daemon->loop, socket.text,
		requests_answer, daemon, err);
}

int daemon_run(struct daemon *daemon, struct err *err)
{
	int rc = loop_run(daemon->loop, settle, daemon, err);

	journal(daemon, JOURNAL_DAEMON_ENDED, NULL, 0, NULL);
	if (store_flush(daemon->store, err) < 0)
		rc = -1;
	return rc;
}

void daemon_close(struct daemon *daemon)
{
	keepers_close(daemon);
	workers_close(daemon->workers);
	git_mark(NULL, 0);
	notify_close(daemon->notify);
	watch_close(daemon->watch);
	follow_close(daemon->follow);
	waits_close(daemon->waits);
	still_close(daemon);
	journal_close(daemon);
	store_close(daemon->store);
	/* `reeve down` waits for this: by now nothing of ours is open any more. */
	server_close(daemon->server);
	daemon->server = NULL;
	loop_close(daemon->loop);
	if (daemon->signals >= 0)
		close(daemon->signals);
	config_clear(&daemon->config);
	argv_clear(&daemon->problems);
	free(daemon->starting);
	free(daemon->gates);
	free(daemon->checkpoints);
	free(daemon->results);
	free(daemon->logs);
}
