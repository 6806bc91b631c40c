/*
 * reset_words - what the files of reset_time share; private to them
 *
 * A reader moves `at` over what it has read. Times are wall time in ms; 0 is
 * none.
 */
#ifndef AGENTS_READ_RESET_WORDS_H
#define AGENTS_READ_RESET_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define RESET_BELIEVED (40 * DAY)

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

/* ":00" and its fraction, into `second`; it may be absent. */
void reset_read_seconds(struct reset_words *words, int64_t *second);

/* The zone of a time. Holds its own name: not to be copied. */
struct reset_zone {
	bool is_fixed;
	int64_t offset_ms; /* … east of Greenwich */
	const char *name; /* else this one's; NULL: this process's own */
	char said[64];
};

/* reset_zone.c: "(Europe/Berlin)", "UTC", "PST", "(PT)", "+02:00", "GMT+1".
 * False where none is said: then it is what the caller has. */
bool reset_read_zone(struct reset_words *words, struct reset_zone *zone);
bool reset_zone_local(
	const struct reset_zone *zone, int64_t wall_ms, struct tm *tm);
int64_t reset_zone_ms(const struct reset_zone *zone, struct tm tm);

/* All that is said of one moment. */
struct reset_said {
	bool has_day, has_year, has_hour, has_second, has_zone, tomorrow;
	int year, month, day; /* as struct tm has them */
	int weekday; /* -1: it is not said */
	int64_t hour, minute, second;
	struct reset_zone zone;
};

/* reset_said.c */
void reset_read_said(struct reset_words *words, struct reset_said *said);

/* reset_length.c: "3 hours 5 minutes", "1h2m3s", "an hour"; a number alone is
 * of `bare` ms, 0: it is none. */
int64_t reset_read_length(struct reset_words *words, int64_t bare);

/* reset_clock.c: "2026-11-21T03:00:00Z", "2026-11-21 03:00" */
int64_t reset_read_date(struct reset_words *words);

/* "3pm (Europe/Berlin)", "Oct 9 at 5pm", "Mon 12:00 AM", "tomorrow at 9am",
 * "Sat, 21 Nov 2026 08:00:00 GMT", "Dec 1" (it begins then): the next one that
 * is not over, where no year is said. */
int64_t reset_read_clock(struct reset_words *words);

#endif
