/*
 * reeve handoff - let a --keep-alive task finish
 */
#include <string.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/command.h"

static int handoff_run(struct call *call, struct err *err)
{
	const char *word = call->words[1];
	bool on = !strcmp(word, "on");
	cJSON *request;

	if (!on && strcmp(word, "off") != 0) {
		err_set(err, EXIT_WRONG_USE,
			"wrong use of 'handoff': '%s': expected on or off",
			word);
		return err_hint(err, "reeve handoff %s on", call->words[0]);
	}
	request = ask_new("handoff", call->words[0]);
	json_add_bool(request, "on", on);
	ask_add_by(request);
	return ask_and_print(call->globals, request, err);
}

const struct command command_handoff = {
	.name = "handoff",
	.usage = "ID on|off",
	.summary =
		"let a --keep-alive task finish after its current turn (off: "
		"keep it going)",
	.details =
		"A --keep-alive task gets another turn after each complete "
		"turn.\non: the task finishes after its current turn, or at once "
		"between two turns.\noff: keep the task going.",
	.min_words = 2,
	.max_words = 2,
	.run = handoff_run,
};
