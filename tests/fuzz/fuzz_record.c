/*
 * fuzz_record - a record is either whole or refused with a reason
 */
#include <stdint.h>
#include <stdlib.h>

#include "model/record.h"
#include "model/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record record = RECORD_INIT;
	struct err err = ERR_INIT;
	int64_t task, number;

	if (record_parse(&record, (const char *)data, size, "fuzz", &err) < 0) {
		if (!*err.message || record.run)
			abort();
		return 0;
	}
	if (!run_id_parse(record.run, &task, &number) || task != record.task ||
		!task_name_is_valid(record.agent) || record.pid < 0)
		abort();
	record_clear(&record);
	return 0;
}
