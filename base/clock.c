/*
 * clock - the three clocks of the machine: see clock.h
 */
#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_read_ms(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_wall_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME);
}

int64_t clock_boot_ms(void)
{
	return clock_read_ms(CLOCK_BOOTTIME);
}

int64_t clock_awake_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

const char *clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE])
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	text[0] = '\0';
	if (wall_ms <= 0 || !gmtime_r(&seconds, &tm) || tm.tm_year > 8099)
		return text;
	snprintf(text, CLOCK_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
		(unsigned)(tm.tm_year + 1900) % 10000,
		(unsigned)(tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100,
		(unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100,
		(unsigned)tm.tm_sec % 100, (unsigned)(wall_ms % 1000));
	return text;
}

/* Reads `form`: a digit for each 'd', and the same byte for any other. */
static bool clock_read_form(const char *text, const char *form, int *numbers)
{
	for (int at = 0; *form; form++, text++) {
		if (*form != 'd') {
			if (*text != *form)
				return false;
			at++;
			continue;
		}
		if (*text < '0' || *text > '9')
			return false;
		numbers[at] = numbers[at] * 10 + (*text - '0');
	}
	return true;
}

/* ".5" is 500 ms; digits after the third are dropped. NULL: no digit. */
static const char *clock_read_fraction(const char *text, int *ms)
{
	int digits = 0;

	for (text++; *text >= '0' && *text <= '9'; text++, digits++)
		if (digits < 3)
			*ms = *ms * 10 + (*text - '0');
	for (int i = digits; i < 3; i++)
		*ms *= 10;
	return digits ? text : NULL;
}

int64_t clock_parse(const char *text)
{
	int numbers[6] = { 0 }, ms = 0;
	struct tm tm, given;
	time_t seconds;

	if (!clock_read_form(text, "dddd-dd-ddTdd:dd:dd", numbers))
		return -1;
	text += strlen("dddd-dd-ddTdd:dd:dd");
	if (*text == '.')
		text = clock_read_fraction(text, &ms);
	if (!text || strcmp(text, "Z"))
		return -1;
	tm = given = (struct tm){ .tm_year = numbers[0] - 1900,
		.tm_mon = numbers[1] - 1,
		.tm_mday = numbers[2],
		.tm_hour = numbers[3],
		.tm_min = numbers[4],
		.tm_sec = numbers[5] };
	seconds = timegm(&tm);
	/* timegm turns 30 February into 2 March, so compare with the input. */
	if (seconds < 0 || tm.tm_mon != given.tm_mon ||
		tm.tm_mday != given.tm_mday || tm.tm_hour != given.tm_hour ||
		tm.tm_min != given.tm_min || tm.tm_sec != given.tm_sec)
		return -1;
	return (int64_t)seconds * 1000 + ms;
}
