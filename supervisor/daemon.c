/*
 * daemon - wire the rooms, run the loop, take it all down again
 *
 * The order matters: the lease before the store, the watches before the first
 * look, the look before the socket, so that whoever is answered is answered
 * from the truth.
 */
#include "supervisor/daemon.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "model/paths.h"
#include "supervisor/api/requests.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/state_dirs.h"
#include "supervisor/lead/lease.h"

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
	turn_post_places_changed(&daemon->turn);
	turn_post(
		&daemon->turn, &(struct event){ .kind = EVENT_LIMITS_CHANGED });
	log_info("the config was read again");
}

static void signal_readable(void *arg, uint32_t events)
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
	return loop_add(daemon->loop, daemon->signals, EPOLLIN, signal_readable,
		daemon, err);
}

static void turn_begin(void *arg)
{
	struct daemon *daemon = arg;

	turn_read_clocks(&daemon->turn);
}

static void timer_expired(void *arg, uint32_t events)
{
	(void)events;
	daemon_post_due(arg);
}

static void turn_end(void *arg)
{
	struct daemon *daemon = arg;

	sense_go_on(&daemon->sense);
	daemon_turn(daemon);
	if (!daemon->turn.is_ending)
		notify_deliver(daemon->notify);
	else if (down_is_over(&daemon->down, &daemon->turn))
		loop_stop(daemon->loop);
	/* What these two have emitted or written. */
	daemon_turn(daemon);
	loop_set_due(
		daemon->loop, daemon_due_ms(daemon), timer_expired, daemon);
}

static void request_came(void *arg, struct reply *reply, const cJSON *request)
{
	request_take(arg, reply, request);
}

static int open_store(struct daemon *daemon, struct err *err)
{
	struct path path = path_state(daemon->host.state, "reeve.db");
	char *url = mem_format("sqlite:%s", path.text);
	int rc = store_open(&daemon->turn.store, url, err);

	free(url);
	return rc < 0 ? rc
		      : lease_raise_epoch(
				&daemon->host, daemon->turn.store, err);
}

static bool worktree_is_suspect(const char *repo, const char *name)
{
	return worktree_suspect(repo, name) != SUSPICION_NONE;
}

static void open_turn(struct daemon *daemon)
{
	struct turn *turn = &daemon->turn;

	turn->config = &daemon->config;
	turn->host = &daemon->host;
	turn->live_usage = &daemon->live_usage;
	turn->worktree_is_suspect = worktree_is_suspect;
	turn->chance = random_number();
	turn->asleep_ms = -1;
	turn_read_clocks(turn);
	daemon->host.started_ms = turn->now_ms;
	daemon->effects = daemon_effects;
}

/* The rooms; each has its own handles, and the turn. */
static int open_rooms(struct daemon *daemon, struct err *err)
{
	struct turn *turn = &daemon->turn;

	daemon->keepers = keepers_open(daemon->loop, &daemon->host);
	daemon->act = (struct act){ .turn = turn,
		.workers = daemon->workers,
		.keepers = daemon->keepers };
	daemon->sense = (struct sense){
		.turn = turn, .loop = daemon->loop, .workers = daemon->workers
	};
	daemon->notify = notify_open(turn, daemon->workers);
	daemon->readers =
		readers_open(turn, daemon->workers, daemon->config_path);
	daemon->journal_file = journal_file_open(turn);
	return sense_open(&daemon->sense, err);
}

int daemon_open(struct daemon *daemon, struct err *err)
{
	struct host *host = &daemon->host;
	struct path socket = path_state(host->state, "reeved.sock");

	daemon->signals = -1;
	gethostname(host->name, sizeof(host->name) - 1);
	proc_boot_id(host->boot_id);
	open_turn(daemon);
	git_prepare();
	if (state_dirs_claim(host, &daemon->config, err) < 0 ||
		open_store(daemon, err) < 0 ||
		loop_open(&daemon->loop, err) < 0 ||
		open_signals(daemon, err) < 0 ||
		workers_open(&daemon->workers, daemon->loop,
			daemon->leader_lock, err) < 0)
		return -1;
	git_mark(host->state, host->epoch);
	if (open_rooms(daemon, err) < 0)
		return -1;
	unlink(path_state(host->state, "down").text);
	if (state_dirs_write_start(host, daemon->config_path, err) < 0)
		return -1;
	journal(&daemon->turn, JOURNAL_DAEMON_STARTED, NULL, 0, NULL);
	turn_post(&daemon->turn, &(struct event){ .kind = EVENT_RESCAN });
	turn_emit_task(&daemon->turn, EFFECT_PRUNE, 0);
	daemon_turn(daemon);
	return server_open(&daemon->server, daemon->loop, socket.text,
		request_came, &daemon->turn, err);
}

int daemon_run(struct daemon *daemon, struct err *err)
{
	int rc = loop_run(daemon->loop, turn_begin, turn_end, daemon, err);

	journal(&daemon->turn, JOURNAL_DAEMON_ENDED, NULL, 0, NULL);
	daemon_turn(daemon);
	return rc;
}

void daemon_close(struct daemon *daemon)
{
	keepers_close(daemon->keepers);
	workers_close(daemon->workers);
	git_mark(NULL, 0);
	readers_close(daemon->readers);
	notify_close(daemon->notify);
	sense_close(&daemon->sense);
	turn_clear(&daemon->turn);
	journal_file_close(daemon->journal_file);
	store_close(daemon->turn.store);
	if (daemon->down.reply)
		reply_release(daemon->down.reply);
	/* `reeve down` waits for this: by now nothing else is open any more. */
	server_close(daemon->server);
	daemon->server = NULL;
	loop_close(daemon->loop);
	if (daemon->signals >= 0)
		close(daemon->signals);
	live_usage_clear(&daemon->live_usage);
	config_clear(&daemon->config);
	host_clear(&daemon->host);
}
