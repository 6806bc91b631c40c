/*
 * git_program - run `git`
 *
 * The one place that starts `git`: always by an argv, never by a shell, with
 * hooks off and no terminal. Slow: for workers and for checks.
 */
#ifndef DISPATCHER_GIT_GIT_PROGRAM_H
#define DISPATCHER_GIT_GIT_PROGRAM_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/config/config.h"

struct git_call {
	const struct config *config;
	const char *directory; /* where git runs */
	const char *index; /* GIT_INDEX_FILE; NULL: git's own */
	const struct str *input; /* its standard input; NULL: none */
	struct str *out; /* its standard output is added; NULL: dropped */
	struct str *warnings; /* the same of its standard error */
	int *status; /* exit code; where set, a code above 0 is no error */
};

/*
 * Runs `git` with the arguments up to NULL. Returns 0, or -1 with the reason:
 * git failed; it printed more than 64 MiB; it took longer than git.timeout
 * (errno ETIMEDOUT, for a filter may wait for ever). At the timeout, and when
 * the worker is told to give up, git and all that it has started are killed.
 * No hook runs, no GIT_DIR or the like of our environment is passed on, and
 * messages are English.
 */
int git_run(const struct git_call *call, struct err *err, ...)
	__attribute__((sentinel));

/*
 * The same for an answer of one line, without its newline; the caller frees
 * it. NULL: git failed, and `err` says why; its exit code went to `status`; or
 * it printed nothing. `out` of the call is not used.
 */
char *git_line(const struct git_call *call, struct err *err, ...)
	__attribute__((sentinel));

/*
 * From now on the environment of `git` names this state directory and epoch,
 * by which leftovers_end_git finds what an earlier epoch has left running.
 * NULL ends that.
 */
void git_mark(const char *state, int64_t epoch);

#endif
