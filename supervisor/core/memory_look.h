/*
 * memory_look - what the kernel says of this machine's memory
 */
#ifndef SUPERVISOR_CORE_MEMORY_LOOK_H
#define SUPERVISOR_CORE_MEMORY_LOOK_H

#include "policy/admit/memory_limit.h"

/* Reads the pressure file and /proc/meminfo, as far as the settings use them.
 * Fast: the kernel answers from memory. What cannot be read is unknown. */
struct memory_facts memory_look(const struct memory_config *config);

#endif
