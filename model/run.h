/*
 * run - one process of an agent, from exec to exit, and what it meant
 *
 * The row that stays: facts from the keeper's record, then the verdict and the
 * decision. A wait status that is not known is not zero: see `ended`. A run that
 * was ended because of a sign (see model/profile/sign.h) has that verdict and its
 * evidence from then on, before it is judged.
 */
#ifndef MODEL_RUN_H
#define MODEL_RUN_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/decision.h"
#include "model/evidence.h"
#include "model/task.h"
#include "model/usage.h"
#include "model/verdict.h"

struct run {
	int64_t task, number;
	enum run_mode mode;
	char *profile;
	char *conversation; /* or NULL */
	int64_t started_ms; /* 0: it never came to be */
	int64_t ended_ms; /* 0: it goes on */
	bool status_known; /* wait_status means something only then */
	int wait_status; /* exactly as waitpid gave it */
	bool judged; /* verdict and decision are made */
	bool by_keyboard; /* interrupted by a key typed in its pane */
	enum verdict verdict;
	struct evidence_list evidence; /* the strongest first */
	enum action decision;
	struct reason reason;
	int64_t until_ms; /* the limit that ended it lasts until then; 0: it
			     did not say */
	struct usage usage;
	char *mark; /* of its worktree at the end, to see whether the next
		       run changed it; NULL: nobody looked */
};

#define RUN_INIT ((struct run){ 0 })

/* A run as `show --json` has it. */
cJSON *run_write(const struct run *run);
void run_clear(struct run *run);

struct run_list {
	struct run *items;
	size_t count;
};

void run_list_clear(struct run_list *list);

/* "exit code 3", "signal 9 (SIGKILL)", "signal 11 (SIGSEGV), core dumped" */
#define STATUS_TEXT_SIZE 64
const char *wait_status_text(int status, char text[STATUS_TEXT_SIZE]);

#endif
