/*
 * reset_time - when a limit ends, out of a CLI's own words
 *
 * "resets 9pm (America/New_York)", "try again in 3 hours 5 minutes",
 * "usage limit reached|1760000000", "retry after 20s", ISO times, headers. A
 * time of the day that is over means tomorrow's, and one that is just over
 * (less than two minutes: it was rounded down) a minute from now. A whole date
 * that is over is none: lines begin with when they were logged. Words are an
 * agent's: a time more than 40 days ahead is not believed.
 */
#ifndef AGENTS_READ_RESET_TIME_H
#define AGENTS_READ_RESET_TIME_H

#include <stdint.h>

/*
 * The wall time in ms at which it ends, as it was meant at `now_ms`; 0 where
 * `text` says nothing of it. Times without a zone are of `zone` (a name of the
 * tz database; NULL: this process's own). Not for threads: zones are looked up
 * through TZ, which is put back.
 */
int64_t reset_parse(const char *text, int64_t now_ms, const char *zone);

#endif
