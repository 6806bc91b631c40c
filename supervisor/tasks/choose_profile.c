/*
 * choose_profile - which profile goes on with a task: see apply.h
 */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/accept.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"

static bool is_there(const struct daemon *daemon, const struct task *task,
	const char *profile)
{
	struct argv env = ARGV_INIT;
	struct err err = ERR_INIT;
	struct acceptance acceptance = { .config = &daemon->config,
		.state = daemon->state,
		.programs = daemon->programs };
	bool there;

	if (caller_env_read(&env, daemon->state, task->id, &err) < 0)
		log_err(&err);
	acceptance.env = env.items;
	there = accept_is_there(task, profile, &acceptance);
	argv_clear(&env);
	return there;
}

/* Where a limit is, another one is of no use; else it may be waited for. */
static bool is_of_use(int64_t opens_ms, enum verdict verdict)
{
	return !opens_ms ||
	       (verdict != VERDICT_RATE_LIMITED && opens_ms < BREAKER_NEVER_MS);
}

const char *act_next_profile(
	struct daemon *daemon, const struct task *task, enum verdict verdict)
{
	const struct argv *list = task->reassign_to.count
					  ? &task->reassign_to
					  : &daemon->config.reassign_to;
	const char *later = NULL;
	size_t next = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i], task->profile))
			next = i + 1;
	for (; next < list->count; next++) {
		const char *profile = list->items[next];
		int64_t opens_ms = admission_opens_ms(daemon, profile);

		if (!is_of_use(opens_ms, verdict) ||
			!is_there(daemon, task, profile))
			continue;
		if (!opens_ms)
			return profile;
		if (!later)
			later = profile;
	}
	return later;
}

bool act_evade_limit(struct step *step)
{
	struct task *task = step->task;
	const struct policy_row *row =
		&step->daemon->config.policy[VERDICT_RATE_LIMITED];
	const char *next =
		act_next_profile(step->daemon, task, VERDICT_RATE_LIMITED);
	cJSON *data;

	if (!next || !row->step_count || row->steps[0] != ACTION_REASSIGN ||
		!admission_is_limited(step->daemon, task->profile))
		return false;
	data = cJSON_CreateObject();
	json_add_text(data, "from", task->profile);
	json_add_text(data, "to", next);
	journal(step->daemon, JOURNAL_REASSIGNED, task, 0, data);
	mem_replace(&task->profile, next);
	if (task->mode == RUN_RESUME)
		task->mode = RUN_REASSIGN;
	step->changed = true;
	return true;
}
