/*
 * request_env - what a request says of the environment of who asks: see
 * request_env.h
 */
#include "supervisor/api/request_env.h"

#include "model/config/caller_variables.h"
#include "base/json.h"
#include "supervisor/core/caller_env.h"

int request_read_env(struct argv *env, const cJSON *request, struct err *err)
{
	struct json_place place = { NULL, "request", -1 };

	return json_get_list(request, "env", env, &place, err);
}

int request_replace_env(struct turn *turn, const struct task *task,
	const cJSON *request, struct err *err)
{
	struct argv env = ARGV_INIT, kept = ARGV_INIT;
	int rc = request_read_env(&env, request, err);

	if (rc == 0 && env.count) {
		caller_variables_keep(
			&kept, turn->config, &task->env, env.items);
		rc = caller_env_save(turn->host->state, task->id, &kept, err);
	}
	argv_clear(&kept);
	argv_clear(&env);
	return rc;
}
