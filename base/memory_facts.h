/*
 * memory_facts - what the kernel says of this machine's memory
 *
 * How much time processes lose to waiting for memory (PSI, the kernel's
 * Documentation/accounting/psi.rst), and how much is left. Reading both is
 * fast: the kernel answers from memory. What cannot be read is unknown.
 */
#ifndef BASE_MEMORY_FACTS_H
#define BASE_MEMORY_FACTS_H

#include <stdint.h>

struct memory_facts {
	int64_t pressure_hundredths; /* of a percent, "some avg10"; -1: unknown */
	int64_t available; /* bytes; -1: unknown */
};

/* Reads the file of the pressure and /proc/meminfo. */
struct memory_facts memory_facts_read(const char *pressure_file);

/* "some avg10" in the text of a pressure file, in hundredths of a percent; -1:
 * the text has none. */
int64_t memory_parse_pressure(const char *text);
/* MemAvailable in the text of /proc/meminfo, in bytes; -1: the text has none. */
int64_t memory_parse_available(const char *text);

#endif
