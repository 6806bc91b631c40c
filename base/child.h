/*
 * child - run another program and wait for it
 *
 * For workers and commands, which may wait; never for reeved's loop. argv
 * only. The child has default signals, nothing of ours but what is given, and
 * dies when we do. Output is collected up to a cap; the rest is read and lost.
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
	char *const *env; /* NULL: ours */
	const char *directory; /* NULL: where we are */
	const char *input; /* text for its stdin; NULL: /dev/null */
	size_t input_len;
	size_t max_output; /* bytes kept of each stream; 0: 64 KiB */
	bool keep_tail; /* keep the end of the output, not the start */
	bool merge; /* stderr goes where stdout goes */
	int64_t timeout_ms; /* 0: none. Then its process group is killed */
	bool in_vain; /* may be, see child_give_up_by */

	/* Filled in; the caller clears them with child_clear. */
	struct str out, errors;
	int status; /* as waitpid gave it */
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
 * Runs argv to its end. 0 when it ran (look at status), -1 when it could not
 * be started (errno ENOENT: no such program) or its output not be read.
 */
int child_run(struct child *child, struct err *err);

/*
 * The same in two halves, for what there is to do meanwhile. `child`, argv and
 * env stay where they are. Once it is started it has to be waited for; whether
 * there is such a program at all shows only then.
 */
int child_start(struct child *child, struct err *err);
int child_wait(struct child *child, struct err *err);

/*
 * The same, and anything but exit status 0 is an error made of its last words.
 */
int child_check(struct child *child, struct err *err);

void child_clear(struct child *child);

/*
 * For a process that is told to give up by `fd` becoming readable: where it
 * waits for a child that may be in vain, now or later, it kills that one's
 * process group and exits at once, with EXIT_TRY_LATER. What must not be cut
 * short in its middle is so done first. -1: never (the default).
 */
void child_give_up_by(int fd);

/*
 * The absolute path of `program` looked up in `path` (a PATH; NULL: ours). The
 * caller frees it; NULL when there is no such executable file.
 */
char *program_find(const char *program, const char *path);

#endif
