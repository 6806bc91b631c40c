/*
 * clock - the three clocks of the machine, and wall time as text
 *
 * Wall time (since 1970) is for people and for times that must outlive a
 * reboot, as the end of a backoff. Boot time is for durations; it counts
 * suspend. Awake time stops during suspend: it is for how long a process could
 * have run. All in milliseconds. Uses libc alone.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void);
int64_t clock_boot_ms(void);
/* clock_boot_ms less this is how long the machine was suspended. */
int64_t clock_awake_ms(void);

#define CLOCK_TEXT_SIZE 32

/* Writes "2026-11-20T21:05:00.123Z"; 0 and less give the empty string. */
const char *clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE]);

/* Reads the form of clock_text; the fraction is optional. -1: another form. */
int64_t clock_parse(const char *text);

#endif
