/*
 * fuzz_checkpoint - whatever stands in a checkpoint, it is read or refused,
 * and what is written of it is read again
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoints/checkpoint.h"
#include "checkpoints/continuation.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct checkpoint first, second;
	struct task task = { .name = (char *)"agent" };
	struct str text = STR_INIT;
	char *written;

	if (checkpoint_parse(&first, (const char *)bytes, len, "fuzz", NULL) <
		0)
		return 0;
	struct continuation_facts facts = {
		.task = &task,
		.mode = RUN_RESUME,
		.checkpoint = &first,
		.verify_output = first.notes,
	};
	continuation_write(&text, &facts);
	str_clear(&text);
	written = checkpoint_text(&first);
	if (checkpoint_parse(&second, written, strlen(written), "fuzz", NULL) <
			0 ||
		second.status != first.status ||
		second.next.count != first.next.count)
		abort();
	free(written);
	checkpoint_clear(&first);
	checkpoint_clear(&second);
	return 0;
}
