/*
 * choose_profile - which profile goes on with a task: see choose_profile.h
 */
#include "supervisor/tasks/choose_profile.h"

#include <stdlib.h>
#include <string.h>

#include "agents/launch/agent_env.h"
#include "agents/launch/agent_program.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/core/journal.h"

/* Its program can be found in the environment that the agent would have. */
static bool profile_is_there(
	const struct turn *turn, const struct task *task, const char *name)
{
	const struct profile *profile = config_profile(turn->config, name);
	struct argv caller = ARGV_INIT, env = ARGV_INIT;
	struct err err = ERR_INIT;
	char *program = NULL;
	bool there;

	if (!profile)
		return false;
	if (caller_env_read(&caller, turn->host->state, task->id, &err) < 0)
		log_err(&err);
	agent_env_build(
		&env, profile, &task->env, caller.items, turn->host->programs);
	there = agent_program_find(&program, profile, task, env.items, NULL) ==
		0;
	free(program);
	argv_clear(&env);
	argv_clear(&caller);
	return there;
}

/* Where a limit is, another one is of no use; else it may be waited for. */
static bool is_of_use(int64_t opens_ms, enum verdict verdict)
{
	return !opens_ms ||
	       (verdict != VERDICT_RATE_LIMITED && opens_ms < BREAKER_NEVER_MS);
}

const char *choose_profile(
	struct turn *turn, const struct task *task, enum verdict verdict)
{
	const struct argv *list = task->reassign_to.count
					  ? &task->reassign_to
					  : &turn->config->reassign_to;
	const char *later = NULL;
	size_t next = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i], task->profile))
			next = i + 1;
	for (; next < list->count; next++) {
		const char *profile = list->items[next];
		int64_t opens_ms = admission_opens_ms(turn, profile);

		if (!is_of_use(opens_ms, verdict) ||
			!profile_is_there(turn, task, profile))
			continue;
		if (!opens_ms)
			return profile;
		if (!later)
			later = profile;
	}
	return later;
}

bool choose_profile_past_limit(struct turn *turn, struct task *task)
{
	const struct policy_row *row =
		&turn->config->policy[VERDICT_RATE_LIMITED];
	const char *next = choose_profile(turn, task, VERDICT_RATE_LIMITED);
	cJSON *data;

	if (!next || !row->step_count || row->steps[0] != ACTION_REASSIGN ||
		!admission_is_limited(turn, task->profile))
		return false;
	data = cJSON_CreateObject();
	json_add_text(data, "from", task->profile);
	json_add_text(data, "to", next);
	journal(turn, JOURNAL_REASSIGNED, task, 0, data);
	mem_replace(&task->profile, next);
	if (task->mode == RUN_RESUME)
		task->mode = RUN_REASSIGN;
	return true;
}
