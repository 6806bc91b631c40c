/*
 * reset_clock - a date or a time of the day, as CLIs write them
 *
 * What is said without its day is the next one; without a zone it is of this
 * machine's, or of what the caller has. The zone stands last, but by it one
 * knows which day it is: all is read before anything is reckoned.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "agents/read/reset_words.h"

#define JUST_OVER (2 * MINUTE)

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

void reset_read_seconds(struct reset_words *words, int64_t *second)
{
	if (*words->at == ':' && isdigit((unsigned char)words->at[1])) {
		words->at++;
		*second = reset_read_number(words);
		if (*words->at == '.' && isdigit((unsigned char)words->at[1]))
			words->at += 1 + strspn(words->at + 1, "0123456789");
	}
}

int64_t reset_read_date(struct reset_words *words)
{
	int64_t year = reset_read_number(words), month, day, hour, minute;
	int64_t second = 0;
	struct reset_zone zone;
	struct tm tm = { 0 };

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
	reset_read_seconds(words, &second);
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
	reset_read_zone(words, &zone);
	return reset_zone_ms(&zone, tm);
}

/* Its day; without one it is today. */
static void set_day(struct tm *tm, const struct reset_said *said)
{
	if (said->has_day) {
		tm->tm_mon = said->month;
		tm->tm_mday = said->day;
		if (said->has_year)
			tm->tm_year = said->year;
	} else if (said->tomorrow) {
		tm->tm_mday++;
	} else if (said->weekday >= 0) {
		tm->tm_mday += (said->weekday - tm->tm_wday + 7) % 7;
	}
}

/* The same a year, a week or a day later. */
static void put_off(struct tm *tm, const struct reset_said *said)
{
	if (said->has_day)
		tm->tm_year++;
	else
		tm->tm_mday += said->weekday < 0 ? 1 : 7;
}

static int64_t reckon(const struct reset_said *said, int64_t now_ms)
{
	struct tm tm;
	int64_t ms;

	if (!reset_zone_local(&said->zone, now_ms, &tm))
		return 0;
	set_day(&tm, said);
	tm.tm_hour = (int)said->hour;
	tm.tm_min = (int)said->minute;
	tm.tm_sec = (int)said->second;
	ms = reset_zone_ms(&said->zone, tm);
	if (!ms || ms > now_ms || said->has_year)
		return ms;
	/* Said without its seconds, it is not over before the next minute. */
	if (said->has_hour && !said->has_second && ms > now_ms - JUST_OVER)
		return now_ms + MINUTE;
	put_off(&tm, said);
	return reset_zone_ms(&said->zone, tm);
}

int64_t reset_read_clock(struct reset_words *words)
{
	struct reset_said said;

	reset_read_said(words, &said);
	if (!said.has_hour && !said.has_day && !said.tomorrow &&
		said.weekday < 0)
		return 0;
	if (said.hour > 23 || said.minute < 0 || said.minute > 59 ||
		said.second < 0 || said.second > 60)
		return 0;
	return reckon(&said, words->now_ms);
}
