/*
 * options - parse a command line
 *
 * Each command has one table of options, which serves both the parser and the
 * help. Values are stored in the command's own struct, at `offset`. Options and
 * words may be mixed. After `--` there are only words, or, with keep_rest,
 * another program's command line. Text points into argv, except OPTION_LIST.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum option_kind {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char * */
	OPTION_LIST, /* struct argv: repeatable; owned, copied */
	OPTION_DURATION, /* int64_t, milliseconds */
	OPTION_NUMBER, /* int64_t */
};

struct option_row {
	char letter; /* 0: none */
	const char *name; /* without the dashes; NULL ends a table */
	const char *value; /* name of its value in help; NULL for a flag */
	enum option_kind kind;
	size_t offset; /* of its value in the struct */
	const char *help;
};

/* A table and the struct its values go to. */
struct option_set {
	const struct option_row *rows; /* NULL: none */
	void *values;
};

struct arguments {
	char **items; /* not parsed yet */
	int count;
	char **words; /* filled in: not an option, NULL-terminated */
	int word_count;
	char **rest; /* with keep_rest: after `--`; NULL: no `--` */
	bool keep_rest; /* do not parse after `--` */
	bool until_word; /* stop before the first word */
};

/*
 * Parses `arguments->items`; the first set that has an option stores it. Words
 * are moved to the front of `items`. Errors are EXIT_WRONG_USE.
 */
int options_parse(struct arguments *arguments, const struct option_set *sets,
	size_t set_count, struct err *err);

/* Frees the OPTION_LIST values. */
void options_clear(const struct option_set *set);

#endif
