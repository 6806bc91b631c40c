/*
 * argv - a NULL-terminated vector of strings
 *
 * Holds the arguments of programs and all lists of text. Every item is a copy
 * that the vector owns; argv_clear frees all of them.
 */
#ifndef BASE_ARGV_H
#define BASE_ARGV_H

#include <stdbool.h>
#include <stddef.h>

struct argv {
	char **items; /* NULL while empty, else ends with NULL */
	size_t count;
};

#define ARGV_INIT ((struct argv){ 0 })

void argv_add(struct argv *argv, const char *text);
void argv_addf(struct argv *argv, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Adds all of a NULL-terminated vector (which may be NULL). */
void argv_add_all(struct argv *argv, char *const *items);
/* True when one item equals `text`. */
bool argv_has(const struct argv *argv, const char *text);
void argv_clear(struct argv *argv);

#endif
