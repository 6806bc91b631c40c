/*
 * table - rows in columns: see table.h
 */
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define GAP 2

void table_open(struct table *table, const char *const *headings, int coloured)
{
	*table = (struct table){ .coloured = coloured };
	while (headings[table->columns])
		table->columns++;
	table_row(table, COLOUR_DIM);
	for (size_t i = 0; i < table->columns; i++)
		table_cell(table, headings[i], 0);
}

void table_row(struct table *table, enum colour colour)
{
	table->rows++;
	table->colours =
		mem_grow(table->colours, table->rows * sizeof(*table->colours));
	table->colours[table->rows - 1] = colour;
}

void table_cell(struct table *table, const char *text, size_t columns)
{
	char *line = text_one_line(
		text && *text ? text : "-", columns ? columns : (size_t)-1);

	argv_add(&table->cells, line && *line ? line : "-");
	free(line);
}

void table_number(struct table *table, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	table_cell(table, text, 0);
}

static size_t text_columns(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static void table_print_row(const struct table *table, size_t row,
	const size_t *widths, size_t last_width)
{
	char *const *cells = table->cells.items + row * table->columns;
	size_t last = table->columns - 1;

	for (size_t i = 0; i < last; i++) {
		bool in_colour = row == 0 || (int)i == table->coloured;

		in_colour = in_colour && table->colours[row] != COLOUR_NONE;
		printf("%s%s%s%*s",
			in_colour ? colour(table->colours[row]) : "", cells[i],
			in_colour ? colour(COLOUR_NONE) : "",
			(int)(widths[i] - text_columns(cells[i]) + GAP), "");
	}
	if (row == 0)
		fputs(colour(table->colours[row]), stdout);
	print_one_line(cells[last], last_width, "-");
	printf("%s\n", row == 0 ? colour(COLOUR_NONE) : "");
}

void table_close(struct table *table)
{
	bool terminal = terminal_is(stdout);
	size_t widths[TABLE_COLUMNS_MAX] = { 0 }, used = 0;
	size_t last = table->columns - 1, left = TABLE_PIPE_COLUMNS;

	for (size_t i = terminal ? 0 : table->columns; i < table->cells.count;
		i++) {
		size_t width = text_columns(table->cells.items[i]);

		if (width > widths[i % table->columns])
			widths[i % table->columns] = width;
	}
	for (size_t i = 0; i < last; i++)
		used += widths[i] + GAP;
	if (terminal)
		left = terminal_columns(stdout) > used + 8
			       ? terminal_columns(stdout) - used
			       : 8;
	for (size_t row = terminal ? 0 : 1; row < table->rows; row++)
		table_print_row(table, row, widths, left);
	argv_clear(&table->cells);
	free(table->colours);
	*table = (struct table){ 0 };
}
