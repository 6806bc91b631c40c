/*
 * caller - what a request says of its caller's environment: see caller.h
 */
#include "supervisor/api/caller.h"

#include "model/config/caller_variables.h"
#include "base/json.h"
#include "supervisor/core/caller_env.h"

int caller_read_env(struct argv *env, const cJSON *request, struct err *err)
{
	struct json_place place = { NULL, "request", -1 };

	return json_get_list(request, "env", env, &place, err);
}

int caller_replace_env(struct turn *turn, const struct task *task,
	const cJSON *request, struct err *err)
{
	struct argv env = ARGV_INIT, kept = ARGV_INIT;
	int rc = caller_read_env(&env, request, err);

	if (rc == 0 && env.count) {
		caller_variables_keep(
			&kept, turn->config, &task->env, env.items);
		rc = caller_env_save(turn->host->state, task->id, &kept, err);
	}
	argv_clear(&kept);
	argv_clear(&env);
	return rc;
}
