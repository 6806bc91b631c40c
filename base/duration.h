/*
 * duration - durations as people write them: 500ms 90s 5m 1h 2d
 */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include <stdint.h>

#define DURATION_TEXT_SIZE 24

/* The error for any other text. */
#define DURATION_EXPECTED "expected a duration as \"90s\", \"5m\" or \"1h\""

/*
 * Reads one number and its unit (ms, s, m, h, d); "0" needs no unit. Returns
 * milliseconds, or -1 for any other text and for more than 100 years.
 */
int64_t duration_parse(const char *text);

/* For people to read, rounded to two units: "3 s", "1 min 20 s", "2 h 5 min". */
const char *duration_text(int64_t ms, char text[DURATION_TEXT_SIZE]);

/* Exact, in the form that duration_parse reads: "100ms", "90s", "1d", "0". */
const char *duration_spell(int64_t ms, char text[DURATION_TEXT_SIZE]);

#endif
