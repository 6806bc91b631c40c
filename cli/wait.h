/*
 * wait - wait until tasks reach a state
 *
 * reeved sends a line for each change. When reeved restarts, the request is
 * sent again.
 */
#ifndef CLI_WAIT_H
#define CLI_WAIT_H

#include <stdint.h>

#include "base/argv.h"
#include "cli/command.h"

enum wait_until {
	UNTIL_COMPLETED, /* all completed, or one at rest otherwise */
	UNTIL_STARTED, /* each has a session, or is at rest */
};

/*
 * Returns EXIT_DONE; EXIT_NO after a message that names each task at rest that
 * is not completed; or -1 with the reason in err (EXIT_TIMED_OUT on a timeout).
 * timeout_ms -1: no timeout.
 */
int wait_for_tasks(const struct globals *globals, const struct argv *ids,
	enum wait_until until, int64_t timeout_ms, struct err *err);

#endif
