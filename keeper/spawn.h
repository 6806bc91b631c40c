/*
 * spawn - start a program without copying the keeper
 *
 * posix_spawn() shares the keeper's memory until the exec, so the cost of a
 * start does not depend on its size. Every program gets a session of its own,
 * default signals, and no descriptors but 0 to 2.
 */
#ifndef KEEPER_SPAWN_H
#define KEEPER_SPAWN_H

#include <sys/types.h>

struct spawn {
	const char *program, *directory;
	char *const *argv, *const *env;
	const char *terminal; /* becomes the controlling one; NULL: none */
	const char *stdin_path; /* NULL: like output */
	int in, out; /* its descriptors 0 and 1; 0: the terminal, or /dev/null */
	int both; /* its descriptors 1 and 2 */
};

/* Returns 0 with *pid, or the errno of the failure with *pid 0. */
int spawn(pid_t *pid, const struct spawn *what);

#endif
