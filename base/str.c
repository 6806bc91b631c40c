/*
 * str - a string that grows: see str.h
 */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void str_reserve(struct str *str, size_t more)
{
	size_t need = str->len + more + 1;

	if (need <= str->size)
		return;
	str->size = need < 64 ? 64 : need * 2;
	str->text = mem_grow(str->text, str->size);
}

void str_add_bytes(struct str *str, const void *bytes, size_t len)
{
	str_reserve(str, len);
	if (len)
		memcpy(str->text + str->len, bytes, len);
	str->len += len;
	str->text[str->len] = '\0';
}

void str_add(struct str *str, const char *text)
{
	str_add_bytes(str, text, strlen(text));
}

void str_add_char(struct str *str, char c)
{
	str_add_bytes(str, &c, 1);
}

void str_addf(struct str *str, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return;
	str_reserve(str, (size_t)len);
	va_start(args, format);
	vsnprintf(str->text + str->len, (size_t)len + 1, format, args);
	va_end(args);
	str->len += (size_t)len;
}

const char *str_text(const struct str *str)
{
	return str->text ? str->text : "";
}

char *str_take(struct str *str)
{
	char *text = str->text ? str->text : mem_copy("");

	*str = STR_INIT;
	return text;
}

void str_reset(struct str *str)
{
	str->len = 0;
	if (str->text)
		str->text[0] = '\0';
}

void str_clear(struct str *str)
{
	free(str->text);
	*str = STR_INIT;
}
