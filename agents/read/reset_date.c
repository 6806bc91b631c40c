/*
 * reset_date - a date or a time of the day, as CLIs write them
 *
 * "Mon 9am", "9am UTC on Nov 23", "Sat, 21 Nov 2026 08:00:00 GMT": the parts
 * come in any order, each is read once, up to what is none. The zone comes
 * last, and the day depends on it: all parts are read before the time is
 * reckoned. Without a day it is the next such time; without a zone it is of the
 * caller's.
 */
#include "agents/read/reset_words.h"

/* A time that is over by less was rounded down to its minute. */
#define JUST_OVER (2 * MINUTE)

/* All that is said of one moment. */
struct moment {
	bool has_day, has_year, has_hour, has_second, has_zone, tomorrow;
	int year, month, day; /* as struct tm has them */
	int weekday; /* -1: it is not said */
	int64_t hour, minute, second;
	struct reset_zone zone;
};

/* ":00" and its fraction; without it *second stays. */
static void read_seconds(struct reset_words *words, int64_t *second)
{
	if (*words->at == ':' && isdigit((unsigned char)words->at[1])) {
		words->at++;
		*second = reset_read_number(words);
		if (*words->at == '.' && isdigit((unsigned char)words->at[1]))
			words->at += 1 + strspn(words->at + 1, "0123456789");
	}
}

/* Which of `names` it is, at least three letters of it; -1: none. */
static int read_name(
	struct reset_words *words, const char *const names[], int count)
{
	size_t len = 0;

	while (isalpha((unsigned char)words->at[len]))
		len++;
	for (int i = 0; len >= 3 && i < count; i++) {
		if (strncasecmp(words->at, names[i], len) != 0)
			continue;
		words->at += len;
		return i;
	}
	return -1;
}

static int read_month(struct reset_words *words)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	int month = read_name(words, months, 12);

	if (month >= 0)
		reset_skip(words, ".");
	return month;
}

static bool read_weekday(struct reset_words *words, struct moment *moment)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };

	if (moment->weekday < 0)
		moment->weekday = read_name(words, days, 7);
	else
		return false;
	return moment->weekday >= 0;
}

/* "9", "9th" */
static int64_t read_day_number(struct reset_words *words)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };
	int64_t day = reset_read_number(words);

	for (size_t i = 0; i < 4; i++)
		if (reset_skip(words, endings[i]))
			break;
	return isalpha((unsigned char)*words->at) || *words->at == ':' ? -1
								       : day;
}

static void read_year(struct reset_words *words, struct moment *moment)
{
	const char *before = words->at;
	int64_t year;

	reset_skip_blanks(words);
	year = reset_read_number(words);
	moment->has_year = year >= 2000 && year <= 9999;
	if (moment->has_year)
		moment->year = (int)year - 1900;
	else
		words->at = before;
}

/* "Oct 9", "Nov 21st, 2026", "21 Nov 2026" */
static bool read_day(struct reset_words *words, struct moment *moment)
{
	int month;
	int64_t day;

	if (moment->has_day)
		return false;
	if (isdigit((unsigned char)*words->at)) {
		day = read_day_number(words);
		reset_skip_blanks(words);
		month = read_month(words);
	} else {
		month = read_month(words);
		reset_skip_blanks(words);
		day = month < 0 ? -1 : read_day_number(words);
	}
	if (month < 0 || day < 1 || day > 31)
		return false;
	moment->has_day = true;
	moment->month = month;
	moment->day = (int)day;
	read_year(words, moment);
	return true;
}

/* "am" or "pm", in one of its two spellings. */
static bool read_half(struct reset_words *words, const char *a, const char *b)
{
	const char *before = words->at;

	if ((reset_skip(words, a) || reset_skip(words, b)) &&
		!isalpha((unsigned char)*words->at))
		return true;
	words->at = before;
	return false;
}

