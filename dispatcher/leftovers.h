/*
 * leftovers - end the processes that a run, or a git, has left running
 *
 * Slow: for workers. They are found by their environment, each is held by a
 * pidfd, and they get SIGTERM, at most `grace_ms` to end, then SIGKILL.
 */
#ifndef DISPATCHER_LEFTOVERS_H
#define DISPATCHER_LEFTOVERS_H

#include <stdint.h>

/*
 * Ends every process whose environment is that of `run` ("12.2") of this state
 * directory. Returns how many there were.
 */
int leftovers_end(const char *state, const char *run, int64_t grace_ms);

/*
 * The same for every process that the git of another epoch has started: see
 * git_mark.
 */
int leftovers_end_git(const char *state, int64_t epoch, int64_t grace_ms);

#endif
