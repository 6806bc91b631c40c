/*
 * tree - all processes that descend from the keeper
 *
 * The keeper is a subreaper: a process that an agent leaves behind, in a
 * session or process group of its own too, becomes the keeper's child and is
 * found by a walk. There is no polling: when a process of the tree ends, the
 * keeper gets SIGCHLD for that process or for one above it.
 */
#ifndef KEEPER_TREE_H
#define KEEPER_TREE_H

#include <stdbool.h>
#include <sys/types.h>

#define TREE_MAX 4096 /* processes in one walk; the next walk finds the rest */

/* Processes that are not signalled, nor what descends from them. */
struct tree_exempt {
	pid_t renderer, revived; /* 0: none */
	const char *daemon; /* path of the reeved that is installed with us */
	const char *run; /* "REEVE_RUN=ID": a tmux server with it is ended */
};

/*
 * Sends `signal` (0: none) to every process of the tree that is not exempt, and
 * SIGCONT after a SIGTERM. A process gets SIGTERM once in a run, however many
 * walks there are. Returns the number of such processes.
 */
int tree_signal(const struct tree_exempt *exempt, int signal);

/* How many living processes were sent a signal since tree_forget(). */
int tree_signalled(void);
void tree_forget(void);

#endif
