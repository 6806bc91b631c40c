/*
 * oom - how often the kernel has killed for want of memory
 *
 * Read before and after a run: a SIGKILL whose sender nobody knows is told
 * from one by the kernel only by such a counter.
 */
#ifndef KEEPER_OOM_H
#define KEEPER_OOM_H

#include <stdint.h>

enum oom_source {
	OOM_NONE,
	OOM_SYSTEM,
	OOM_CGROUP
};

/*
 * The number of kills in our own control group (version 2, else 1), else in
 * the whole system; *source says which was there. OOM_NONE: nothing was.
 */
int64_t oom_kills(enum oom_source *source);

#endif
