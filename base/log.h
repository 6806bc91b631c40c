/*
 * log - messages to standard error
 *
 * `reeve: what failed: 'subject': why`, one line a message, at most 2 KiB. The
 * lines of a daemon begin with the time. errno survives every call. Debug lines
 * are printed after log_verbose() only. Control characters become '?'.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

/* `name` (which is not copied) starts each line; with_time for daemons. */
void log_open(const char *name, bool with_time);
void log_verbose(void);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the message and, on a line of its own, the hint. */
void log_err(const struct err *err);

/* For broken invariants and exhausted memory only: prints, then aborts. */
void log_fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
