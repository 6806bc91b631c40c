/*
 * log - what a program says about itself, to standard error
 *
 * `reeve: what failed: 'subject': why`, one line each. A daemon's lines carry
 * the time. errno survives every call. Debug lines only after log_verbose().
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

/* `name` goes in front of each line; with_time for what runs for long. */
void log_open(const char *name, bool with_time);
void log_verbose(void);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints an error and, on a line of its own, what to try. */
void log_err(const struct err *err);

/* For broken invariants and out of memory only: prints, and aborts. */
void log_fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
