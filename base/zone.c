/*
 * zone - local times in a zone of the tz database: see zone.h
 *
 * The C library takes an unknown zone for UTC and reports no error, so the file
 * of the zone is looked for first.
 */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#define DATABASE "/usr/share/zoneinfo"

static bool zone_exists(const char *zone)
{
	char path[256];
	struct stat st;

	if (!strcmp(zone, "UTC"))
		return true;
	/* No path may leave the database. */
	if (!*zone || *zone == '/' || strstr(zone, "..") ||
		strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789_+-/") !=
			strlen(zone))
		return false;
	snprintf(path, sizeof(path), "%s/%s", DATABASE, zone);
	return strlen(zone) < 100 && stat(path, &st) == 0 &&
	       S_ISREG(st.st_mode);
}

/* Returns the old TZ, for zone_leave. */
static char *zone_enter(const char *zone)
{
	const char *before = getenv("TZ");
	char *kept = before ? mem_copy(before) : NULL;

	setenv("TZ", zone, 1);
	tzset();
	return kept;
}

static void zone_leave(char *kept)
{
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}

bool zone_local(const char *zone, int64_t wall_ms, struct tm *tm)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	char *kept;
	bool done;

	if (!zone)
		return localtime_r(&seconds, tm) != NULL;
	if (!zone_exists(zone))
		return false;
	kept = zone_enter(zone);
	done = localtime_r(&seconds, tm) != NULL;
	zone_leave(kept);
	return done;
}

int64_t zone_wall_ms(const char *zone, const struct tm *tm)
{
	struct tm copy = *tm;
	time_t seconds;
	char *kept;

	if (zone && !zone_exists(zone))
		return 0;
	if (zone)
		kept = zone_enter(zone);
	seconds = mktime(&copy);
	if (zone)
		zone_leave(kept);
	return seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

/* Longer than any local day. */
#define DAY_MOST_MS (50LL * 3600 * 1000)

static bool zone_same_day(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_yday == b->tm_yday;
}

/*
 * Bisects for the change of the local day between `in`, on that day, and `out`,
 * on another one. Returns the first ms after the change.
 */
static int64_t zone_day_change(const char *zone, int64_t in, int64_t out)
{
	struct tm day, tm;

	if (!zone_local(zone, in, &day))
		return 0;
	while (in - out > 1 || out - in > 1) {
		int64_t middle = in + (out - in) / 2;

		if (!zone_local(zone, middle, &tm))
			return 0;
		if (zone_same_day(&day, &tm))
			in = middle;
		else
			out = middle;
	}
	return in > out ? in : out;
}

int64_t zone_day_begin(const char *zone, int64_t wall_ms)
{
	return zone_day_change(zone, wall_ms, wall_ms - DAY_MOST_MS);
}

int64_t zone_day_end(const char *zone, int64_t wall_ms)
{
	return zone_day_change(zone, wall_ms, wall_ms + DAY_MOST_MS);
}
