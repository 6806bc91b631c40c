/*
 * json_scan - a cursor over the tokens of JSON: see json_scan.h
 */
#include "base/json_scan.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define NUMBER_SIZE           64 /* that of cJSON, which cuts longer numbers */
#define WRITTEN_WITH_EXPONENT 1e17
#define EXACT_DIGITS          17 /* of 2^53, with its sign */

int scan_fail(struct scan *scan, size_t at, const char *format, ...)
{
	unsigned line = 1, column = 1;
	char why[256];
	va_list args;

	for (size_t i = 0; i < at; i++) {
		if (scan->bytes[i] == '\n') {
			line++;
			column = 1;
		} else if ((scan->bytes[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return err_set(scan->err, EXIT_WRONG_USE, "%s:%u:%u: %s", scan->what,
		line, column, why);
}

char scan_peek(const struct scan *scan)
{
	return scan->at < scan->len ? scan->bytes[scan->at] : '\0';
}

void scan_space(struct scan *scan)
{
	while (scan_peek(scan) && strchr(" \t\r\n", scan_peek(scan)))
		scan->at++;
}

bool scan_char(struct scan *scan, char c)
{
	if (scan_peek(scan) != c)
		return false;
	scan->at++;
	return true;
}

int scan_expected(struct scan *scan, const char *expected)
{
	if (scan->at >= scan->len)
		return scan_fail(scan, scan->len, "it breaks off");
	return scan_fail(scan, scan->at, "expected %s", expected);
}

static bool scan_digits(struct scan *scan)
{
	size_t from = scan->at;

	while (scan_peek(scan) >= '0' && scan_peek(scan) <= '9')
		scan->at++;
	return scan->at > from;
}

/* *whole is false after a fraction or an exponent. */
static bool scan_number_form(struct scan *scan, bool *whole)
{
	*whole = true;
	scan_char(scan, '-');
	if (!scan_char(scan, '0') && !scan_digits(scan))
		return false;
	if (scan_char(scan, '.')) {
		*whole = false;
		if (!scan_digits(scan))
			return false;
	}
	if (scan_char(scan, 'e') || scan_char(scan, 'E')) {
		*whole = false;
		if (!scan_char(scan, '+'))
			scan_char(scan, '-');
		return scan_digits(scan);
	}
	return true;
}

/* False for numbers that cJSON would print as a whole number over 2^53. */
static bool number_is_exact(double number)
{
	double size = fabs(number);

	return isfinite(size) && (size <= (double)JSON_MAX_EXACT ||
					 size >= WRITTEN_WITH_EXPONENT);
}

int scan_number(struct scan *scan)
{
	char text[NUMBER_SIZE];
	size_t from = scan->at, len;
	bool whole, fits;

	if (!scan_number_form(scan, &whole))
		return scan_expected(scan, "a value");
	len = scan->at - from;
	if (len >= sizeof(text))
		return scan_fail(scan, from, "a number too long");
	memcpy(text, scan->bytes + from, len);
	text[len] = '\0';
	if (scan->inexact)
		return 0;
	if (whole)
		fits = len <= EXACT_DIGITS &&
		       llabs(strtoll(text, NULL, 10)) <= JSON_MAX_EXACT;
	else
		fits = number_is_exact(strtod(text, NULL));
	if (!fits)
		return scan_fail(scan, from, "a number too large to be exact");
	return 0;
}

/* The value of four hexadecimal digits at `at`, or -1. */
static int scan_hex(const struct scan *scan, size_t at)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int value = 0;

	for (size_t i = at; i < at + 4; i++) {
		const char *digit;

		if (i >= scan->len || !scan->bytes[i])
			return -1;
		digit = strchr(digits, scan->bytes[i]);
		if (!digit)
			return -1;
		value = value << 4 | (int)((digit - digits) & 15);
	}
	return value;
}

static void str_add_utf8(struct str *out, int code)
{
	if (code < 0x80) {
		str_add_char(out, (char)code);
		return;
	}
	if (code < 0x800) {
		str_add_char(out, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			str_add_char(out, (char)(0xe0 | code >> 12));
		} else {
			str_add_char(out, (char)(0xf0 | code >> 18));
			str_add_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
		}
		str_add_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	str_add_char(out, (char)(0x80 | (code & 0x3f)));
}

/* One \uXXXX, or two that form a surrogate pair. */
static int scan_unicode_escape(struct scan *scan, struct str *out)
{
	int code = scan_hex(scan, scan->at + 2), low;

	if (code < 0)
		return scan_fail(scan, scan->at, "a broken \\u escape");
	if (code == 0)
		return scan_fail(scan, scan->at, "\\u0000 in a string");
	if (code >= 0xdc00 && code <= 0xdfff)
		return scan_fail(scan, scan->at, "half a surrogate pair");
	if (code >= 0xd800 && code <= 0xdbff) {
		size_t next = scan->at + 6;

		low = next + 1 < scan->len && scan->bytes[next] == '\\' &&
				      scan->bytes[next + 1] == 'u'
			      ? scan_hex(scan, next + 2)
			      : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return scan_fail(
				scan, scan->at, "half a surrogate pair");
		code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
		scan->at += 6;
	}
	scan->at += 6;
	if (out)
		str_add_utf8(out, code);
	return 0;
}

static int scan_escape(struct scan *scan, struct str *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	size_t next = scan->at + 1;
	char c = next < scan->len ? scan->bytes[next] : '\0';
	const char *found;

	if (c == 'u')
		return scan_unicode_escape(scan, out);
	found = c ? strchr(from, c) : NULL;
	if (!found)
		return scan_fail(scan, scan->at, "an unknown escape");
	if (out)
		str_add_char(out, to[found - from]);
	scan->at += 2;
	return 0;
}

int scan_string(struct scan *scan, struct str *out)
{
	size_t n, from = scan->at++;

	while (scan->at < scan->len) {
		const char *c = scan->bytes + scan->at;

		if (scan_char(scan, '"'))
			return 0;
		if (*c == '\\') {
			if (scan_escape(scan, out) < 0)
				return -1;
			continue;
		}
		if ((unsigned char)*c < 0x20)
			return scan_fail(scan, scan->at,
				"a control character in a string");
		n = text_utf8_length(c, scan->len - scan->at);
		if (!n)
			return scan_fail(scan, scan->at, "not UTF-8");
		if (out)
			str_add_bytes(out, c, n);
		scan->at += n;
	}
	return scan_fail(scan, from, "a string without its end");
}

int scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if (scan->len - scan->at < len ||
		memcmp(scan->bytes + scan->at, word, len))
		return scan_fail(scan, scan->at, "expected a value");
	scan->at += len;
	return 0;
}