/* "3pm", "3:45 PM", "15:00", "08:00:00". A bare hour is none. */
static bool read_hour(struct reset_words *words, struct moment *moment)
{
	int64_t hour = reset_read_number(words), minute = 0, second = -1;
	const char *behind;
	bool exact;

	if (moment->has_hour || hour < 0)
		return false;
	exact = reset_skip(words, ":");
	if (exact) {
		minute = reset_read_number(words);
		read_seconds(words, &second);
	}
	behind = words->at;
	reset_skip_blanks(words);
	if (read_half(words, "a.m.", "am"))
		hour = hour == 12 ? 0 : hour;
	else if (read_half(words, "p.m.", "pm"))
		hour = hour == 12 ? 12 : hour + 12;
	else if (exact)
		words->at = behind;
	else
		return false;
	moment->has_hour = true;
	moment->has_second = second >= 0;
	moment->hour = hour;
	moment->minute = minute;
	moment->second = second >= 0 ? second : 0;
	return true;
}

static bool read_tomorrow(struct reset_words *words, struct moment *moment)
{
	if (moment->tomorrow || !reset_skip(words, "tomorrow"))
		return false;
	moment->tomorrow = true;
	return true;
}

static bool read_zone(struct reset_words *words, struct moment *moment)
{
	if (moment->has_zone || (!moment->has_hour && !moment->has_day))
		return false;
	moment->has_zone = reset_read_zone(words, &moment->zone);
	return moment->has_zone;
}

/* One further part, whichever comes next. */
static bool read_part(struct reset_words *words, struct moment *moment)
{
	static bool (*const parts[])(struct reset_words *, struct moment *) = {
		read_tomorrow,
		read_weekday,
		read_day,
		read_hour,
	};
	const char *before = words->at, *part;

	if (read_zone(words, moment))
		return true;
	reset_skip_blanks(words);
	if (!reset_skip(words, "at "))
		reset_skip(words, "on ");
	part = words->at;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i](words, moment))
			return true;
		words->at = part;
	}
	words->at = before;
	return false;
}

static void read_moment(struct reset_words *words, struct moment *moment)
{
	*moment = (struct moment){ .weekday = -1, .zone.name = words->zone };
	while (read_part(words, moment))
		;
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
	read_seconds(words, &second);
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

/* The day of the moment; without one it is today. */
static void set_moment_day(struct tm *tm, const struct moment *moment)
{
	if (moment->has_day) {
		tm->tm_mon = moment->month;
		tm->tm_mday = moment->day;
		if (moment->has_year)
			tm->tm_year = moment->year;
	} else if (moment->tomorrow) {
		tm->tm_mday++;
	} else if (moment->weekday >= 0) {
		tm->tm_mday += (moment->weekday - tm->tm_wday + 7) % 7;
	}
}

/* The moment is over: it means the same a year, a week or a day later. */
static void put_off_moment(struct tm *tm, const struct moment *moment)
{
	if (moment->has_day)
		tm->tm_year++;
	else
		tm->tm_mday += moment->weekday < 0 ? 1 : 7;
}

/* Its wall time; 0: there is none. */
static int64_t moment_ms(const struct moment *moment, int64_t now_ms)
{
	struct tm tm;
	int64_t ms;

	if (!reset_zone_local(&moment->zone, now_ms, &tm))
		return 0;
	set_moment_day(&tm, moment);
	tm.tm_hour = (int)moment->hour;
	tm.tm_min = (int)moment->minute;
	tm.tm_sec = (int)moment->second;
	ms = reset_zone_ms(&moment->zone, tm);
	if (!ms || ms > now_ms || moment->has_year)
		return ms;
	/* Said without its seconds, it is not over before the next minute. */
	if (moment->has_hour && !moment->has_second && ms > now_ms - JUST_OVER)
		return now_ms + MINUTE;
	put_off_moment(&tm, moment);
	return reset_zone_ms(&moment->zone, tm);
}

int64_t reset_read_clock(struct reset_words *words)
{
	struct moment moment;

	read_moment(words, &moment);
	if (!moment.has_hour && !moment.has_day && !moment.tomorrow &&
		moment.weekday < 0)
		return 0;
	if (moment.hour > 23 || moment.minute < 0 || moment.minute > 59 ||
		moment.second < 0 || moment.second > 60)
		return 0;
	return moment_ms(&moment, words->now_ms);
}
