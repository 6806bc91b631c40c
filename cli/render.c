/*
 * render - what the readers have in common: see render.h
 */
#include "cli/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/profile.h"

#define LINE_COLUMNS  200
#define TROUBLE_LINES 4
#define OUTPUT_LINES  6
#define OUTPUT_BYTES  2000

const struct render_reader *render_find(const char *name)
{
	static const struct render_reader *const readers[RENDERERS] = {
		[RENDERER_CLAUDE] = &render_claude,
		[RENDERER_CODEX] = &render_codex,
	};
	int which = renderer_from_name(name);

	return which < 0 ? NULL : readers[which];
}

void render_line(enum colour which, const char *mark, const char *text)
{
	fputs(which ? colour(which) : "", stdout);
	printf("%s%s", mark, text && *text ? " " : "");
	print_one_line(text, LINE_COLUMNS, "");
	printf("%s\n", which ? colour(COLOUR_NONE) : "");
}

void render_words(const char *text)
{
	print_block(text, "", (size_t)-1);
}

void render_trouble(const char *text)
{
	fputs(colour(COLOUR_RED), stdout);
	print_block(text, "! ", TROUBLE_LINES);
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
		print_block(text + at, "  ", OUTPUT_LINES + 1);
	fputs(colour(COLOUR_NONE), stdout);
}
