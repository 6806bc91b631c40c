/*
 * reset_said - the parts of which a time is made, in whatever order they come
 *
 * "Mon 9am", "9am UTC on Nov 23", "Sat, 21 Nov 2026 08:00:00 GMT": each part
 * is read once, up to what is none.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "agents/read/reset_words.h"

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

static bool read_weekday(struct reset_words *words, struct reset_said *said)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };

	if (said->weekday < 0)
		said->weekday = read_name(words, days, 7);
	else
		return false;
	return said->weekday >= 0;
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

static void read_year(struct reset_words *words, struct reset_said *said)
{
	const char *before = words->at;
	int64_t year;

	reset_skip_blanks(words);
	year = reset_read_number(words);
	said->has_year = year >= 2000 && year <= 9999;
	if (said->has_year)
		said->year = (int)year - 1900;
	else
		words->at = before;
}

/* "Oct 9", "Nov 21st, 2026", "21 Nov 2026" */
static bool read_day(struct reset_words *words, struct reset_said *said)
{
	int month;
	int64_t day;

	if (said->has_day)
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
	said->has_day = true;
	said->month = month;
	said->day = (int)day;
	read_year(words, said);
	return true;
}

static bool is_half(struct reset_words *words, const char *a, const char *b)
{
	const char *before = words->at;

	if ((reset_skip(words, a) || reset_skip(words, b)) &&
		!isalpha((unsigned char)*words->at))
		return true;
	words->at = before;
	return false;
}

/* "3pm", "3:45 PM", "15:00", "08:00:00". A bare hour is none. */
static bool read_hour(struct reset_words *words, struct reset_said *said)
{
	int64_t hour = reset_read_number(words), minute = 0, second = -1;
	const char *behind;
	bool exact;

	if (said->has_hour || hour < 0)
		return false;
	exact = reset_skip(words, ":");
	if (exact) {
		minute = reset_read_number(words);
		reset_read_seconds(words, &second);
	}
	behind = words->at;
	reset_skip_blanks(words);
	if (is_half(words, "a.m.", "am"))
		hour = hour == 12 ? 0 : hour;
	else if (is_half(words, "p.m.", "pm"))
		hour = hour == 12 ? 12 : hour + 12;
	else if (exact)
		words->at = behind;
	else
		return false;
	said->has_hour = true;
	said->has_second = second >= 0;
	said->hour = hour;
	said->minute = minute;
	said->second = second >= 0 ? second : 0;
	return true;
}

static bool read_tomorrow(struct reset_words *words, struct reset_said *said)
{
	if (said->tomorrow || !reset_skip(words, "tomorrow"))
		return false;
	said->tomorrow = true;
	return true;
}

static bool read_zone(struct reset_words *words, struct reset_said *said)
{
	if (said->has_zone || (!said->has_hour && !said->has_day))
		return false;
	said->has_zone = reset_read_zone(words, &said->zone);
	return said->has_zone;
}

/* The next thing that is said, in whatever order. */
static bool read_part(struct reset_words *words, struct reset_said *said)
{
	static bool (*const parts[])(
		struct reset_words *, struct reset_said *) = {
		read_tomorrow,
		read_weekday,
		read_day,
		read_hour,
	};
	const char *before = words->at, *part;

	if (read_zone(words, said))
		return true;
	reset_skip_blanks(words);
	if (!reset_skip(words, "at "))
		reset_skip(words, "on ");
	part = words->at;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i](words, said))
			return true;
		words->at = part;
	}
	words->at = before;
	return false;
}

void reset_read_said(struct reset_words *words, struct reset_said *said)
{
	*said = (struct reset_said){ .weekday = -1, .zone.name = words->zone };
	while (read_part(words, said))
		;
}
