/*
 * reset_words - what the files of reset_time share; private to them
 *
 * A reader moves `at` over what it has read. Times are wall time in ms; 0 is
 * none.
 */
#ifndef SUPERVISOR_RESET_WORDS_H
#define SUPERVISOR_RESET_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Where we are, and what is known beside the text. */
struct reset_words {
	const char *at;
	int64_t now_ms;
	const char *zone;
};

bool reset_skip(struct reset_words *words, const char *word);
void reset_skip_blanks(struct reset_words *words);

/* Up to nine digits; -1 where there is none, or more. */
int64_t reset_read_number(struct reset_words *words);

/* reset_clock.c: "2026-11-21T03:00:00Z", "2026-11-21 03:00" */
int64_t reset_read_date(struct reset_words *words);

/* "3pm (Europe/Berlin)", "Oct 9 at 5pm", "Mon 12:00 AM", "tomorrow at 9am":
 * the next one that is not over, where no year is said. */
int64_t reset_read_clock(struct reset_words *words);

#endif
