/*
 * main - reeve-keeper STATE NAME
 *
 * tmux starts the keeper as the command of a pane, and the keeper starts the
 * agent. The keeper is the agent's parent, so it is the only process that can
 * learn how the agent ended. It knows nothing about tasks, retries or the
 * store, so a defect there cannot break it. Here it takes its lock, its socket
 * and the pane; then the loop runs until the keeper is to exit.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define NAME_BYTES 64
#define LETTERS    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static void signals_open(struct keeper *keeper)
{
	static const int heard[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGQUIT,
		SIGWINCH };
	static const int ignored[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE,
		SIGUSR1, SIGUSR2, SIGALRM };
	sigset_t set;

	sigemptyset(&set);
	/* SIGCHLD may be inherited as ignored: no wait status then. */
	for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++) {
		signal(heard[i], SIG_DFL);
		sigaddset(&set, heard[i]);
	}
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sigprocmask(SIG_SETMASK, &set, NULL);
	watch_init(&keeper->signals,
		signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), FROM_SIGNALS);
}

static void keeper_init(struct keeper *keeper)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		watch_init(&keeper->clients[i].watch, -1, FROM_CLIENT + i);
	watch_init(&keeper->keys.request, -1, FROM_REEVED);
	watch_init(&keeper->leader.process, -1, FROM_LEADER);
	watch_init(&keeper->pty.master, -1, FROM_AGENT);
	watch_init(&keeper->terminal.watch, -1, FROM_TERMINAL);
	watch_init(&keeper->listener, -1, FROM_LISTENER);
	keeper->pty.slave = -1;
	keeper->transcript.fd = -1;
}

/* The lock is held until the keeper's death; so others learn of its death. */
static int socket_open(struct keeper *keeper, struct err *err)
{
	struct path path = path_keeper(keeper->state, keeper->name, "lock");
	int fd;

	if (lock_take(path.text, LOCK_TRY, err) < 0) {
		if (errno == EWOULDBLOCK)
			err_set(err, EXIT_TRY_LATER,
				"cannot keep agent '%s': another keeper does",
				keeper->name);
		return -1;
	}
	path = path_keeper(keeper->state, keeper->name, "sock");
	fd = sock_listen(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, err);
	if (fd < 0)
		return -1;
	watch_init(&keeper->listener, fd, FROM_LISTENER);
	return 0;
}

static int keeper_open(struct keeper *keeper, struct err *err)
{
	int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	keeper_init(keeper);
	keeper->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch_init(&keeper->timer, timer, FROM_TIMER);
	signals_open(keeper);
	if (keeper->epoll < 0 || timer < 0 || keeper->signals.fd < 0)
		return err_sys(err, "cannot open descriptors to wait for");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return err_sys(err, "cannot become a subreaper");
	if (socket_open(keeper, err) < 0 ||
		terminal_open(&keeper->terminal, FROM_TERMINAL, err) < 0)
		return -1;
	watch_want(&keeper->signals, keeper->epoll, EPOLLIN);
	watch_want(&keeper->timer, keeper->epoll, EPOLLIN);
	watch_want(&keeper->listener, keeper->epoll, EPOLLIN);
	return 0;
}

static bool is_agent_name(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= NAME_BYTES && strchr(LETTERS, name[0]) &&
	       strspn(name, LETTERS "0123456789_-") == len;
}

static int print_error(const struct err *err)
{
	fprintf(stderr, "reeve-keeper: %s\n", err->message);
	return err->code ? (int)err->code : EXIT_TRY_LATER;
}

static int check_arguments(int argc, char **argv, struct err *err)
{
	if (argc != 3)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use: STATE and NAME are needed");
	if (argv[1][0] != '/' || strlen(argv[1]) > PATH_MAX - 256)
		return err_set(err, EXIT_WRONG_USE,
			"wrong state directory: '%.200s': not an absolute path",
			argv[1]);
	if (!is_agent_name(argv[2]))
		return err_set(err, EXIT_WRONG_USE,
			"wrong name: '%.100s': letters, digits, _ and - only",
			argv[2]);
	return 0;
}

int main(int argc, char **argv)
{
	static struct keeper keeper;
	struct err err = ERR_INIT;

	if (check_arguments(argc, argv, &err) < 0)
		return print_error(&err);
	umask(077);
	if (chdir("/") < 0) {
		err_sys(&err, "cannot enter '/'");
		return print_error(&err);
	}
	keeper.state = argv[1];
	keeper.name = argv[2];
	if (keeper_open(&keeper, &err) < 0)
		return print_error(&err);
	terminal_print(&keeper.terminal,
		"reeve: %s: no run yet; waiting for the first", argv[2]);
	keeper_loop(&keeper);
	client_refuse_all(&keeper);
	terminal_close(&keeper.terminal, keeper.epoll);
	return EXIT_DONE;
}
