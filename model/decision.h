/*
 * decision - what the recovery coordinator will do, when, and why
 */
#ifndef MODEL_DECISION_H
#define MODEL_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/reason.h"

enum action {
	ACTION_NONE = 0, /* leave it as it is, until somebody asks */
	ACTION_COMPLETE,
	ACTION_RESUME,
	ACTION_RESTART,
	ACTION_REASSIGN,
	ACTION_REPAIR,
	ACTION_PUBLISH,
	ACTION_PARK,
	ACTION_HOLD,
	ACTION_ESCALATE,
	ACTION_FAIL,
	ACTIONS
};

struct decision {
	enum action action;
	int64_t at_ms; /* wall time; 0: at once */
	int64_t until_ms; /* park: the limit's end; at_ms is a little later */
	int64_t gives_back; /* park: attempts that were none of its own */
	enum reason_code reason_code;
	char reason[256]; /* a sentence for people, never empty */
};

const char *action_name(enum action action);
int action_from_name(const char *name); /* -1: no such action */

/* Whether a further run of the task follows, at once or after a wait. */
bool decision_starts_run(enum action action);

#endif
