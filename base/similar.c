/*
 * similar - the word that was probably meant: see similar.h
 *
 * The distance of two words is the number of letters to add, drop, change or
 * swap with their neighbour (optimal string alignment). A distance of up to a
 * third of the word is near.
 */
#include "base/similar.h"

#include <stddef.h>
#include <string.h>

#define MAX_LENGTH 64

static size_t min_of_three(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static size_t similar_distance(const char *a, const char *b)
{
	size_t row[3][MAX_LENGTH + 1];
	size_t a_len = strlen(a), b_len = strlen(b);
	size_t *above = row[0], *here = row[1], *two_above = row[2], *spare;

	if (a_len > MAX_LENGTH || b_len > MAX_LENGTH)
		return MAX_LENGTH;
	for (size_t j = 0; j <= b_len; j++)
		here[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		spare = two_above;
		two_above = above;
		above = here;
		here = spare;
		here[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t cost = a[i - 1] != b[j - 1];

			here[j] = min_of_three(above[j] + 1, here[j - 1] + 1,
				above[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] &&
				two_above[j - 2] + 1 < here[j])
				here[j] = two_above[j - 2] + 1;
		}
	}
	return here[b_len];
}

const char *similar_word(const char *word, char *const *words)
{
	size_t best = strlen(word) / 3 + 1;
	const char *found = NULL;

	for (; words && *words; words++) {
		size_t far = similar_distance(word, *words);

		if (far < best || (far == best && !found)) {
			best = far;
			found = *words;
		}
	}
	return found;
}
