/*
 * memory_look - what the kernel says of this machine's memory: see
 * memory_look.h
 */
#include "supervisor/core/memory_look.h"

#include <stdlib.h>

#include "base/file.h"

#define FILE_MAX_BYTES 65536

static int64_t read_with(const char *path, int64_t (*parse)(const char *text))
{
	char *bytes = NULL;
	size_t len;
	int64_t value = -1;

	if (file_read(&bytes, &len, path, FILE_MAX_BYTES, NULL) == 0)
		value = parse(bytes);
	free(bytes);
	return value;
}

struct memory_facts memory_look(const struct memory_config *config)
{
	struct memory_facts facts = { -1, -1 };

	if (config->pressure_percent)
		facts.pressure_hundredths =
			read_with(config->pressure_file, memory_parse_pressure);
	if (config->available_bytes)
		facts.available =
			read_with("/proc/meminfo", memory_parse_available);
	return facts;
}
