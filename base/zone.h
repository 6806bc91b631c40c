/*
 * zone - local times of a zone of the tz database
 *
 * `zone` is a name as "Europe/Berlin"; NULL is this process's own. The C
 * library knows one zone at a time, TZ: it is set and put back. Not for
 * threads.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* What the clocks there show at a wall time; false: no such zone. */
bool zone_local(const char *zone, int64_t wall_ms, struct tm *tm);

/*
 * The wall time at which the clocks there show `tm` (read as mktime reads it);
 * 0: no such zone, or no such time.
 */
int64_t zone_wall_ms(const char *zone, const struct tm *tm);

/*
 * The first moment of the day that the clocks there show at a wall time, and of
 * the one that follows. Not always a midnight, nor 24 hours apart: clocks are
 * put forward and back. 0: no such zone.
 */
int64_t zone_day_begin(const char *zone, int64_t wall_ms);
int64_t zone_day_end(const char *zone, int64_t wall_ms);

#endif
