/*
 * table - words for the values of an enum
 *
 * The words of an enum are one array, indexed by its values. The size of the
 * array comes from the enum, so that a missing word is NULL and a test finds
 * it. The way back, from a word to its value, is table_find.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>
#include <string.h>

/* The index of `word` (may be NULL) in `words`, or -1. */
static inline int table_find(
	const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; word && i < count; i++)
		if (words[i] && !strcmp(words[i], word))
			return (int)i;
	return -1;
}

#endif
