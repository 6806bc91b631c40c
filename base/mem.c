/*
 * mem - allocation that dies: see mem.h
 */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void *check(void *memory)
{
	if (!memory)
		log_fatal("out of memory");
	return memory;
}

void *mem_alloc(size_t size)
{
	return check(calloc(1, size ? size : 1));
}

void *mem_grow(void *memory, size_t size)
{
	return check(realloc(memory, size ? size : 1));
}

char *mem_copy(const char *text)
{
	return text ? check(strdup(text)) : NULL;
}

char *mem_copy_bytes(const void *bytes, size_t len)
{
	char *copy = check(malloc(len + 1));

	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *mem_format(const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int rc;

	va_start(args, format);
	rc = vasprintf(&text, format, args);
	va_end(args);
	return check(rc < 0 ? NULL : text);
}

void mem_replace(char **text, const char *value)
{
	char *copy = mem_copy(value);

	free(*text);
	*text = copy;
}
