/*
 * terminal - text, colours and JSON on standard output: see terminal.h
 */
#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/str.h"
#include "base/text.h"

bool terminal_is(FILE *stream)
{
	return isatty(fileno(stream)) == 1;
}

size_t terminal_columns(FILE *stream)
{
	struct winsize size;

	if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}

static bool colour_is_wanted(void)
{
	static int wanted = -1;
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (wanted < 0)
		wanted = terminal_is(stdout) && !(no && *no) && term &&
			 strcmp(term, "dumb") != 0;
	return wanted;
}

const char *colour(enum colour which)
{
	static const char *const escapes[] = {
		[COLOUR_NONE] = "\033[0m",
		[COLOUR_BOLD] = "\033[1m",
		[COLOUR_DIM] = "\033[2m",
		[COLOUR_RED] = "\033[31m",
		[COLOUR_GREEN] = "\033[32m",
		[COLOUR_YELLOW] = "\033[33m",
	};

	return colour_is_wanted() ? escapes[which] : "";
}

void print_one_line(const char *text, size_t columns, const char *otherwise)
{
	char *line = text_one_line(text && *text ? text : otherwise, columns);

	fputs(line ? line : "", stdout);
	free(line);
}

void print_block(const char *text, const char *indent, size_t max_lines)
{
	print_block_in(text, indent, "\n", max_lines);
}

void print_block_in(const char *text, const char *before, const char *after,
	size_t max_lines)
{
	struct str clean = STR_INIT;
	char *line, *rest;

	if (!text)
		return;
	text_clean(&clean, text, strlen(text));
	rest = clean.text;
	while ((line = strsep(&rest, "\n"))) {
		if (!rest && !*line)
			break;
		if (!max_lines--) {
			printf("%s…%s", before, after);
			break;
		}
		printf("%s%s%s", before, line, after);
	}
	str_clear(&clean);
}

/* True if a terminal may act on the bytes: DEL, C1 controls, direction marks. */
static bool text_is_hostile(const char *bytes, size_t len)
{
	struct str clean = STR_INIT;
	bool hostile;

	text_clean(&clean, bytes, len);
	hostile = clean.len != len;
	str_clear(&clean);
	return hostile;
}

/* All hostile characters that JSON text can contain are below U+10000. */
static void print_json_escape(const char *bytes, size_t len)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (len == 3)
		printf("\\u%04x", (b[0] & 0xfu) << 12 | (b[1] & 0x3fu) << 6 |
					  (b[2] & 0x3fu));
	else if (len == 2)
		printf("\\u%04x", (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu));
	else
		printf("\\u%04x", b[0]);
}

static void print_json_text(char *text)
{
	size_t len = strlen(text), n;

	for (size_t at = 0; at < len; at += n) {
		n = strcspn(text + at, "\x7f\xc2\xe2\xef");
		fwrite(text + at, 1, n, stdout);
		at += n;
		if (at == len)
			break;
		n = text_utf8_length(text + at, len - at);
		if (!n)
			n = 1;
		if (text_is_hostile(text + at, n))
			print_json_escape(text + at, n);
		else
			fwrite(text + at, 1, n, stdout);
	}
	putchar('\n');
	free(text);
}

void print_json(const cJSON *json)
{
	print_json_text(json_pretty(json));
}

void print_json_line(const cJSON *json)
{
	print_json_text(json_line(json));
}
