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
#include <stdlib.h>
#include <string.h>

#include "supervisor/reset_words.h"

#define BELIEVED (40 * DAY)

static bool is_believed(const struct reset_words *words, int64_t ms)
{
	return ms > words->now_ms - DAY && ms < words->now_ms + BELIEVED;
}

/* Ten digits are seconds, thirteen are milliseconds. */
static int64_t read_epoch(const char *digits, size_t count)
{
	int64_t number = count == 10 || count == 13 ? atoll(digits) : 0;

	return count == 10 ? number * SECOND : number;
}

/* What stands by itself anywhere in the text. */
static int64_t find_absolute(const struct reset_words *words)
{
	for (const char *at = words->at; *at;) {
		struct reset_words here = { at, words->now_ms, words->zone };
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
		found = count == 4 ? reset_read_date(&here)
				   : read_epoch(at, count);
		if (found && is_believed(words, found))
			return found;
		at += count;
	}
	return 0;
}

/* "h", "hours", "min" …; 0 where it is no unit. */
static int64_t read_unit(struct reset_words *words)
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

		if (reset_skip(words, units[i].word) &&
			!isalpha((unsigned char)*words->at))
			return units[i].ms;
		words->at = before;
	}
	return 0;
}

/* "3 hours 5 minutes", "1h2m3s", "1.898s", "20" (seconds, where it may be) */
static int64_t read_length(struct reset_words *words, bool bare)
{
	int64_t sum = 0;

	for (bool first = true;; first = false) {
		const char *before = words->at;
		int64_t number = reset_read_number(words), unit, part = 0,
			scale = 1;

		if (number >= 0 && *words->at == '.' &&
			isdigit((unsigned char)words->at[1])) {
			words->at++;
			for (; isdigit((unsigned char)*words->at); words->at++)
				if (scale < 1000) {
					scale *= 10;
					part = part * 10 + (*words->at - '0');
				}
		}
		reset_skip_blanks(words);
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
		reset_skip_blanks(words);
		if (reset_skip(words, "and "))
			reset_skip_blanks(words);
	}
}

/* After a word that announces a time. */
static int64_t read_announced(struct reset_words *words, bool bare)
{
	int64_t length;

	while (strchr(" :=\"'", *words->at) && *words->at)
		words->at++;
	length = read_length(words, bare);
	return length ? words->now_ms + length : reset_read_clock(words);
}

static int64_t find_announced(const struct reset_words *words)
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
			struct reset_words here = { at, words->now_ms,
				words->zone };
			int64_t found;

			if (!reset_skip(&here, heralds[i].word) ||
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
	struct reset_words words = { text ? text : "", now_ms, zone };
	int64_t found = find_absolute(&words);

	return found ? found : find_announced(&words);
}
