/*
 * render - what the readers have in common: see render.h
 */
#include "agents/render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/profile/profile.h"
#include "model/rendered.h"

#define LINE_COLUMNS  200
#define TROUBLE_LINES 4
#define OUTPUT_LINES  6
#define OUTPUT_BYTES  2000
#define MARK_COLUMNS  80

const struct render_reader *render_find(const char *name)
{
	static const struct render_reader *const readers[RENDERERS] = {
		[RENDERER_CLAUDE] = &render_claude,
		[RENDERER_CODEX] = &render_codex,
	};
	int which = renderer_from_name(name);

	return which < 0 ? NULL : readers[which];
}

static bool is_marked(void)
{
	static int marked = -1;

	if (marked < 0)
		marked = terminal_is(stdout);
	return marked;
}

static void render_block(const char *text, const char *indent, size_t max_lines)
{
	struct str before = STR_INIT;

	str_addf(&before, "%s%s", is_marked() ? RENDERED_MARK : "", indent);
	print_block_in(text, str_text(&before),
		is_marked() ? RENDERED_MARK "\n" : "\n", max_lines);
	str_clear(&before);
}

void render_line(enum colour which, const char *mark, const char *text)
{
	const char *ours = is_marked() ? RENDERED_MARK : "";

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
