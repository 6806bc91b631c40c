/*
 * table - rows in columns
 *
 * Columns are as wide as their widest cell; the last one takes what the
 * terminal has left (or TABLE_PIPE_COLUMNS elsewhere). Cells are cleaned. The
 * heading is for a terminal: in a pipe a line is a row.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>

#include "base/argv.h"
#include "cli/terminal.h"

#define TABLE_COLUMNS_MAX  12
#define TABLE_PIPE_COLUMNS 60

struct table {
	size_t columns;
	struct argv cells; /* the heading first */
	enum colour *colours; /* one a row, the heading too; owned */
	size_t rows;
	int coloured; /* the column that has the row's colour */
};

/* `headings` is NULL-terminated. */
void table_open(struct table *table, const char *const *headings, int coloured);
void table_row(struct table *table, enum colour colour);
/* The next cell of the row; at most `columns` characters (0: as it is). */
void table_cell(struct table *table, const char *text, size_t columns);
/* Prints it, and frees all. */
void table_close(struct table *table);

#endif
