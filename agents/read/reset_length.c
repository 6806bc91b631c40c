/*
 * reset_length - how long it takes, as CLIs write it
 */
#include <ctype.h>
#include <string.h>

#include "agents/read/reset_words.h"

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

/* A number and, in thousandths, what stands behind its point. */
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

int64_t reset_read_length(struct reset_words *words, int64_t bare)
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
