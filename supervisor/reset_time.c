/*
 * reset_time - when a limit ends, out of a CLI's own words: see reset_time.h
 *
 * From what says most to what says least: a whole date and time, seconds since
 * the epoch, how long it takes from now, a time of the day. The last two need
 * a word before them ("in", "after", "resets", "at"), for a text can have
 * other numbers in it.
 */
#include "supervisor/reset_time.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/zone.h"

#define SECOND     INT64_C(1000)
#define MINUTE     (60 * SECOND)
#define HOUR       (60 * MINUTE)
#define DAY        (24 * HOUR)
#define BELIEVED   (40 * DAY)
#define JUST_OVER  (2 * MINUTE)
#define ZONE_BYTES 64

/* Where we are, and what is known beside the text. */
struct words {
	const char *at;
	int64_t now_ms;
	const char *zone;
};

static bool skip(struct words *words, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(words->at, word, len) != 0)
		return false;
	words->at += len;
	return true;
}

static void skip_blanks(struct words *words)
{
	while (*words->at == ' ' || *words->at == ',')
		words->at++;
}

/* Up to nine digits; -1 where there is none, or more. */
static int64_t read_number(struct words *words)
{
	int64_t number = 0;
	int digits = 0;

	for (; isdigit((unsigned char)*words->at); words->at++)
		if (++digits <= 9)
			number = number * 10 + (*words->at - '0');
	return digits && digits <= 9 ? number : -1;
}

static bool is_believed(const struct words *words, int64_t ms)
{
	return ms > words->now_ms - DAY && ms < words->now_ms + BELIEVED;
}

/* "(Europe/Berlin)", "UTC", "Z", "+02:00", or what is the case otherwise. */
static int64_t with_zone(struct words *words, struct tm *tm)
{
	char zone[ZONE_BYTES] = "";
	int sign = *words->at == '-' ? -1 : 1;
	size_t len;

	if (*words->at == '+' || *words->at == '-') {
		int64_t hours, minutes;

		words->at++;
		hours = read_number(words);
		if (hours >= 100) {
			minutes = hours % 100;
			hours /= 100;
		} else {
			minutes = skip(words, ":") ? read_number(words) : 0;
		}
		if (hours < 0 || hours > 14 || minutes < 0)
			return 0;
		return (int64_t)timegm(tm) * SECOND -
		       sign * (hours * HOUR + minutes * MINUTE);
	}
	skip_blanks(words);
	if (skip(words, "(")) {
		len = strcspn(words->at, ")");
		if (len >= sizeof(zone))
			return 0;
		memcpy(zone, words->at, len);
		zone[len] = '\0';
	} else if (skip(words, "Z") || skip(words, "UTC") ||
		   skip(words, "GMT")) {
		return (int64_t)timegm(tm) * SECOND;
	}
	return zone_wall_ms(*zone ? zone : words->zone, tm);
}

/* "2026-11-21T03:00:00Z", "2026-11-21 03:00" */
static int64_t read_date(struct words *words)
{
	int64_t year = read_number(words), month, day, hour, minute;
	int64_t second = 0;
	struct tm tm = { .tm_isdst = -1 };

	if (year < 2000 || year > 9999 || !skip(words, "-"))
		return 0;
	month = read_number(words);
	if (!skip(words, "-"))
		return 0;
	day = read_number(words);
	if (!skip(words, "T") && !skip(words, " "))
		return 0;
	hour = read_number(words);
	if (!skip(words, ":"))
		return 0;
	minute = read_number(words);
	if (skip(words, ":"))
		second = read_number(words);
	if (skip(words, "."))
		read_number(words);
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

/* Ten digits are seconds, thirteen are milliseconds. */
static int64_t read_epoch(const char *digits, size_t count)
{
	int64_t number = count == 10 || count == 13 ? atoll(digits) : 0;

	return count == 10 ? number * SECOND : number;
}

/* What stands by itself anywhere in the text. */
static int64_t find_absolute(const struct words *words)
{
	for (const char *at = words->at; *at;) {
		struct words here = { at, words->now_ms, words->zone };
		size_t count = strspn(at, "0123456789");
		int64_t found;

		if (!count) {
			/* A number in a name is none of ours. */
			at += isalpha((unsigned char)*at)
				      ? strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						   "abcdefghijklmnopqrstuvwxyz"
						   "0123456789_")
				      : 1;
			continue;
		}
		found = count == 4 ? read_date(&here) : read_epoch(at, count);
		if (found && is_believed(words, found))
			return found;
		at += count;
	}
	return 0;
}

