/*
 * accept - everything that can be checked of a task before it is stored
 *
 * Profile, program, repository, base, name. Slow (a repository, a program):
 * in a worker. What stays fixed from then on is filled in.
 */
#ifndef DISPATCHER_ACCEPT_H
#define DISPATCHER_ACCEPT_H

#include "model/config/config.h"
#include "model/task.h"

struct acceptance {
	const struct config *config;
	const char *state;
	const char *directory; /* where the caller stands */
	char *const *env; /* the caller's */
	const char *programs; /* reeve's own directory */
	struct argv sessions; /* of tmux, by accept_prepare */
};

/*
 * What holds for all tasks that are handed in together: tmux and git are there.
 * The caller clears acceptance->sessions.
 */
int accept_prepare(struct acceptance *acceptance, struct err *err);

/*
 * The task's profile (the config's, when it names none) can run it here: it is
 * known, its program is there and new enough, and has what it needs.
 */
int accept_profile(struct task *task, const struct acceptance *acceptance,
	struct err *err);

/* The same as far as it can be seen at once: its program is there. */
bool accept_is_there(const struct task *task, const char *profile,
	const struct acceptance *acceptance);

/*
 * Fills in repo, worktree, branch and base_commit; base_commit stays NULL where
 * the base is the branch of a task that comes first. A task without a name
 * gets "task-agent-NUMBER", or from `suffix` 2 on "task-agent-NUMBER-SUFFIX",
 * stepping over what exists in the repository and in tmux.
 */
int accept_task(struct task *task, int64_t number, int suffix,
	const struct acceptance *acceptance, struct err *err);

#endif
