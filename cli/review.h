/*
 * review - all that a person needs who is to judge a task
 *
 * What happened, what was tried, what the agent left (its notes, the end of
 * its transcript), where the work is, and what to run next. What only files
 * and git know is gathered here; the rest is in reeved's `show`.
 */
#ifndef CLI_REVIEW_H
#define CLI_REVIEW_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "base/argv.h"
#include "model/config/config.h"

#define REVIEW_LINES 20

struct review_account {
	const cJSON *task; /* as `show --json` has it; the caller's */
	struct argv lines; /* the end of what its newest run wrote, cleaned */
	struct argv saved; /* refs that hold saved work */
};

/* A transcript or a repository that is gone leaves its part empty. */
void review_account_open(struct review_account *account,
	const struct config *config, const char *state, const cJSON *task);
void review_account_print(const struct review_account *account, int64_t now_ms);
void review_account_print_json(const struct review_account *account);
void review_account_close(struct review_account *account);

#endif
