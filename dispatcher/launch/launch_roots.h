/*
 * launch_git - what an agent has to know of its repository's git directory
 *
 * A linked worktree keeps its commits outside of itself, and a CLI's sandbox
 * that ends at the worktree cannot commit. So it is told which places to open:
 * those that git writes when it commits, and no hooks and no config, by which
 * an agent could have others run what it likes.
 */
#ifndef DISPATCHER_GIT_LAUNCH_GIT_H
#define DISPATCHER_GIT_LAUNCH_GIT_H

#include <cjson/cJSON.h>

struct launch_git {
	char *directory; /* the common one; NULL: no repository */
	cJSON *roots; /* the places, a list of paths */
};

/* Looks at the work tree; launch_git_clear gives back what was found. */
void launch_git_look(struct launch_git *git, const char *worktree);
void launch_git_clear(struct launch_git *git);

#endif
