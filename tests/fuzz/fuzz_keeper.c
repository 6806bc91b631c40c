/*
 * fuzz_keeper - what goes through the keeper's terminal, both ways
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keeper/draft.h"
#include "keeper/input.h"
#include "keeper/json.h"
#include "keeper/modes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void type(const char *bytes, size_t size)
{
	struct input input = { 0 };
	struct draft draft = { 0 };

	for (size_t i = 0; i < size; i++) {
		enum input_event event = input_feed(&input, bytes[i]);

		draft_note(&draft, event, bytes[i]);
		if (event > INPUT_EDIT || draft.len > sizeof(draft.line) ||
			input.len >= sizeof(input.sequence))
			abort();
	}
}

/* In one piece or in two, it means the same. */
static void show(const char *bytes, size_t size, size_t cut)
{
	struct modes whole = { 0 }, parts = { 0 }, after = { 0 };
	char text[MODES_RESET_SIZE];
	size_t len;

	modes_feed(&whole, bytes, size);
	modes_feed(&parts, bytes, cut);
	modes_feed(&parts, bytes + cut, size - cut);
	if (whole.changed != parts.changed || whole.state != parts.state ||
		whole.last != parts.last)
		abort();
	len = modes_reset(&whole, text);
	if (len >= sizeof(text) || whole.changed || whole.state)
		abort();
	/* The reset does undo it: after it nothing is left to be undone. */
	modes_feed(&parts, text, len);
	if (parts.changed || modes_reset(&after, text) > sizeof(text))
		abort();
}

static void write_text(const char *bytes, size_t size)
{
	char place[64], *text = strndup(bytes, size);
	struct json json = { .bytes = place, .size = 1 + size % sizeof(place) };

	json_text(&json, "name", text);
	if (json.len >= json.size ||
		(!json.overflow && place[json.len - 1] != '"'))
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	type(bytes, size);
	show(bytes, size, size ? data[0] % (size + 1) : 0);
	write_text(bytes, size);
	return 0;
}
