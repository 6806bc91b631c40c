/*
 * revive - reeved is started again when it is gone
 *
 * By whoever needs it: the keeper does, when it was killed (leader.c), a run has
 * ended, a key was pressed, or the next run is late. STATE/start says how;
 * STATE/down says that it was ended on purpose.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "keeper/spawn.h"
#include "model/launch.h"
#include "model/paths.h"

/* A reeved that has much to do may start a run this late. */
#define LATE_MS 2000

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

void revive_expect(struct keeper *keeper, int64_t due_ms)
{
	int64_t left = due_ms - clock_wall_ms();

	keeper->late_boot_ms =
		due_ms ? clock_boot_ms() + (left > 0 ? left : 0) + LATE_MS : 0;
}

void revive_late(struct keeper *keeper)
{
	keeper->late_boot_ms = 0;
	if (!run_is_going(keeper))
		revive(keeper);
}
