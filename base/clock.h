/*
 * clock - what time it is, thrice
 *
 * Wall time is for people and for what must outlive a reboot (a backoff's
 * end); boot time (which counts suspend) is for how long something took; awake
 * time (which does not) is for how long something could have been done.
 * All in milliseconds. Uses libc alone.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void);
int64_t clock_boot_ms(void);
/* … without suspend: the difference is how long the machine has slept. */
int64_t clock_awake_ms(void);

#define CLOCK_TEXT_SIZE 32

/* "2026-11-20T21:05:00.123Z" into `text`; 0 gives the empty string. */
const char *clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE]);

/* Reads what clock_text writes, with a fraction or none; -1 if it is not. */
int64_t clock_parse(const char *text);

#endif
