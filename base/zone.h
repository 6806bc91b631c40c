/*
 * zone - local times in a zone of the tz database
 *
 * `zone` is a name as "Europe/Berlin"; NULL is the zone of this process. The C
 * library has one zone at a time (TZ), which these functions set and restore:
 * not for programs with threads.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* The local time at a wall time; false: there is no such zone. */
bool zone_local(const char *zone, int64_t wall_ms, struct tm *tm);

/*
 * The wall time of the local time `tm` (as mktime reads it); 0: there is no such
 * zone or no such time.
 */
int64_t zone_wall_ms(const char *zone, const struct tm *tm);

/*
 * The wall times at which the local day of `wall_ms` begins, and the next one.
 * Where clocks change, a day does not have to begin at midnight, nor last
 * 24 hours. 0: there is no such zone.
 */
int64_t zone_day_begin(const char *zone, int64_t wall_ms);
int64_t zone_day_end(const char *zone, int64_t wall_ms);

#endif
