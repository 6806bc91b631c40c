/*
 * table - words for the values of an enum
 *
 * An enum's names in text are one array, indexed by its values; these two go
 * both ways. The array's size comes from the enum, so a missing word is NULL
 * and a test finds it.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>
#include <string.h>

/* The index of `word`, or -1. */
static inline int table_find(
	const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; word && i < count; i++)
		if (words[i] && !strcmp(words[i], word))
			return (int)i;
	return -1;
}

#endif
