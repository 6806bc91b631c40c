/*
 * keeper_client - give a keeper a command: see keeper_client.h
 */
#include "dispatcher/keeper_client.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/kv.h"
#include "base/lock.h"
#include "base/sock.h"
#include "model/command.h"
#include "model/paths.h"

/* A lock is released this long, at most, after its file was closed. */
#define KEEPER_CLOSING_MS 20

static int keeper_wait_readable(int fd, int64_t until_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int64_t left = until_ms - clock_boot_ms();
	int rc;

	do
		rc = poll(&ready, 1, left > 0 ? (int)left : 0);
	while (rc < 0 && errno == EINTR);
	return rc == 1 ? 0 : -1;
}

static int keeper_connect(const char *state, const char *agent)
{
	struct path path = path_keeper(state, agent, "sock");

	return sock_connect(path.text, SOCK_SEQPACKET, NULL);
}

static int keeper_no_answer(const char *agent, struct err *err)
{
	err_set(err, EXIT_TRY_LATER,
		"cannot reach the keeper of '%s': it does not answer", agent);
	return err_hint(err, "reeve doctor");
}

/* A keeper as it was seen last, and whether it was ever seen alive. */
struct keeper_look {
	const char *state, *agent;
	bool lives, has_lived, listens;
};

bool keeper_is_alive(const char *state, const char *agent)
{
	struct path lock = path_keeper(state, agent, "lock");

	return lock_is_held(lock.text);
}

static void keeper_look_again(struct keeper_look *look)
{
	int fd = keeper_connect(look->state, look->agent);

	look->listens = fd >= 0;
	if (fd >= 0)
		close(fd);
	look->lives = keeper_is_alive(look->state, look->agent);
	look->has_lived |= look->lives;
}

static bool keeper_listens_or_died(const struct keeper_look *look)
{
	return look->listens || (look->has_lived && !look->lives);
}

static bool keeper_is_dead(const struct keeper_look *look)
{
	return !look->lives;
}

/* Looks again at each change in STATE/keepers, until `fact` is true. */
static int keeper_await_fact(struct keeper_look *at,
	bool (*fact)(const struct keeper_look *look), int64_t limit_ms)
{
	struct path keepers = path_state(at->state, "keepers");
	int64_t until_ms = clock_boot_ms() + limit_ms, again_ms = until_ms;
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), rc = -1;
	char events[4096];

	/*
	 * IN_MOVED_TO: a socket is renamed when it listens. IN_CLOSE_WRITE: the
	 * lock's file was closed; the lock itself is released a moment later.
	 */
	if (watch < 0 || inotify_add_watch(watch, keepers.text,
				 IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
		goto out;
	for (keeper_look_again(at); !fact(at); keeper_look_again(at)) {
		bool told = keeper_wait_readable(watch, again_ms) == 0;

		if (!told && again_ms == until_ms)
			goto out;
		while (read(watch, events, sizeof(events)) > 0)
			;
		again_ms =
			told ? clock_boot_ms() + KEEPER_CLOSING_MS : until_ms;
		if (again_ms > until_ms)
			again_ms = until_ms;
	}
	rc = 0;
out:
	if (watch >= 0)
		close(watch);
	return rc;
}

int keeper_await(
	const char *state, const char *agent, int64_t limit_ms, struct err *err)
{
	struct keeper_look at = { .state = state, .agent = agent };

	if (keeper_await_fact(&at, keeper_listens_or_died, limit_ms) == 0 &&
		at.listens)
		return 0;
	return keeper_no_answer(agent, err);
}

int keeper_await_end(const char *state, const char *agent, int64_t limit_ms)
{
	struct keeper_look at = { .state = state, .agent = agent };

	return keeper_await_fact(&at, keeper_is_dead, limit_ms);
}

int keeper_run(const char *state, const char *agent, const char *run,
	int64_t epoch, pid_t leader, int64_t limit_ms, struct err *err)
{
	int64_t until_ms = clock_boot_ms() + limit_ms;
	char bytes[1024], answer[4096];
	struct kv_writer packet = { bytes, sizeof(bytes), 0, 0 };
	int fd = keeper_connect(state, agent), rc = -1;
	const char *why;
	ssize_t len;

	kv_put_number(&packet, "keeper", COMMAND_VERSION);
	kv_put(&packet, "command", "run");
	kv_put_number(&packet, "epoch", epoch);
	kv_put_number(&packet, "leader", leader);
	kv_put(&packet, "run", run);
	if (fd < 0 || send(fd, bytes, packet.len, MSG_NOSIGNAL) < 0 ||
		keeper_wait_readable(fd, until_ms) < 0 ||
		(len = recv(fd, answer, sizeof(answer), 0)) <= 0) {
		keeper_no_answer(agent, err);
		goto out;
	}
	why = kv_get(answer, (size_t)len, "error");
	if (why)
		err_set(err, EXIT_TRY_LATER, "cannot start run %s: %s", run,
			why);
	else
		rc = 0;
out:
	if (fd >= 0)
		close(fd);
	return rc;
}
