/*
 * reset_words - what the files of reset_time share; private to them
 *
 * A reader moves `at` over what it has read, and leaves it where it reads
 * nothing. Times are wall time in ms; 0: none.
 */
#ifndef AGENTS_READ_RESET_WORDS_H
#define AGENTS_READ_RESET_WORDS_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* A time further ahead is not believed. */
#define RESET_BELIEVED (40 * DAY)

/* The position in the text, and what is known beside the text. */
struct reset_words {
	const char *at;
	int64_t now_ms; /* wall time of the text */
	const char *zone; /* of times without one; NULL: this process's own */
};

/* Moves over `word`, in upper or lower case. */
static inline bool reset_skip(struct reset_words *words, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(words->at, word, len) != 0)
		return false;
	words->at += len;
	return true;
}

static inline void reset_skip_blanks(struct reset_words *words)
{
	words->at += strspn(words->at, " ,");
}

/* Up to nine digits; -1: none, or more (it moves over all of them). */
static inline int64_t reset_read_number(struct reset_words *words)
{
	int64_t number = 0;
	int digits = 0;

	for (; isdigit((unsigned char)*words->at); words->at++)
		if (++digits <= 9)
			number = number * 10 + (*words->at - '0');
	return digits && digits <= 9 ? number : -1;
}

/* The zone of a time. Holds its own name: not to be copied. */
struct reset_zone {
	bool is_fixed;
	int64_t offset_ms; /* … east of Greenwich */
	const char *name; /* else this one's; NULL: this process's own */
	char said[64];
};

/* reset_zone.c: "(Europe/Berlin)", "UTC", "PST", "(PT)", "+02:00", "GMT+1".
 * False where none is said: then it is the caller's. */
bool reset_read_zone(struct reset_words *words, struct reset_zone *zone);
bool reset_zone_local(
	const struct reset_zone *zone, int64_t wall_ms, struct tm *tm);
int64_t reset_zone_ms(const struct reset_zone *zone, struct tm tm);

/* reset_date.c: "2026-11-21T03:00:00Z", "2026-11-21 03:00" */
int64_t reset_read_date(struct reset_words *words);

/* "3pm (Europe/Berlin)", "Oct 9 at 5pm", "Mon 12:00 AM", "tomorrow at 9am",
 * "Sat, 21 Nov 2026 08:00:00 GMT", "Dec 1" (at its begin): the next one that is
 * not over, where no year is said. */
int64_t reset_read_clock(struct reset_words *words);

#endif
