/*
 * spawn - start a program without copying the keeper: see spawn.h
 */
#include "keeper/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>

/* Copies `from`, or, when that is 0, descriptor 2, which is opened first. */
static int actions_add_copy(
	posix_spawn_file_actions_t *actions, int from, int to)
{
	return posix_spawn_file_actions_adddup2(actions, from ? from : 2, to);
}

static int actions_fill(
	posix_spawn_file_actions_t *actions, const struct spawn *what)
{
	const char *first = what->terminal ? what->terminal : "/dev/null";
	int rc;

	/* The first terminal a session opens becomes its controlling one. */
	rc = posix_spawn_file_actions_addopen(actions, 2, first, O_RDWR, 0);
	if (!rc && what->both)
		rc = actions_add_copy(actions, what->both, 2);
	if (!rc && what->stdin_path)
		rc = posix_spawn_file_actions_addopen(
			actions, 0, what->stdin_path, O_RDONLY | O_NOCTTY, 0);
	else if (!rc)
		rc = actions_add_copy(actions, what->in, 0);
	if (!rc)
		rc = actions_add_copy(actions, what->out, 1);
	if (!rc && what->directory)
		rc = posix_spawn_file_actions_addchdir_np(
			actions, what->directory);
	return rc;
}

static int attributes_fill(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	int rc;

	sigfillset(&all);
	sigemptyset(&none);
	rc = posix_spawnattr_setsigdefault(attributes, &all);
	if (!rc)
		rc = posix_spawnattr_setsigmask(attributes, &none);
	if (!rc)
		rc = posix_spawnattr_setflags(
			attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF |
					    POSIX_SPAWN_SETSIGMASK);
	return rc;
}

int spawn(pid_t *pid, const struct spawn *what)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc;

	*pid = 0;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	rc = actions_fill(&actions, what);
	if (!rc)
		rc = attributes_fill(&attributes);
	if (!rc)
		rc = posix_spawn(pid, what->program, &actions, &attributes,
			what->argv, what->env);
	if (rc)
		*pid = 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}
