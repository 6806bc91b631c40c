/*
 * child - run another program and wait for it
 *
 * For workers and commands, which may wait; never for the loop of reeved. The
 * program is started from an argv, without a shell. The child has default
 * signal handlers, no descriptors but 0, 1 and 2, and a process group of its
 * own; the kernel kills it when its parent dies. Output is kept up to a
 * maximum; the rest is read and dropped.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

struct child {
	char *const *argv;
	char *const *env; /* NULL: the environment of the caller */
	const char *directory; /* NULL: the current directory */
	const char *input; /* bytes for its stdin; NULL: /dev/null */
	size_t input_len;
	size_t max_output; /* maximum bytes kept of a stream; 0: 64 KiB */
	bool keep_tail; /* keep the end of the output, not the start */
	bool merge; /* stderr is written to the same pipe as stdout */
	int output_fd; /* stdout is this descriptor, and is not collected; 0: a
			  pipe */
	int64_t timeout_ms; /* then the process group is killed; 0: never */
	bool cancellable; /* see child_cancel_by */

	/* Results; the caller frees them with child_clear. */
	struct str out, errors;
	int status; /* as returned by waitpid */
	bool timed_out;

	/* Between child_start and child_wait. */
	pid_t pid;
	struct child_pipes {
		int input;
		int out[2], errors[2], failure[2]; /* read, write */
		int pidfd;
	} pipes;
};

#define CHILD_INIT ((struct child){ 0 })

/*
 * Runs argv to its end. Returns 0 when the program ran; `status` then says how
 * it ended. Returns -1 when it could not be started (errno ENOENT: there is no
 * such program) or its output could not be read.
 */
int child_run(struct child *child, struct err *err);

/*
 * child_run in two halves, so that the caller can work meanwhile. `child`,
 * argv and env must stay valid between the two. Each started child must be
 * waited for; a missing program is reported by child_wait.
 */
int child_start(struct child *child, struct err *err);
int child_wait(struct child *child, struct err *err);

/*
 * child_run, where an exit status other than 0 is an error too; the message
 * ends with the last line that the program printed.
 */
int child_check(struct child *child, struct err *err);

/* Frees the collected output. */
void child_clear(struct child *child);

/*
 * Makes the wait for a cancellable child end when `fd` becomes readable: the
 * process group of the child is killed and the calling process exits with
 * EXIT_TRY_LATER. Children that are not cancellable still run to their end.
 * -1: nothing is cancelled (the default). One descriptor for the process.
 */
void child_cancel_by(int fd);

/* Sends SIGTERM to children of ours, and waits until all have ended, but not
 * longer than that. The caller reaps them. */
void child_end_all(const pid_t *pids, size_t count, int64_t grace_ms);

#endif
