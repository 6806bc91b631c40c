/*
 * relay - bytes from the pane to the agent, and from the agent to the pane
 *
 * No byte is changed or held back: what was read is written in the same turn.
 * A side that does not read stops the other side from being read, as the
 * kernel does it for a single terminal. What goes by is noted on the way: the
 * agent's output in the transcript and in modes, a person's keys in draft and
 * witness.
 *
 * The functions return what happened as bits of enum relay_news; the caller
 * (loop.c) acts on it.
 */
#ifndef KEEPER_RELAY_H
#define KEEPER_RELAY_H

struct keeper;

enum relay_news {
	RELAY_OUTPUT = 1, /* the agent has written */
	RELAY_HANGUP = 2, /* the pane has hung up */
	RELAY_DRAINED = 4, /* all output was read and is on its way */
};

/* Reads from the agent once. */
unsigned relay_output(struct keeper *keeper);

/* Reads from the agent until there is no more, or the pane takes no more. */
unsigned relay_drain(struct keeper *keeper);

/* Reads the rest into the transcript alone: the pane takes no output. */
unsigned relay_discard(struct keeper *keeper);

/* Reads from the pane once. */
unsigned relay_input(struct keeper *keeper);

/* Writes what both sides take now. */
unsigned relay_flush(struct keeper *keeper);

/* Sets what the epoll set waits for on both sides. */
void relay_want(struct keeper *keeper);

/* Gives the agent's terminal the size of the pane. */
void relay_resize(struct keeper *keeper);

#endif
