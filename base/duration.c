/*
 * duration - durations as people write them: see duration.h
 */
#include "base/duration.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_MS (INT64_C(36525) * 86400 * 1000)

static const struct unit {
	const char *name;
	int64_t ms;
} units[] = {
	{ "ms", 1 },
	{ "s", 1000 },
	{ "m", 60 * 1000 },
	{ "h", 3600 * 1000 },
	{ "d", 86400 * 1000 },
};

int64_t duration_parse(const char *text)
{
	char *end;
	long long number;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno)
		return -1;
	if (number == 0 && !*end)
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(end, units[i].name))
			return number > MAX_MS / units[i].ms
				       ? -1
				       : number * units[i].ms;
	return -1;
}

const char *duration_text(int64_t ms, char text[DURATION_TEXT_SIZE])
{
	long long s = (ms + 500) / 1000, m = s / 60, h = m / 60;

	if (ms < 1000)
		snprintf(text, DURATION_TEXT_SIZE, "%lld ms",
			(long long)(ms < 0 ? 0 : ms));
	else if (s < 60)
		snprintf(text, DURATION_TEXT_SIZE, "%lld s", s);
	else if (m < 60)
		snprintf(text, DURATION_TEXT_SIZE,
			s % 60 ? "%lld min %lld s" : "%lld min", m, s % 60);
	else if (h < 48)
		snprintf(text, DURATION_TEXT_SIZE,
			m % 60 ? "%lld h %lld min" : "%lld h", h, m % 60);
	else
		snprintf(text, DURATION_TEXT_SIZE, "%lld d %lld h", h / 24,
			h % 24);
	return text;
}

const char *duration_spell(int64_t ms, char text[DURATION_TEXT_SIZE])
{
	const struct unit *unit = units + sizeof(units) / sizeof(*units) - 1;

	while (unit > units && ms % unit->ms)
		unit--;
	snprintf(text, DURATION_TEXT_SIZE, "%lld%s", (long long)(ms / unit->ms),
		ms ? unit->name : "");
	return text;
}
