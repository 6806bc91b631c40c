/*
 * backoff - exponential waits between attempts
 *
 * Pure: the number of failures and a random number are arguments. All waits of
 * reeve that double are reckoned here.
 */
#ifndef POLICY_BACKOFF_H
#define POLICY_BACKOFF_H

#include <stdint.h>

/* Twice `wait_ms`, at most `max_ms`. */
int64_t backoff_next(int64_t wait_ms, int64_t max_ms);

/* The wait after that many failures in a row: `first_ms` after the first,
 * doubled with each further one, at most `max_ms`. No failure: 0. */
int64_t backoff_wait(int64_t first_ms, int64_t max_ms, int64_t failures);

/* A random wait from 0 to `wait_ms`, so that tasks that failed together do not
 * start together. */
int64_t backoff_full_jitter(int64_t wait_ms, uint64_t chance);

/* A random wait from half of `wait_ms` to `wait_ms`: never at once. */
int64_t backoff_half_jitter(int64_t wait_ms, uint64_t chance);

#endif
