/*
 * reeve send - send text to an agent, as if typed
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/input.h"
#include "base/terminal.h"

static int send_run(struct call *call, struct err *err)
{
	cJSON *request, *answer = NULL;
	char *text = NULL;

	if (input_read_prompt(&text, call->words + 1, NULL, err) < 0)
		return -1;
	request = ask_new("send", call->words[0]);
	json_add_text(request, "text", text);
	ask_add_by(request);
	free(text);
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	if (json_bool(answer, "sent"))
		puts("delivered");
	if (json_bool(answer, "queued")) {
		const char *why = json_text(answer, "why");

		printf("queued");
		if (why)
			printf(": ");
		print_one_line(why, 200, "");
		putchar('\n');
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_send = {
	.name = "send",
	.usage = "ID TEXT",
	.summary = "send text to an agent, as if typed",
	.min_words = 2,
	.max_words = WORDS_ANY,
	.run = send_run,
};
