/*
 * reset_zone - the zone of a time, as CLIs write it
 *
 * An abbreviation has the meaning that is usual in English: CST is American. One
 * that says whether it is summer time (PST, PDT) is fixed; one that does not (PT)
 * follows the clocks there.
 */
#include <stdio.h>

#include "agents/read/reset_words.h"
#include "base/zone.h"

static const struct {
	const char *word;
	int minutes; /* east of Greenwich */
	const char *name; /* else: as the clocks there go */
} zones[] = {
	{ "UTC", 0, NULL },
	{ "GMT", 0, NULL },
	{ "Z", 0, NULL },
	{ "utc", 0, NULL },
	{ "gmt", 0, NULL },
	{ "z", 0, NULL },
	{ "PT", 0, "America/Los_Angeles" },
	{ "PST", -480, NULL },
	{ "PDT", -420, NULL },
	{ "MT", 0, "America/Denver" },
	{ "MST", -420, NULL },
	{ "MDT", -360, NULL },
	{ "CT", 0, "America/Chicago" },
	{ "CST", -360, NULL },
	{ "CDT", -300, NULL },
	{ "ET", 0, "America/New_York" },
	{ "EST", -300, NULL },
	{ "EDT", -240, NULL },
	{ "AKST", -540, NULL },
	{ "AKDT", -480, NULL },
	{ "HST", -600, NULL },
	{ "BRT", -180, NULL },
	{ "WET", 0, NULL },
	{ "WEST", 60, NULL },
	{ "BST", 60, NULL },
	{ "CET", 60, NULL },
	{ "CEST", 120, NULL },
	{ "EET", 120, NULL },
	{ "EEST", 180, NULL },
	{ "MSK", 180, NULL },
	{ "IST", 330, NULL },
	{ "HKT", 480, NULL },
	{ "SGT", 480, NULL },
	{ "AWST", 480, NULL },
	{ "JST", 540, NULL },
	{ "KST", 540, NULL },
	{ "AEST", 600, NULL },
	{ "AEDT", 660, NULL },
	{ "NZST", 720, NULL },
	{ "NZDT", 780, NULL },
};

/* "+02:00", "-0500", "+2"; after a blank only with its minutes. */
static bool read_offset(
	struct reset_words *words, struct reset_zone *zone, bool apart)
{
	struct reset_words here = *words;
	int sign = *here.at == '-' ? -1 : 1;
	size_t digits = *here.at ? strspn(here.at + 1, "0123456789") : 0;
	int64_t hours, minutes = 0;

	if ((*here.at != '+' && *here.at != '-') || !digits || digits == 3 ||
		digits > 4)
		return false;
	here.at++;
	hours = reset_read_number(&here);
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (*here.at == ':' && isdigit((unsigned char)here.at[1])) {
		here.at++;
		minutes = reset_read_number(&here);
	} else if (apart) {
		return false;
	}
	if (hours > 14 || minutes < 0 || minutes > 59)
		return false;
	words->at = here.at;
	zone->is_fixed = true;
	zone->offset_ms = sign * (hours * HOUR + minutes * MINUTE);
	return true;
}

static bool read_abbreviation(
	struct reset_words *words, struct reset_zone *zone)
{
	size_t len = 0;

	while (isalpha((unsigned char)words->at[len]))
		len++;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		if (strlen(zones[i].word) != len ||
			strncmp(zones[i].word, words->at, len) != 0)
			continue;
		words->at += len;
		zone->is_fixed = !zones[i].name;
		zone->name = zones[i].name;
		zone->offset_ms = zones[i].minutes * MINUTE;
		if (zone->is_fixed && !zone->offset_ms)
			read_offset(words, zone, false);
		return true;
	}
	return false;
}

/* Brackets enclose a zone; with an unknown one the time is unknown, too. */
static bool read_brackets(struct reset_words *words, struct reset_zone *zone)
{
	size_t len = strcspn(words->at, ")");
	struct reset_words inside = { zone->said, words->now_ms, NULL };

	if (len >= sizeof(zone->said) || !words->at[len])
		len = 0;
	snprintf(zone->said, sizeof(zone->said), "%.*s", (int)len, words->at);
	words->at += len + (len != 0);
	if ((read_abbreviation(&inside, zone) ||
		    read_offset(&inside, zone, false)) &&
		!*inside.at)
		return true;
	zone->is_fixed = false;
	zone->name = *zone->said ? zone->said : "(none)";
	return true;
}

bool reset_read_zone(struct reset_words *words, struct reset_zone *zone)
{
	const char *before = words->at;
	bool apart;

	*zone = (struct reset_zone){ .name = words->zone };
	reset_skip_blanks(words);
	apart = words->at != before;
	if (read_offset(words, zone, apart) || read_abbreviation(words, zone) ||
		(reset_skip(words, "(") && read_brackets(words, zone)))
		return true;
	words->at = before;
	return false;
}

bool reset_zone_local(
	const struct reset_zone *zone, int64_t wall_ms, struct tm *tm)
{
	time_t seconds = (time_t)((wall_ms + zone->offset_ms) / SECOND);

	if (zone->is_fixed)
		return gmtime_r(&seconds, tm) != NULL;
	return zone_local(zone->name, wall_ms, tm);
}

int64_t reset_zone_ms(const struct reset_zone *zone, struct tm tm)
{
	tm.tm_isdst = -1;
	if (!zone->is_fixed)
		return zone_wall_ms(zone->name, &tm);
	tm.tm_isdst = 0;
	return (int64_t)timegm(&tm) * SECOND - zone->offset_ms;
}
