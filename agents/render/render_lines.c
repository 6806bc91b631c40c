/*
 * render_lines - what the readers of all CLIs print with: see render_lines.h
 */
#include "agents/render/render_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/rendered.h"

#define LINE_COLUMNS  200
#define TROUBLE_LINES 4
#define OUTPUT_LINES  6
#define OUTPUT_BYTES  2000
#define MARK_COLUMNS  80

static bool lines_are_marked(void)
{
	static int marked = -1;

	if (marked < 0)
		marked = terminal_is(stdout);
	return marked;
}

static void render_block(const char *text, const char *indent, size_t max_lines)
{
	struct str before = STR_INIT;

	str_addf(&before, "%s%s", lines_are_marked() ? RENDERED_MARK : "",
		indent);
	print_block_in(text, str_text(&before),
		lines_are_marked() ? RENDERED_MARK "\n" : "\n", max_lines);
	str_clear(&before);
}

void render_line(enum colour which, const char *mark, const char *text)
{
	const char *ours = lines_are_marked() ? RENDERED_MARK : "";

	printf("%s%s", ours, which ? colour(which) : "");
	print_one_line(mark, MARK_COLUMNS, "");
	fputs(text && *text ? " " : "", stdout);
	print_one_line(text, LINE_COLUMNS, "");
	printf("%s%s\n", which ? colour(COLOUR_NONE) : "", ours);
}

void render_words(const char *text)
{
	render_block(text, "", (size_t)-1);
}

void render_trouble(const char *text)
{
	fputs(colour(COLOUR_RED), stdout);
	render_block(text, "! ", TROUBLE_LINES);
	fputs(colour(COLOUR_NONE), stdout);
}

void render_output(const char *text)
{
	size_t len = text ? strlen(text) : 0, at = len, lines = 0;

	while (at && lines <= OUTPUT_LINES && len - at < OUTPUT_BYTES)
		lines += text[--at] == '\n' && at + 1 < len;
	if (at)
		at++;
	fputs(colour(COLOUR_DIM), stdout);
	if (len)
		render_block(text + at, "  ", OUTPUT_LINES + 1);
	fputs(colour(COLOUR_NONE), stdout);
}