/* "h", "hours", "min" …; 0 where it is no unit. */
static int64_t read_unit(struct words *words)
{
	static const struct {
		const char *word;
		int64_t ms;
	} units[] = {
		{ "milliseconds", 1 },
		{ "millisecond", 1 },
		{ "ms", 1 },
		{ "seconds", SECOND },
		{ "second", SECOND },
		{ "secs", SECOND },
		{ "sec", SECOND },
		{ "s", SECOND },
		{ "minutes", MINUTE },
		{ "minute", MINUTE },
		{ "mins", MINUTE },
		{ "min", MINUTE },
		{ "m", MINUTE },
		{ "hours", HOUR },
		{ "hour", HOUR },
		{ "hrs", HOUR },
		{ "hr", HOUR },
		{ "h", HOUR },
		{ "days", DAY },
		{ "day", DAY },
		{ "d", DAY },
		{ "weeks", 7 * DAY },
		{ "week", 7 * DAY },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		const char *before = words->at;

		if (skip(words, units[i].word) &&
			!isalpha((unsigned char)*words->at))
			return units[i].ms;
		words->at = before;
	}
	return 0;
}

/* "3 hours 5 minutes", "1h2m3s", "1.898s", "20" (seconds, where it may be) */
static int64_t read_length(struct words *words, bool bare)
{
	int64_t sum = 0;

	for (bool first = true;; first = false) {
		const char *before = words->at;
		int64_t number = read_number(words), unit, part = 0, scale = 1;

		if (number >= 0 && *words->at == '.' &&
			isdigit((unsigned char)words->at[1])) {
			words->at++;
			for (; isdigit((unsigned char)*words->at); words->at++)
				if (scale < 1000) {
					scale *= 10;
					part = part * 10 + (*words->at - '0');
				}
		}
		skip_blanks(words);
		unit = number >= 0 ? read_unit(words) : 0;
		if (number >= 0 && !unit && first && bare &&
			(!*words->at || !strchr(":/-", *words->at)))
			unit = SECOND;
		if (number < 0 || !unit || number > BELIEVED / unit) {
			words->at = before;
			return sum;
		}
		sum += number * unit + part * unit / scale;
		if (bare && unit == SECOND)
			return sum;
		skip_blanks(words);
		if (skip(words, "and "))
			skip_blanks(words);
	}
}

/* "Oct 9", "Nov 21st, 2026", into `tm`; false: no day is said. */
static bool read_day(struct words *words, struct tm *tm, bool *has_year)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const char *before = words->at;
	int64_t day, year;

	for (int i = 0; i < 12; i++) {
		if (!skip(words, months[i]))
			continue;
		while (isalpha((unsigned char)*words->at) || *words->at == '.')
			words->at++;
		skip_blanks(words);
		day = read_number(words);
		if (day < 1 || day > 31)
			break;
		while (isalpha((unsigned char)*words->at))
			words->at++;
		tm->tm_mon = i;
		tm->tm_mday = (int)day;
		skip_blanks(words);
		before = words->at;
		year = read_number(words);
		*has_year = year >= 2000 && year <= 9999;
		if (*has_year)
			tm->tm_year = (int)year - 1900;
		else
			words->at = before;
		skip_blanks(words);
		return true;
	}
	words->at = before;
	return false;
}

