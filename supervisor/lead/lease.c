/*
 * lease - the right to lead this state directory: see lease.h
 */
#include "supervisor/lead/lease.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/sock.h"
#include "model/paths.h"

/* Each waits 40 ms for the lock. */
#define LEADER_TRIES 500

int lease_queue(const char *state, struct err *err)
{
	struct path path = path_state(state, "start.lock");

	return lock_take(path.text, LOCK_QUEUE, err);
}

static bool somebody_answers(const char *state)
{
	struct path path = path_state(state, "reeved.sock");
	int fd = sock_connect(path.text, SOCK_STREAM | SOCK_NONBLOCK, NULL);

	if (fd < 0)
		return errno == EAGAIN;
	close(fd);
	return true;
}

/*
 * Workers of a dead leader die with it; this waits until the last one has.
 * Then the lock is shared: our own workers inherit it.
 */
static int wait_for_workers(const char *state, struct err *err)
{
	struct path path = path_state(state, "workers.lock");
	int fd = lock_take(path.text, LOCK_QUEUE, err);

	if (fd < 0)
		return -1;
	close(fd);
	return lock_share(path.text, LOCK_QUEUE, err) < 0 ? -1 : 0;
}

int lease_take(const char *state, bool wait, int *lock, struct err *err)
{
	struct path path = path_state(state, "reeved.lock");

	*lock = lock_take(path.text, wait ? LOCK_QUEUE : LOCK_TRY, err);
	/* Whoever has it answers soon, or is on its way out. */
	for (int i = 0; *lock < 0 && errno == EWOULDBLOCK && i < LEADER_TRIES;
		i++) {
		if (somebody_answers(state))
			return 1;
		*lock = lock_take(path.text, LOCK_TRY, err);
	}
	if (*lock < 0)
		return -1;
	return wait_for_workers(state, err);
}

static int64_t read_epoch(const char *path)
{
	char *text = NULL;
	size_t len = 0;
	int64_t epoch = 0;

	if (file_read(&text, &len, path, 64, NULL) == 0)
		epoch = strtoll(text, NULL, 10);
	free(text);
	return epoch;
}

int lease_raise_epoch(struct host *host, struct store *store, struct err *err)
{
	struct path path = path_state(host->state, "epoch");
	int64_t outside = read_epoch(path.text), inside = 0;
	char text[32];

	if (store_get_epoch(store, &inside, err) < 0)
		return -1;
	if (inside < outside) {
		log_warn("the store has gone back: it knows epoch %lld, but "
			 "%lld was used",
			(long long)inside, (long long)outside);
		argv_add(&host->problems,
			"the store has gone back in time: tasks may be missing "
			"from it");
	}
	host->epoch = (inside > outside ? inside : outside) + 1;
	snprintf(text, sizeof(text), "%lld\n", (long long)host->epoch);
	if (file_replace(path.text, text, strlen(text), FILE_SYNC, err) < 0 ||
		store_set_epoch(store, host->epoch, err) < 0)
		return -1;
	return store_flush(store, err);
}
