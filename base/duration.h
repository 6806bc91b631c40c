/*
 * duration - how long, as people write it: 90s 5m 1h 2d, 500ms
 */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include <stdint.h>

#define DURATION_TEXT_SIZE 24

/* To those who have written something else. */
#define DURATION_EXPECTED "expected a duration as \"90s\", \"5m\" or \"1h\""

/*
 * Reads one number and its unit (ms, s, m, h, d); "0" needs none. Returns
 * milliseconds, or -1 where it is not a duration or more than 100 years.
 */
int64_t duration_parse(const char *text);

/* The shortest honest way to say it: "3 s", "1 min 20 s", "2 h 5 min". */
const char *duration_text(int64_t ms, char text[DURATION_TEXT_SIZE]);

/* As a person would write it in the config: "100ms", "90s", "1d", "0". */
const char *duration_spell(int64_t ms, char text[DURATION_TEXT_SIZE]);

#endif