/* "Mon": how many days ahead; 0: it is not said, or it is today. */
static int read_weekday(struct words *words, const struct tm *today)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };

	for (int i = 0; i < 7; i++) {
		if (!skip(words, days[i]))
			continue;
		while (isalpha((unsigned char)*words->at))
			words->at++;
		skip_blanks(words);
		return (i - today->tm_wday + 7) % 7;
	}
	return 0;
}

/* "3pm", "3:45 PM", "15:00" into `tm`. A bare hour is none. */
static bool read_hour(struct words *words, struct tm *tm)
{
	int64_t hour = read_number(words), minute = 0;
	bool has_minute = skip(words, ":"), half = false;

	if (has_minute)
		minute = read_number(words);
	skip_blanks(words);
	if (skip(words, "am") || skip(words, "a.m.")) {
		half = true;
		hour = hour == 12 ? 0 : hour;
	} else if (skip(words, "pm") || skip(words, "p.m.")) {
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
static const char *zone_of(const struct words *words, char copy[ZONE_BYTES])
{
	const char *open = strchr(words->at, '(');
	const char *close = open ? strchr(open, ')') : NULL;

	if (!close || open - words->at > 40 || close - open >= ZONE_BYTES)
		return words->zone;
	memcpy(copy, open + 1, (size_t)(close - open - 1));
	copy[close - open - 1] = '\0';
	return copy;
}

/* "3pm (Europe/Berlin)", "Oct 9 at 5pm", "Mon 12:00 AM", "tomorrow at 9am" */
static int64_t read_clock(struct words *words)
{
	char copy[ZONE_BYTES];
	const char *zone = zone_of(words, copy);
	bool has_year = false, has_day;
	int ahead = 0;
	struct tm tm;
	int64_t ms;

	if (!zone_local(zone, words->now_ms, &tm))
		return 0;
	has_day = read_day(words, &tm, &has_year);
	if (!has_day)
		ahead = skip(words, "tomorrow ") ? 1 : read_weekday(words, &tm);
	skip(words, "at ");
	skip_blanks(words);
	if (!read_hour(words, &tm))
		return 0;
	skip_blanks(words);
	if (!has_day && !ahead)
		ahead = skip(words, "tomorrow");
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
		tm.tm_mday += 1;
	tm.tm_isdst = -1;
	return zone_wall_ms(zone, &tm);
}

/* After a word that announces a time. */
static int64_t read_announced(struct words *words, bool bare)
{
	int64_t length;

	while (strchr(" :=\"'", *words->at) && *words->at)
		words->at++;
	length = read_length(words, bare);
	return length ? words->now_ms + length : read_clock(words);
}

static int64_t find_announced(const struct words *words)
{
	/* The longer ones first. */
	static const struct {
		const char *word;
		bool bare; /* a number alone is seconds */
	} heralds[] = {
		{ "retry-after", true },
		{ "retry after", true },
		{ "reset after", false },
		{ "resets in", false },
		{ "reset in", false },
		{ "resets at", false },
		{ "reset at", false },
		{ "resets on", false },
		{ "resets", false },
		{ "again in", false },
		{ "again at", false },
		{ "again after", false },
		{ "retry in", false },
		{ "retry at", false },
		{ "wait", false },
		{ "available at", false },
		{ "available in", false },
	};

	for (const char *at = words->at; *at; at++) {
		for (size_t i = 0; i < sizeof(heralds) / sizeof(*heralds);
			i++) {
			struct words here = { at, words->now_ms, words->zone };
			int64_t found;

			if (!skip(&here, heralds[i].word) ||
				isalpha((unsigned char)*here.at))
				continue;
			found = read_announced(&here, heralds[i].bare);
			if (found && is_believed(words, found))
				return found;
		}
	}
	return 0;
}

int64_t reset_parse(const char *text, int64_t now_ms, const char *zone)
{
	struct words words = { text ? text : "", now_ms, zone };
	int64_t found = find_absolute(&words);

	return found ? found : find_announced(&words);
}
