/*
 * table - rows in columns
 *
 * A column is as wide as its widest cell; the last column takes the rest of
 * the terminal (in a pipe: TABLE_PIPE_COLUMNS). Cells are cleaned. A terminal
 * gets a heading; in a pipe each line is a row.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/terminal.h"

#define TABLE_COLUMNS_MAX  12
#define TABLE_PIPE_COLUMNS 60

struct table {
	size_t columns;
	struct argv cells; /* the heading first */
	enum colour *colours; /* of each row and the heading; owned */
	size_t rows;
	int coloured; /* the column printed in the row's colour */
};

/* `headings` is NULL-terminated. */
void table_open(struct table *table, const char *const *headings, int coloured);
void table_row(struct table *table, enum colour colour);
/* The next cell of the row, maximum `columns` characters (0: no maximum). */
void table_cell(struct table *table, const char *text, size_t columns);
void table_number(struct table *table, int64_t number);
/* Prints and frees the table. */
void table_close(struct table *table);

#endif
