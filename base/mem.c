/*
 * mem - allocation that aborts when memory is exhausted: see mem.h
 */
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void *mem_check(void *memory)
{
	if (!memory)
		log_fatal("out of memory");
	return memory;
}

void *mem_alloc(size_t size)
{
	return mem_check(calloc(1, size ? size : 1));
}

void *mem_grow(void *memory, size_t size)
{
	return mem_check(realloc(memory, size ? size : 1));
}

char *mem_copy(const char *text)
{
	return text ? mem_check(strdup(text)) : NULL;
}

char *mem_copy_bytes(const void *bytes, size_t len)
{
	char *copy = mem_check(malloc(len + 1));

	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *mem_format_args(const char *format, va_list args)
{
	char *text = NULL;
	int rc = vasprintf(&text, format, args);

	return mem_check(rc < 0 ? NULL : text);
}

char *mem_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = mem_format_args(format, args);
	va_end(args);
	return text;
}

void mem_replace(char **text, const char *value)
{
	char *copy = mem_copy(value);

	free(*text);
	*text = copy;
}
