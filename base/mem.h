/*
 * mem - allocation that aborts when memory is exhausted
 *
 * Small allocations fail only when the machine cannot go on; a check of each
 * would hide the errors that matter. Sizes that come from outside are limited
 * before the allocation. The caller frees every result with free().
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *mem_alloc(size_t size); /* zeroed */
void *mem_grow(void *memory, size_t size);
char *mem_copy(const char *text); /* NULL gives NULL */
char *mem_copy_bytes(const void *bytes, size_t len); /* and a NUL */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *mem_format_args(const char *format, va_list args)
	__attribute__((format(printf, 1, 0)));

/* Frees *text and sets it to a copy of `value`. */
void mem_replace(char **text, const char *value);

#endif
