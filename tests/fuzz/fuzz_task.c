/*
 * fuzz_task - what was asked survives being written and read
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "model/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct task task = TASK_INIT, again = TASK_INIT;
	struct err err = ERR_INIT;
	cJSON *json, *first, *second, *shown;

	json = json_parse(
		(const char *)data, size, JSON_MAX_BYTES, "fuzz", &err);
	if (json && !task_read_asked(&task, json, "fuzz", &err)) {
		first = task_write_asked(&task);
		if (task_read_asked(&again, first, "again", &err) < 0)
			abort();
		second = task_write_asked(&again);
		if (!cJSON_Compare(first, second, 1))
			abort();
		shown = task_write(&again);
		cJSON_Delete(first);
		cJSON_Delete(second);
		cJSON_Delete(shown);
	}
	cJSON_Delete(json);
	task_clear(&task);
	task_clear(&again);
	return 0;
}
