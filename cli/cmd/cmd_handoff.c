/*
 * reeve handoff - whether an agent that is kept alive may end
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
			"wrong use of 'handoff': '%s': no such word", word);
		return err_hint(
			err, "reeve handoff %s on, or off", call->words[0]);
	}
	request = ask_new("handoff", call->words[0]);
	json_add_bool(request, "on", on);
	ask_add_by(request);
	return ask_and_print(call->globals, request, err);
}

const struct command command_handoff = {
	.name = "handoff",
	.usage = "ID on|off",
	.summary = "let an agent that is kept alive end, or not",
	.details =
		"A task of --keep-alive is given its next turn whenever one is "
		"complete. on: it\nends with the turn it is in, or at once "
		"between two; off: it does not.",
	.min_words = 2,
	.max_words = 2,
	.run = handoff_run,
};
