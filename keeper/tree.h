/*
 * tree - everything that descends from the keeper
 *
 * The keeper is a subreaper, so whatever an agent leaves behind, in sessions
 * and process groups of its own too, becomes the keeper's child and is found
 * by a walk. Nothing has to be asked again and again: when a process of the
 * tree ends, the keeper gets SIGCHLD for it or for the one above it.
 */
#ifndef KEEPER_TREE_H
#define KEEPER_TREE_H

#include <stdbool.h>
#include <sys/types.h>

#define TREE_MAX 4096 /* processes seen in one walk; the next sees the rest */

/* Who is let live, with all below it. */
struct tree_exempt {
	pid_t renderer, revived; /* 0: none */
	const char *daemon; /* the path of the reeved beside us */
	const char *run; /* "REEVE_RUN=ID": a tmux server with it dies too */
};

/*
 * Sends `signal` (0: only looks) to every process of the tree that is not
 * exempt; a stopped one is continued. Each gets SIGTERM once in a run, however
 * often it is asked for. Returns how many there are.
 */
int tree_signal(const struct tree_exempt *exempt, int signal);

/* How many living processes were sent a signal since tree_forget(). */
int tree_signalled(void);
void tree_forget(void);

#endif
