/*
 * screen - what an agent's screen shows, and keys typed into it
 *
 * Both run tmux, so both are workers.
 */
#ifndef SUPERVISOR_ACT_SCREEN_H
#define SUPERVISOR_ACT_SCREEN_H

#include "supervisor/daemon.h"

/* Where to look. */
struct look_place {
	int64_t task, run;
	const char *agent, *profile;
	pid_t keeper;
};

/*
 * `row` is what fits the screen (its `what`, `what_for`, `source`, `no_enter`
 * and `answer`), only lent; NULL: nothing does. Its `what` is all that it says. `known` is false when it could
 * not be seen. `time_ms` is the wall time at which the look began.
 */
typedef void look_fn(struct daemon *daemon, int64_t task, int64_t run,
	bool known, const struct attention_rule *row, int64_t time_ms);

/* Looks; `done` is called in any case, but not when reeved ends before. */
void look_start(
	struct daemon *daemon, const struct look_place *place, look_fn *done);

/* Types keys, by tmux' names for them, once what was said so far is durable. */
void look_type(struct daemon *daemon, const struct look_place *place,
	const struct argv *keys);

#endif
