/*
 * waiting - until tasks are where somebody wants them
 *
 * reeved tells of every change, and we survive its restart: then we ask again.
 */
#ifndef CLI_WAITING_H
#define CLI_WAITING_H

#include <stdint.h>

#include "base/argv.h"
#include "cli/command.h"

enum waiting_until {
	UNTIL_COMPLETED, /* all of them; one at rest otherwise ends it */
	UNTIL_STARTED, /* there is a session to look at, or it is at rest */
};

/*
 * Returns an exit status: done, EXIT_NO (one is at rest otherwise; it has been
 * said which, and why), EXIT_TIMED_OUT, or -1. timeout_ms -1: no limit.
 */
int wait_for_tasks(const struct globals *globals, const struct argv *ids,
	enum waiting_until until, int64_t timeout_ms, struct err *err);

/* After reeved has closed a stream: err when it was told to end by a person. */
int check_not_taken_down(const struct globals *globals, struct err *err);

#endif
