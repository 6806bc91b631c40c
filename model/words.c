/*
 * words - the names of verdicts, actions, states and permissions in text
 *
 * What scripts and people read. One array an enum, sized by the enum, so that
 * a value without a word is found by the tests.
 */
#include "base/table.h"
#include "model/checkpoint_status.h"
#include "model/decision.h"
#include "model/state.h"
#include "model/task.h"
#include "model/verdict.h"

static const char *const verdicts[VERDICTS] = {
	[VERDICT_UNKNOWN] = "unknown",
	[VERDICT_COMPLETED] = "completed",
	[VERDICT_INCOMPLETE] = "incomplete",
	[VERDICT_INTERRUPTED] = "interrupted",
	[VERDICT_STOPPED] = "stopped",
	[VERDICT_TERMINATED] = "terminated",
	[VERDICT_KILLED] = "killed",
	[VERDICT_OUT_OF_MEMORY] = "out_of_memory",
	[VERDICT_TIMED_OUT] = "timed_out",
	[VERDICT_HUNG] = "hung",
	[VERDICT_RATE_LIMITED] = "rate_limited",
	[VERDICT_API_ERROR] = "api_error",
	[VERDICT_AUTH_ERROR] = "auth_error",
	[VERDICT_PERMISSION_ERROR] = "permission_error",
	[VERDICT_GIT_ERROR] = "git_error",
	[VERDICT_TESTS_FAILED] = "tests_failed",
	[VERDICT_PUBLISH_FAILED] = "publish_failed",
	[VERDICT_CRASHED] = "crashed",
	[VERDICT_START_FAILED] = "start_failed",
	[VERDICT_LOST] = "lost",
};

static const char *const actions[ACTIONS] = {
	[ACTION_NONE] = "none",
	[ACTION_COMPLETE] = "complete",
	[ACTION_RESUME] = "resume",
	[ACTION_RESTART] = "restart",
	[ACTION_REASSIGN] = "reassign",
	[ACTION_REPAIR] = "repair",
	[ACTION_PUBLISH] = "publish",
	[ACTION_PARK] = "park",
	[ACTION_HOLD] = "hold",
	[ACTION_ESCALATE] = "escalate",
	[ACTION_FAIL] = "fail",
};

static const char *const checkpoint_statuses[CHECKPOINT_STATUSES] = {
	[CHECKPOINT_UNKNOWN] = "unknown",
	[CHECKPOINT_WORKING] = "working",
	[CHECKPOINT_DONE] = "done",
	[CHECKPOINT_BLOCKED] = "blocked",
	[CHECKPOINT_NEEDS_INPUT] = "needs_input",
};

static const char *const states[STATES] = {
	[STATE_BLOCKED] = "blocked",
	[STATE_QUEUED] = "queued",
	[STATE_STARTING] = "starting",
	[STATE_RUNNING] = "running",
	[STATE_WAITING] = "waiting",
	[STATE_BACKOFF] = "backoff",
	[STATE_PARKED] = "parked",
	[STATE_VERIFYING] = "verifying",
	[STATE_PUBLISHING] = "publishing",
	[STATE_COMPLETED] = "completed",
	[STATE_FAILED] = "failed",
	[STATE_ESCALATED] = "escalated",
	[STATE_HELD] = "held",
	[STATE_STOPPED] = "stopped",
};

static const char *const permissions[PERMISSIONS] = {
	[PERMISSIONS_BYPASS] = "bypass",
	[PERMISSIONS_EDITS] = "edits",
	[PERMISSIONS_ASK] = "ask",
};

static const char *const wanteds[WANTEDS] = {
	[WANTED_STOPPED] = "stopped",
	[WANTED_RUN] = "run",
	[WANTED_HELD] = "held",
	[WANTED_RESTART] = "restart",
	[WANTED_REASSIGN] = "reassign",
	[WANTED_RESUME] = "resume",
};

static const char *const modes[RUN_MODES] = {
	[RUN_START] = "start",
	[RUN_RESUME] = "resume",
	[RUN_RESTART] = "restart",
	[RUN_REASSIGN] = "reassign",
};

/* A value from outside the enum (a newer store) must not crash a reader. */
static const char *word(const char *const *words, size_t count, unsigned value)
{
	return value < count ? words[value] : words[0];
}

const char *verdict_name(enum verdict verdict)
{
	return word(verdicts, VERDICTS, verdict);
}

int verdict_from_name(const char *name)
{
	return table_find(verdicts, VERDICTS, name);
}

bool verdict_is_from_outside(enum verdict verdict)
{
	return verdict == VERDICT_KILLED || verdict == VERDICT_TERMINATED ||
	       verdict == VERDICT_LOST || verdict == VERDICT_INTERRUPTED ||
	       verdict == VERDICT_OUT_OF_MEMORY;
}

bool verdict_shows_work(enum verdict verdict)
{
	return verdict == VERDICT_COMPLETED ||
	       verdict == VERDICT_TESTS_FAILED ||
	       verdict == VERDICT_PUBLISH_FAILED;
}

bool verdict_is_transient(enum verdict verdict)
{
	return verdict == VERDICT_RATE_LIMITED ||
	       verdict == VERDICT_API_ERROR || verdict == VERDICT_AUTH_ERROR;
}

const char *action_name(enum action action)
{
	return word(actions, ACTIONS, action);
}

int action_from_name(const char *name)
{
	return table_find(actions, ACTIONS, name);
}

bool decision_starts_run(enum action action)
{
	return action == ACTION_RESUME || action == ACTION_RESTART ||
	       action == ACTION_REASSIGN || action == ACTION_REPAIR ||
	       action == ACTION_PARK;
}

const char *checkpoint_status_name(enum checkpoint_status status)
{
	return word(checkpoint_statuses, CHECKPOINT_STATUSES, status);
}

int checkpoint_status_from_name(const char *name)
{
	return table_find(checkpoint_statuses, CHECKPOINT_STATUSES, name);
}

const char *state_name(enum state state)
{
	return word(states, STATES, state);
}

int state_from_name(const char *name)
{
	return table_find(states, STATES, name);
}

bool state_is_at_rest(enum state state)
{
	return state >= STATE_COMPLETED;
}

const char *permissions_name(enum permissions value)
{
	return word(permissions, PERMISSIONS, value);
}

int permissions_from_name(const char *name)
{
	return table_find(permissions, PERMISSIONS, name);
}

const char *wanted_name(enum wanted wanted)
{
	return word(wanteds, WANTEDS, wanted);
}

int wanted_from_name(const char *name)
{
	return table_find(wanteds, WANTEDS, name);
}

const char *run_mode_name(enum run_mode mode)
{
	return word(modes, RUN_MODES, mode);
}

int run_mode_from_name(const char *name)
{
	return table_find(modes, RUN_MODES, name);
}
