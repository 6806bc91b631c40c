/*
 * reeved - whether the supervisor runs, and how it is started again: see
 * reeved.h
 */
#include "keeper/reeved.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sock.h"
#include "keeper/spawn.h"
#include "model/launch.h"
#include "model/paths.h"

int reeved_connect(const char *state)
{
	struct path path = path_state(state, "reeved.sock");

	return sock_connect(path.text, SOCK_STREAM | SOCK_NONBLOCK, NULL);
}

bool reeved_ended_in_order(const char *state)
{
	struct path path = path_state(state, "reeved.sock");

	return access(path.text, F_OK) < 0 && errno == ENOENT;
}

/* A full queue (EAGAIN) means that reeved runs and is busy. */
static bool reeved_runs(const char *state)
{
	int fd = reeved_connect(state);

	if (fd < 0)
		return errno != ENOENT && errno != ECONNREFUSED;
	close(fd);
	return true;
}

enum reeved_state reeved_revive(const char *state, pid_t *child)
{
	struct path down, start;
	struct launch launch;
	struct spawn daemon;

	if (reeved_runs(state))
		return REEVED_RUNS;
	if (*child)
		return REEVED_STARTED;
	down = path_state(state, "down");
	start = path_state(state, "start");
	if (access(down.text, F_OK) == 0 ||
		launch_read(&launch, start.text, NULL) < 0)
		return REEVED_DOWN;
	daemon = (struct spawn){ .program = launch.program,
		.directory = launch.directory,
		.argv = launch.argv,
		.env = launch.env };
	spawn(child, &daemon);
	launch_clear(&launch);
	return *child ? REEVED_STARTED : REEVED_DOWN;
}
