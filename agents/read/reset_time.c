/*
 * reset_time - when a limit ends, as a CLI said it: see reset_time.h
 *
 * A line can contain other times: when it was logged, or a number that looks
 * like one. So a time after an announcing word ("resets", "try again in")
 * counts first, then a whole date or an epoch anywhere. A time that was not
 * ahead of its text is passed over.
 */
#include "agents/read/reset_time.h"

#include <stdlib.h>

#include "agents/read/reset_words.h"

/* "h", "hours", "min" … in ms; 0: no unit. */
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

/* A number and, in thousandths, its fraction. "a" and "an" are 1; -1: none. */
static int64_t read_amount(struct reset_words *words, int64_t *part)
{
	int64_t number = reset_read_number(words), worth = 100;

	*part = 0;
	if (number < 0)
		return reset_skip(words, "an ") || reset_skip(words, "a ") ? 1
									   : -1;
	if (*words->at != '.' || !isdigit((unsigned char)words->at[1]))
		return number;
	words->at++;
	for (; isdigit((unsigned char)*words->at); words->at++, worth /= 10)
		*part += worth * (*words->at - '0');
	return number;
}

/* "3 hours 5 minutes", "1h2m3s", "an hour"; a number alone counts `bare` ms, 0:
 * it is no length. */
static int64_t read_length(struct reset_words *words, int64_t bare)
{
	int64_t sum = 0;

	for (;;) {
		const char *before = words->at;
		int64_t part, number = read_amount(words, &part), unit;
		const char *behind = words->at;

		reset_skip_blanks(words);
		unit = number >= 0 ? read_unit(words) : 0;
		if (number >= 0 && !unit && !sum && bare &&
			(!*behind || !strchr(":/-", *behind))) {
			words->at = behind;
			return number > RESET_BELIEVED / bare
				       ? 0
				       : number * bare + part * bare / 1000;
		}
		if (number < 0 || !unit || number > RESET_BELIEVED / unit) {
			words->at = before;
			return sum;
		}
		sum += number * unit + part * unit / 1000;
		reset_skip_blanks(words);
		if (reset_skip(words, "and "))
			reset_skip_blanks(words);
	}
}

static bool is_believed(const struct reset_words *words, int64_t ms)
{
	return ms > words->now_ms && ms < words->now_ms + RESET_BELIEVED;
}

/* Ten digits are seconds, thirteen are milliseconds. */
static int64_t read_epoch(const char *digits, size_t count)
{
	int64_t number = count == 10 || count == 13 ? atoll(digits) : 0;

	return count == 10 ? number * SECOND : number;
}

/* A date, or an epoch, of `count` digits. */
static int64_t read_absolute(const struct reset_words *words, size_t count)
{
	struct reset_words here = *words;

	return count == 4 ? reset_read_date(&here)
			  : read_epoch(words->at, count);
}

/* A date or an epoch that stands by itself anywhere in the text. */
static int64_t find_absolute(const struct reset_words *words)
{
	struct reset_words here = *words;

	while (*here.at) {
		size_t count = strspn(here.at, "0123456789");
		int64_t found;

		if (!count) {
			/* A number within a name is no time. */
			here.at +=
				isalpha((unsigned char)*here.at)
					? strspn(here.at,
						  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						  "abcdefghijklmnopqrstuvwxyz"
						  "0123456789_")
					: 1;
			continue;
		}
		found = read_absolute(&here, count);
		if (is_believed(words, found))
			return found;
		here.at += count;
	}
	return 0;
}

static void skip_fillers(struct reset_words *words)
{
	static const char *const fillers[] = { "about ", "approximately ",
		"approx. ", "around ", "roughly ", "at least ", "for ",
		"another ", "~" };

	while (*words->at && strchr(" :=\"'|", *words->at))
		words->at++;
	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
		reset_skip(words, fillers[i]);
}

/* The time after an announcing word; 0: none. */
static int64_t read_announced(struct reset_words *words, int64_t bare)
{
	int64_t found;

	skip_fillers(words);
	found = read_absolute(words, strspn(words->at, "0123456789"));
	if (found)
		return found;
	found = read_length(words, bare);
	return found ? words->now_ms + found : reset_read_clock(words);
}

static int64_t find_announced(const struct reset_words *words)
{
	/* The longer ones first. */
	static const struct {
		const char *word;
		int64_t bare; /* what a number alone counts, in ms; 0: none */
	} heralds[] = {
		{ "retry-after-ms", 1 },
		{ "retry_after_ms", 1 },
		{ "retry-after", SECOND },
		{ "retry_after", SECOND },
		{ "retry after", SECOND },
		{ "ratelimit-reset-requests", SECOND },
		{ "ratelimit-reset-tokens", SECOND },
		{ "ratelimit-reset", SECOND },
		{ "requests-reset", 0 },
		{ "tokens-reset", 0 },
		{ "resets_in_seconds", SECOND },
		{ "resets_at", 0 },
		{ "reset_at", 0 },
		{ "resetsat", 0 },
		{ "reset after", 0 },
		{ "resets after", 0 },
		{ "resets in", 0 },
		{ "reset in", 0 },
		{ "resets at", 0 },
		{ "reset at", 0 },
		{ "resets on", 0 },
		{ "reset on", 0 },
		{ "resets", 0 },
		{ "again in", 0 },
		{ "again at", 0 },
		{ "again on", 0 },
		{ "again after", 0 },
		{ "retry in", 0 },
		{ "retry at", 0 },
		{ "wait", 0 },
		{ "until", 0 },
		{ "available at", 0 },
		{ "available on", 0 },
		{ "available in", 0 },
	};

	for (const char *at = words->at; *at; at++) {
		if (at > words->at && isalpha((unsigned char)at[-1]))
			continue;
		for (size_t i = 0; i < sizeof(heralds) / sizeof(*heralds);
			i++) {
			struct reset_words here = { at, words->now_ms,
				words->zone };
			int64_t found;

			if (!reset_skip(&here, heralds[i].word) ||
				isalpha((unsigned char)*here.at))
				continue;
			found = read_announced(&here, heralds[i].bare);
			if (is_believed(words, found))
				return found;
		}
	}
	return 0;
}

int64_t reset_parse(const char *text, int64_t now_ms, const char *zone)
{
	struct reset_words words = { text ? text : "", now_ms, zone };
	int64_t found = find_announced(&words);

	return found ? found : find_absolute(&words);
}
