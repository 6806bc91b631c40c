/*
 * input - prompts and files that a command reads
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stddef.h>

#include "base/err.h"

#define PROMPT_MAX_BYTES ((size_t)1 << 20)

/*
 * The prompt of words, joined by blanks, or of a file, byte for byte. *prompt
 * is the caller's; NULL if there are no words and no file. A prompt is UTF-8
 * text without NUL, maximum PROMPT_MAX_BYTES.
 */
int input_read_prompt(
	char **prompt, char *const *words, const char *file, struct err *err);

/*
 * All bytes of a file ("-": standard input), maximum `max`, followed by a NUL.
 * A file that does not exist is EXIT_WRONG_USE.
 */
int input_read_file(char **bytes, size_t *len, const char *file, size_t max,
	struct err *err);

/* The name of a file for messages: "standard input" for "-". */
const char *input_name(const char *file);

#endif
