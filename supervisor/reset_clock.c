/*
 * reset_clock - a date or a time of the day, as CLIs write them
 *
 * What is said without its day is the next one; without a zone it is of this
 * machine's, or of what the caller has.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/zone.h"
#include "supervisor/reset_words.h"

#define JUST_OVER  (2 * MINUTE)
#define ZONE_BYTES 64

bool reset_skip(struct reset_words *words, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(words->at, word, len) != 0)
		return false;
	words->at += len;
	return true;
}

void reset_skip_blanks(struct reset_words *words)
{
	while (*words->at == ' ' || *words->at == ',')
		words->at++;
}

int64_t reset_read_number(struct reset_words *words)
{
	int64_t number = 0;
	int digits = 0;

	for (; isdigit((unsigned char)*words->at); words->at++)
		if (++digits <= 9)
			number = number * 10 + (*words->at - '0');
	return digits && digits <= 9 ? number : -1;
}

/* "(Europe/Berlin)", "UTC", "Z", "+02:00", or what is the case otherwise. */
static int64_t with_zone(struct reset_words *words, struct tm *tm)
{
	char zone[ZONE_BYTES] = "";
	int sign = *words->at == '-' ? -1 : 1;
	size_t len;

	if (*words->at == '+' || *words->at == '-') {
		int64_t hours, minutes;

		words->at++;
		hours = reset_read_number(words);
		if (hours >= 100) {
			minutes = hours % 100;
			hours /= 100;
		} else {
			minutes = reset_skip(words, ":")
					  ? reset_read_number(words)
					  : 0;
		}
		if (hours < 0 || hours > 14 || minutes < 0)
			return 0;
		return (int64_t)timegm(tm) * SECOND -
		       sign * (hours * HOUR + minutes * MINUTE);
	}
	reset_skip_blanks(words);
	if (reset_skip(words, "(")) {
		len = strcspn(words->at, ")");
		if (len >= sizeof(zone))
			return 0;
		memcpy(zone, words->at, len);
		zone[len] = '\0';
	} else if (reset_skip(words, "Z") || reset_skip(words, "UTC") ||
		   reset_skip(words, "GMT")) {
		return (int64_t)timegm(tm) * SECOND;
	}
	return zone_wall_ms(*zone ? zone : words->zone, tm);
}

int64_t reset_read_date(struct reset_words *words)
{
	int64_t year = reset_read_number(words), month, day, hour, minute;
	int64_t second = 0;
	struct tm tm = { .tm_isdst = -1 };

	if (year < 2000 || year > 9999 || !reset_skip(words, "-"))
		return 0;
	month = reset_read_number(words);
	if (!reset_skip(words, "-"))
		return 0;
	day = reset_read_number(words);
	if (!reset_skip(words, "T") && !reset_skip(words, " "))
		return 0;
	hour = reset_read_number(words);
	if (!reset_skip(words, ":"))
		return 0;
	minute = reset_read_number(words);
	if (reset_skip(words, ":"))
		second = reset_read_number(words);
	if (reset_skip(words, "."))
		reset_read_number(words);
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 ||
		hour > 24 || minute < 0 || minute > 59 || second < 0 ||
		second > 60)
		return 0;
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	tm.tm_hour = (int)hour;
	tm.tm_min = (int)minute;
	tm.tm_sec = (int)second;
	return with_zone(words, &tm);
}

/* "Oct 9", "Nov 21st, 2026", into `tm`; false: no day is said. */
static bool read_day(struct reset_words *words, struct tm *tm, bool *has_year)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const char *before = words->at;
	int64_t day, year;

	for (int i = 0; i < 12; i++) {
		if (!reset_skip(words, months[i]))
			continue;
		while (isalpha((unsigned char)*words->at) || *words->at == '.')
			words->at++;
		reset_skip_blanks(words);
		day = reset_read_number(words);
		if (day < 1 || day > 31)
			break;
		while (isalpha((unsigned char)*words->at))
			words->at++;
		tm->tm_mon = i;
		tm->tm_mday = (int)day;
		reset_skip_blanks(words);
		before = words->at;
		year = reset_read_number(words);
		*has_year = year >= 2000 && year <= 9999;
		if (*has_year)
			tm->tm_year = (int)year - 1900;
		else
			words->at = before;
		reset_skip_blanks(words);
		return true;
	}
	words->at = before;
	return false;
}

/* "Mon": how many days ahead, 0 to 6; -1: it is not said. */
static int read_weekday(struct reset_words *words, const struct tm *today)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };

	for (int i = 0; i < 7; i++) {
		if (!reset_skip(words, days[i]))
			continue;
		while (isalpha((unsigned char)*words->at))
			words->at++;
		reset_skip_blanks(words);
		return (i - today->tm_wday + 7) % 7;
	}
	return -1;
}

/* "3pm", "3:45 PM", "15:00" into `tm`. A bare hour is none. */
static bool read_hour(struct reset_words *words, struct tm *tm)
{
	int64_t hour = reset_read_number(words), minute = 0;
	bool has_minute = reset_skip(words, ":"), half = false;

	if (has_minute)
		minute = reset_read_number(words);
	reset_skip_blanks(words);
	if (reset_skip(words, "am") || reset_skip(words, "a.m.")) {
		half = true;
		hour = hour == 12 ? 0 : hour;
	} else if (reset_skip(words, "pm") || reset_skip(words, "p.m.")) {
		half = true;
		hour = hour == 12 ? 12 : hour + 12;
	}
	tm->tm_hour = (int)hour;
	tm->tm_min = (int)minute;
	tm->tm_sec = 0;
	return (half || has_minute) && hour >= 0 && hour < 24 && minute >= 0 &&
	       minute < 60;
}

/* A zone in brackets comes last, but says which day it is. */
static const char *zone_of(
	const struct reset_words *words, char copy[ZONE_BYTES])
{
	const char *open = strchr(words->at, '(');
	const char *close = open ? strchr(open, ')') : NULL;

	if (!close || open - words->at > 40 || close - open >= ZONE_BYTES)
		return words->zone;
	memcpy(copy, open + 1, (size_t)(close - open - 1));
	copy[close - open - 1] = '\0';
	return copy;
}

int64_t reset_read_clock(struct reset_words *words)
{
	char copy[ZONE_BYTES];
	const char *zone = zone_of(words, copy);
	bool has_year = false, has_day;
	int ahead = 0, weekday = -1;
	struct tm tm;
	int64_t ms;

	if (!zone_local(zone, words->now_ms, &tm))
		return 0;
	has_day = read_day(words, &tm, &has_year);
	if (!has_day && reset_skip(words, "tomorrow "))
		ahead = 1;
	else if (!has_day && (weekday = read_weekday(words, &tm)) > 0)
		ahead = weekday;
	reset_skip(words, "at ");
	reset_skip_blanks(words);
	if (!read_hour(words, &tm))
		return 0;
	reset_skip_blanks(words);
	if (!has_day && !ahead)
		ahead = reset_skip(words, "tomorrow");
	tm.tm_mday += ahead;
	tm.tm_isdst = -1;
	ms = with_zone(words, &tm);
	if (!ms || ms > words->now_ms || has_year)
		return ms;
	/* Said without its seconds, it is not over before the next minute. */
	if (ms > words->now_ms - JUST_OVER)
		return words->now_ms + MINUTE;
	if (has_day)
		tm.tm_year++;
	else
		tm.tm_mday += weekday < 0 ? 1 : 7;
	tm.tm_isdst = -1;
	return zone_wall_ms(zone, &tm);
}
