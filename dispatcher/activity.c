/*
 * activity - what a run that shows nothing does all the same: see activity.h
 */
#include "dispatcher/activity.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/proc_tree.h"
#include "dispatcher/worktree/worktree.h"

/* An agent can be the first to need reeved, or a tmux server, and so become an
 * ancestor of other agents. `arg`: what the processes of its own run have in
 * their environment. */
static bool activity_is_foreign(pid_t pid, const char *comm, void *arg)
{
	if (!strcmp(comm, "reeved"))
		return true;
	return !strcmp(comm, "tmux: server") && !proc_has_environment(pid, arg);
}

int activity_measure(const struct config *config, pid_t keeper, const char *run,
	const char *worktree, cJSON *answer, struct err *err)
{
	char *environment = mem_format("REEVE_RUN=%s", run);
	int64_t awake_ms = clock_awake_ms();
	int64_t cpu_ms =
		proc_tree_cpu_ms(keeper, activity_is_foreign, environment);
	char mark[WORKTREE_MARK_SIZE];

	/* That git cannot say is an answer, too. */
	if (worktree_mark(config, mark, worktree, err) < 0)
		log_debug("%s", err->message);
	json_add_number(answer, "at_ms", clock_wall_ms());
	json_add_number(answer, "awake_ms", awake_ms);
	json_add_number(answer, "cpu_ms", cpu_ms);
	json_add_text(answer, "worktree", mark);
	free(environment);
	return 0;
}
