/*
 * launch_roots - where an agent writes outside its worktree
 *
 * A linked worktree keeps its commits in the repository's git directory, and an
 * agent's checkpoint lies in a directory of its own. A CLI whose sandbox ends at
 * the worktree must be told to open these places. Hooks and config of the
 * repository are not among them: by those an agent could have others run
 * programs of its choice.
 */
#ifndef DISPATCHER_LAUNCH_LAUNCH_ROOTS_H
#define DISPATCHER_LAUNCH_LAUNCH_ROOTS_H

struct launch_roots {
	char *git; /* the common git directory; NULL: no repository */
	char *list; /* the places, as a JSON list of paths (TOML reads it too) */
};

/* Reads a few small files; launch_roots_clear frees what was found. */
void launch_roots_find(struct launch_roots *roots, const char *worktree,
	const char *checkpoint);
void launch_roots_clear(struct launch_roots *roots);

#endif
