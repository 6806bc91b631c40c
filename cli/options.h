/*
 * options - what stands on a command line
 *
 * One table a command says which options it has; it is parsed and printed as
 * help from the same rows. Values go into a plain struct of the command's own
 * through `offset`. Options and words may be mixed; after `--` all is words
 * (or, for a command that asks so, another program's command line). Nothing
 * is copied: all text points into argv.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum option_kind {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char * */
	OPTION_LIST, /* struct argv: may be given again; owned, copied */
	OPTION_DURATION, /* int64_t, milliseconds */
	OPTION_NUMBER, /* int64_t */
};

struct option_row {
	char letter; /* 0: none */
	const char *name; /* without the dashes; NULL ends a table */
	const char *value; /* what it takes, for help; NULL for a flag */
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
	char **items; /* what is still to be read */
	int count;
	char **words; /* filled in: what was no option, NULL-terminated */
	int word_count;
	char **rest; /* after `--`, where keep_rest; NULL: there was none */
	bool keep_rest; /* what follows `--` is no words */
	bool until_word; /* stop before the first word: items go on there */
};

/*
 * Parses `arguments->items` by the sets (the first that knows an option takes
 * it). Words are moved to the front of items. Errors are EXIT_WRONG_USE.
 */
int options_parse(struct arguments *arguments, const struct option_set *sets,
	size_t set_count, struct err *err);

/* Gives back what OPTION_LIST values own. */
void options_clear(const struct option_set *set);

#endif
