/*
 * witness - what the keeper saw that tells why a run ended
 *
 * Only what is certain: a signal sent to the keeper names its sender, and a key
 * that came from the pane was a key. The sender of a signal that went straight
 * to the agent cannot be known, and is not guessed.
 */
#ifndef KEEPER_WITNESS_H
#define KEEPER_WITNESS_H

#include <stddef.h>
#include <sys/signalfd.h>

#include "keeper/input.h"
#include "keeper/pty.h"
#include "keeper/run.h"

#define WITNESS_TEXT_SIZE 640

/* A process has sent the keeper a signal. */
void witness_signal(struct run *run, const struct signalfd_siginfo *info);

/* A key was pressed in the pane: Ctrl-C and Ctrl-\ are noted. */
void witness_key(
	struct run *run, const struct pty *pty, enum input_event event);

/* The pane has hung up. */
void witness_hangup(struct run *run);

/* How the run ended, as a line for a person. */
void witness_describe(const struct run *run, char text[WITNESS_TEXT_SIZE]);

#endif
