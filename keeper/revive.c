/*
 * revive - reeved is started again when it is gone
 *
 * By whoever needs it: the keeper does, when a run has ended or a key was
 * pressed. STATE/start says how; STATE/down says that it was ended on purpose.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sock.h"
#include "keeper/keeper.h"
#include "keeper/spawn.h"
#include "model/launch.h"
#include "model/paths.h"

static bool is_there(const struct keeper *keeper)
{
	struct path path = path_state(keeper->state, "reeved.sock");
	int fd = sock_connect(path.text, SOCK_STREAM | SOCK_NONBLOCK, NULL);

	if (fd < 0)
		return errno != ENOENT && errno != ECONNREFUSED;
	close(fd);
	return true;
}

enum reeved_state revive(struct keeper *keeper)
{
	struct path down, start;
	struct launch launch;
	struct spawn daemon;

	if (is_there(keeper))
		return REEVED_THERE;
	if (keeper->revived)
		return REEVED_STARTED;
	down = path_state(keeper->state, "down");
	start = path_state(keeper->state, "start");
	if (access(down.text, F_OK) == 0 ||
		launch_read(&launch, start.text, NULL) < 0)
		return REEVED_AWAY;
	daemon = (struct spawn){ .program = launch.program,
		.directory = launch.directory,
		.argv = launch.argv,
		.env = launch.env };
	spawn(&keeper->revived, &daemon);
	launch_clear(&launch);
	return keeper->revived ? REEVED_STARTED : REEVED_AWAY;
}
