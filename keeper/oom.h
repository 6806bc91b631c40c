/*
 * oom - how often the kernel has killed a process for lack of memory
 *
 * The counter is read before and after a run: nothing else tells a SIGKILL of
 * the kernel from one of an unknown process.
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
 * The number of kills in the keeper's own control group (version 2, else 1),
 * else in the whole system. *source says which; OOM_NONE: there is no counter.
 */
int64_t oom_kills(enum oom_source *source);

#endif
