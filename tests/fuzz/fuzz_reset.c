/*
 * fuzz_reset - whatever a CLI says of a limit's end, it is within reason
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agents/read/reset_time.h"

#define NOW_MS INT64_C(1795275000000)
#define DAY_MS INT64_C(86400000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	int64_t until;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	until = reset_parse(text, NOW_MS, "UTC");
	if (until && (until <= NOW_MS || until > NOW_MS + 40 * DAY_MS))
		abort();
	if (reset_parse(text, NOW_MS, "UTC") != until)
		abort();
	free(text);
	return 0;
}
