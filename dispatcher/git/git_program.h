/*
 * git_program - run `git`
 *
 * For the files of the dispatcher that speak of git; others ask git.h.
 */
#ifndef DISPATCHER_GIT_GIT_PROGRAM_H
#define DISPATCHER_GIT_GIT_PROGRAM_H

#include "base/err.h"
#include "base/str.h"
#include "model/config/config.h"

struct git_call {
	const struct config *config;
	const char *directory; /* where it runs */
	const char *index; /* a file to take for the index; NULL: its own */
	const struct str *input; /* NULL: none */
	struct str *out; /* what it printed is added; NULL: not wanted */
	struct str *warnings; /* the same of its standard error */
	int *status; /* where set, an exit code above 0 is no error */
};

/*
 * `git` with the arguments up to NULL. Hooks do not run, nothing is asked of
 * a terminal, messages are English, and no GIT_DIR or the like of ours leads it
 * elsewhere. More output than 64 MiB is an error, and so is (with ETIMEDOUT) to
 * take longer than config->git_timeout_ms: a filter may wait for ever. It is
 * ended with what it has started then, or when a worker is to give up.
 */
int git_run(const struct git_call *call, struct err *err, ...)
	__attribute__((sentinel));

/* Cuts the newline off what git printed as one line. */
void git_chomp(struct str *line);

#endif
