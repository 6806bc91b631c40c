/*
 * accept - check a task before it is stored
 *
 * Profile, program, repository, base and name. What stays fixed from then on is
 * filled in. Slow (a repository, a program): for workers.
 */
#ifndef DISPATCHER_ACCEPT_H
#define DISPATCHER_ACCEPT_H

#include "model/config/config.h"
#include "model/task.h"

struct acceptance {
	const struct config *config;
	const char *state;
	const char *directory; /* the caller's working directory */
	char *const *env; /* the caller's environment */
	const char *programs; /* reeve's own directory */
	struct argv
		sessions; /* the names of tmux sessions: by accept_prepare */
};

/*
 * Checks once for all tasks of a request that git and tmux can be run, and reads
 * tmux's sessions. The caller clears acceptance->sessions.
 */
int accept_prepare(struct acceptance *acceptance, struct err *err);

/*
 * The task's profile (NULL: the config's default is filled in) exists, and its
 * program is installed, new enough, and can run this task here.
 */
int accept_profile(struct task *task, const struct acceptance *acceptance,
	struct err *err);

/*
 * Fills in repo, worktree, branch and base_commit; base_commit stays NULL where
 * the base is the branch of a task that runs before. A task without a name gets
 * "task-agent-NUMBER", or from `suffix` 2 on "task-agent-NUMBER-SUFFIX": the
 * first that neither the repository nor tmux has. A given name that is taken is
 * an error.
 */
int accept_task(struct task *task, int64_t number, int suffix,
	const struct acceptance *acceptance, struct err *err);

#endif
