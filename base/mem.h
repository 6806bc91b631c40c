/*
 * mem - allocation that dies
 *
 * Small allocations fail only when the machine is beyond help; checking each
 * would hide the errors that matter. What can be large by somebody else's
 * choice is capped before it is allocated.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size); /* zeroed */
void *mem_grow(void *memory, size_t size);
char *mem_copy(const char *text); /* NULL gives NULL */
char *mem_copy_bytes(const void *bytes, size_t len); /* adds a NUL */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees what *text holds and puts a copy of `value` there. */
void mem_replace(char **text, const char *value);

#endif
