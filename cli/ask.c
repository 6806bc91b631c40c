/*
 * ask - requests that several commands send to reeved: see ask.h
 */
#include "cli/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/client.h"
#include "base/terminal.h"
#include "model/task.h"

cJSON *ask_new(const char *word, const char *id)
{
	cJSON *request = cJSON_CreateObject();

	json_add_text(request, "request", word);
	if (id)
		json_add_text(request, "id", id);
	return request;
}

static const char *ask_find_user(void)
{
	const char *user = getenv("LOGNAME");

	if (!user || !*user)
		user = getenv("USER");
	return user && *user ? user : NULL;
}

void ask_add_by(cJSON *request)
{
	const char *agent = getenv("REEVE_AGENT"), *user = ask_find_user();
	char *by;

	if (agent && *agent)
		by = mem_format("agent %.64s", agent);
	else if (user)
		by = mem_format("%.64s", user);
	else
		by = mem_format("uid %u", (unsigned)getuid());
	if (!text_is_utf8(by, strlen(by)))
		mem_replace(&by, "unknown user");
	json_add_text(request, "by", by);
	free(by);
}

void ask_add_environment(cJSON *request)
{
	cJSON *list = cJSON_AddArrayToObject(request, "env");

	for (char **pair = environ; pair && *pair; pair++) {
		/* JSON text is UTF-8 */
		if (text_is_utf8(*pair, strlen(*pair)))
			cJSON_AddItemToArray(list, cJSON_CreateString(*pair));
		else
			log_debug(
				"environment variable '%.*s' is not UTF-8: ignored",
				(int)strcspn(*pair, "="), *pair);
	}
}

int ask_add_directory(cJSON *request, struct err *err)
{
	char *here = getcwd(NULL, 0);

	if (!here)
		return err_sys(err, "cannot find the current directory");
	json_add_text(request, "directory", here);
	free(here);
	return 0;
}

int ask_show(const struct globals *globals, const char *id, cJSON **answer,
	struct err *err)
{
	return client_ask_once(globals, ask_new("show", id), answer, err);
}

const cJSON *ask_task(const cJSON *answer)
{
	static const cJSON none = { .type = cJSON_Object };
	const cJSON *task = cJSON_GetObjectItemCaseSensitive(answer, "task");

	return task ? task : &none;
}

static void ask_print_state(const cJSON *task)
{
	const char *reason = json_text(task, "reason");

	print_one_line(json_text(task, "name"), 64, "?");
	putchar(' ');
	print_one_line(json_text(task, "state"), 64, "?");
	if (reason && terminal_is(stdout)) {
		printf(": ");
		print_one_line(reason, terminal_columns(stdout) / 2, "");
	}
	putchar('\n');
}

int ask_and_print(
	const struct globals *globals, cJSON *request, struct err *err)
{
	cJSON *answer = NULL;

	if (client_ask_once(globals, request, &answer, err) < 0)
		return -1;
	ask_print_state(ask_task(answer));
	cJSON_Delete(answer);
	return EXIT_DONE;
}

/* What follows the run that is being ended; NULL: no run is being ended. */
static const char *ask_find_next(const cJSON *task)
{
	static const char *const next[WANTEDS] = {
		[WANTED_RESUME] = "the task is resumed",
		[WANTED_RESTART] = "the task starts again from its base",
		[WANTED_REASSIGN] = "the task continues with",
	};
	const char *word = json_text(task, "wanted");
	int wanted = word ? wanted_from_name(word) : -1;

	if (wanted == WANTED_RESTART && json_bool(task, "no_worktree"))
		return "the task starts again; its directory is not reset";
	return wanted < 0 ? NULL : next[wanted];
}

static void ask_print_next(
	const cJSON *task, const char *next, const char *profile)
{
	print_one_line(json_text(task, "name"), 64, "?");
	printf(": the run is being ended; then %s", next);
	if (profile)
		putchar(' ');
	print_one_line(profile, 40, "");
	putchar('\n');
}

int ask_for_next_run(const char *word, const char *profile,
	const struct call *call, struct err *err)
{
	cJSON *request = ask_new(word, call->words[0]), *answer = NULL;
	const char *next;

	if (profile)
		json_add_text(request, "profile", profile);
	ask_add_by(request);
	ask_add_environment(request);
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	next = ask_find_next(ask_task(answer));
	if (next)
		ask_print_next(ask_task(answer), next, profile);
	else
		ask_print_state(ask_task(answer));
	cJSON_Delete(answer);
	return EXIT_DONE;
}
