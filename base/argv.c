/*
 * argv - a NULL-terminated vector of strings: see argv.h
 */
#include "base/argv.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The vector owns `text` from here on. */
static void argv_add_owned(struct argv *argv, char *text)
{
	size_t size = (argv->count + 2) * sizeof(*argv->items);

	argv->items = mem_grow(argv->items, size);
	argv->items[argv->count++] = text;
	argv->items[argv->count] = NULL;
}

void argv_add(struct argv *argv, const char *text)
{
	argv_add_owned(argv, mem_copy(text));
}

void argv_addf(struct argv *argv, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	argv_add_owned(argv, mem_format_args(format, args));
	va_end(args);
}

void argv_add_all(struct argv *argv, char *const *items)
{
	for (; items && *items; items++)
		argv_add(argv, *items);
}

bool argv_has(const struct argv *argv, const char *text)
{
	for (size_t i = 0; i < argv->count; i++)
		if (!strcmp(argv->items[i], text))
			return true;
	return false;
}

void argv_clear(struct argv *argv)
{
	for (size_t i = 0; i < argv->count; i++)
		free(argv->items[i]);
	free(argv->items);
	*argv = ARGV_INIT;
}
