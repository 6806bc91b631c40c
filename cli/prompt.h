/*
 * prompt - what a task is to do, from words, a file or standard input
 */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include <stddef.h>

#include "base/err.h"

#define PROMPT_MAX_BYTES ((size_t)1 << 20)

/*
 * Words are joined by blanks; a file ("-": standard input) is taken byte for
 * byte. *prompt is the caller's, NULL where neither was given. Prompts are
 * UTF-8 without NUL, of at most PROMPT_MAX_BYTES.
 */
int prompt_read(
	char **prompt, char *const *words, const char *file, struct err *err);

/* All of a stream, `max` bytes at most; `what` names it in errors. */
int read_stream(char **bytes, size_t *len, int fd, size_t max, const char *what,
	struct err *err);

#endif
