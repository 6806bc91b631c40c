/*
 * err - why something failed, as a message for people
 *
 * A function that can fail returns 0 or a negative value and leaves the reason
 * in the caller's `struct err`. The message follows one grammar: what failed
 * first, lower case, no full stop, subjects in single quotes:
 *
 *	cannot read config: 'reeve.json': no such file
 *
 * `hint` is what to try; it is printed on a line of its own. Every function
 * accepts NULL for `err`, for callers that ignore the reason. Messages longer
 * than the buffer are cut. Uses libc alone.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/exit_code.h"

struct err {
	enum exit_code code;
	char message[512];
	char hint[256]; /* empty: there is nothing to try */
};

#define ERR_INIT ((struct err){ 0 })

/* All return -1, so that `return err_set(...)` reads well. */
int err_set(struct err *err, enum exit_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends ": " and strerror(errno); the code is EXIT_TRY_LATER. */
int err_sys(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a hint to a reason that is already set. */
int err_hint(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts "what: " in front of a reason that a callee has set. */
int err_prefix(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
