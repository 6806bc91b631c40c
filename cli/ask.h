/*
 * ask - requests that several commands send to reeved
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <cjson/cJSON.h>

#include "cli/command.h"

/* {"request":WORD}, with "id" unless it is NULL. */
cJSON *ask_new(const char *word, const char *id);

/* Adds "by": the name of the calling agent, else of the user. */
void ask_add_by(cJSON *request);

/* Adds the whole environment; reeved keeps what the profile allows. */
void ask_add_environment(cJSON *request);

/* Adds the current directory. */
int ask_add_directory(cJSON *request, struct err *err);

/* Requests a task with its runs: *answer is the caller's and has "task". */
int ask_show(const struct globals *globals, const char *id, cJSON **answer,
	struct err *err);

/* The task of an answer; never NULL. */
const cJSON *ask_task(const cJSON *answer);

/* Sends a request about a task, and prints "NAME STATE" from the answer. */
int ask_and_print(
	const struct globals *globals, cJSON *request, struct err *err);

/*
 * Sends resume, restart or reassign (to `profile`, else NULL) for the task of
 * the call's first word, with the environment for the next run. Prints the
 * state, or, while a run is being ended for the request, what follows it.
 */
int ask_for_next_run(const char *word, const char *profile,
	const struct call *call, struct err *err);

#endif
