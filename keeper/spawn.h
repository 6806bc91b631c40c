/*
 * spawn - start a program without copying the keeper
 *
 * posix_spawn() shares our memory until the exec, so a start costs the same
 * whatever the keeper holds. Every program gets a session of its own, default
 * signals and no descriptor but its first three.
 */
#ifndef KEEPER_SPAWN_H
#define KEEPER_SPAWN_H

#include <sys/types.h>

struct spawn {
	const char *program, *directory;
	char *const *argv, *const *env;
	const char *terminal; /* becomes its controlling one; NULL: none */
	const char *stdin_path; /* NULL: as the others */
	int in, out, both; /* descriptors to use; 0: terminal, or /dev/null */
};

/* Returns 0 with *pid, or the errno of what failed (and *pid is 0). */
int spawn(pid_t *pid, const struct spawn *what);

#endif
