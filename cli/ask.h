/*
 * ask - the requests that commands have in common
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <cjson/cJSON.h>

#include "cli/command.h"

/* {"request":WORD}; with an id where that is not NULL. */
cJSON *ask_new(const char *word, const char *id);

/* Adds who asks: an agent by its name, else the person. */
void ask_add_by(cJSON *request);

/* Adds the whole environment; reeved keeps what the profile passes. */
void ask_add_environment(cJSON *request);

/* Adds where we stand; err when that is gone. */
int ask_add_directory(cJSON *request, struct err *err);

/* Asks for what is known of a task: the caller's *answer has "task". */
int ask_show(const struct globals *globals, const char *id, cJSON **answer,
	struct err *err);

/* The task in an answer, never NULL. */
const cJSON *ask_task(const cJSON *answer);

/* Sends a request about a task and prints "NAME STATE" of the answer. */
int ask_and_print(
	const struct globals *globals, cJSON *request, struct err *err);

/*
 * The same for resume, restart and reassign (to `profile`), with the
 * environment the next run may take from; the id is the call's first word. Where
 * a run is ended for it first, that is said instead of the state.
 */
int ask_to_go_on(const char *word, const char *profile, const struct call *call,
	struct err *err);

#endif
