/*
 * fuzz_json - whatever json_parse accepts can be written and read again
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Written, a document can grow: each control character takes six bytes. */
static void read_again(char *text, const cJSON *json)
{
	cJSON *again = json_parse(
		text, strlen(text), 8 * JSON_MAX_BYTES, "again", NULL);

	if (!again || !cJSON_Compare(json, again, 1))
		abort();
	cJSON_Delete(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	cJSON *json = json_parse(
		(const char *)data, size, JSON_MAX_BYTES, "fuzz", &err);

	if (!json) {
		if (err.code != EXIT_WRONG_USE || !*err.message)
			abort();
		return 0;
	}
	read_again(json_line(json), json);
	read_again(json_pretty(json), json);
	cJSON_Delete(json);
	return 0;
}
