/*
 * memory_facts - what the kernel says of this machine's memory: see
 * memory_facts.h
 */
#include "base/memory_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define MEMORY_FILE_MAX_BYTES 65536

int64_t memory_parse_pressure(const char *text)
{
	const char *some =
		!strncmp(text, "some ", 5) ? text : strstr(text, "\nsome ");
	double percent;

	if (!some || !(some = strstr(some, "avg10=")) ||
		sscanf(some + 6, "%lf", &percent) != 1 ||
		!(percent >= 0 && percent <= 100)) /* it may be no number */
		return -1;
	return (int64_t)(percent * 100 + 0.5);
}

int64_t memory_parse_available(const char *text)
{
	static const char name[] = "MemAvailable:";
	const char *line = strstr(text, name);
	long long kib;

	if (!line || sscanf(line + sizeof(name) - 1, "%lld", &kib) != 1 ||
		kib < 0 || kib > INT64_MAX / 1024)
		return -1;
	return kib * 1024;
}

static int64_t memory_read(const char *path, int64_t (*parse)(const char *text))
{
	char *bytes = NULL;
	size_t len;
	int64_t value = -1;

	if (file_read(&bytes, &len, path, MEMORY_FILE_MAX_BYTES, NULL) == 0)
		value = parse(bytes);
	free(bytes);
	return value;
}

struct memory_facts memory_facts_read(const char *pressure_file)
{
	return (struct memory_facts){
		.pressure_hundredths =
			memory_read(pressure_file, memory_parse_pressure),
		.available =
			memory_read("/proc/meminfo", memory_parse_available),
	};
}
