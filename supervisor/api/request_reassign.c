/*
 * request_reassign - let another profile go on with a task: see requests.h
 *
 * The new profile is checked as `run` checks one, in a worker: a task is never
 * taken from an agent for the sake of one that cannot start.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "dispatcher/accept.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/api/requests.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/api/tell.h"

struct reassign {
	struct daemon *daemon;
	struct client *client;
	struct task task; /* as it would be */
	struct argv env;
	char *by;
};

static void reassign_free(void *arg)
{
	struct reassign *reassign = arg;

	client_release(reassign->client);
	task_clear(&reassign->task);
	argv_clear(&reassign->env);
	free(reassign->by);
	free(reassign);
}

/* In the worker. What the shell profile ran means nothing to another. */
static int check(void *arg, cJSON *answer, struct err *err)
{
	struct reassign *reassign = arg;
	struct task *task = &reassign->task;
	struct acceptance acceptance = {
		.config = &reassign->daemon->config,
		.state = reassign->daemon->state,
		.env = reassign->env.items,
		.programs = reassign->daemon->programs,
	};

	(void)answer;
	if (task->prompt)
		argv_clear(&task->argv);
	return accept_profile(task, &acceptance, err);
}

static void checked(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct reassign *reassign = arg;
	struct step details = { .by = reassign->by,
		.profile = reassign->task.profile };
	struct err err = ERR_INIT;

	(void)answer;
	if (rc < 0)
		err = *why;
	else
		rc = step(reassign->daemon, reassign->task.id, STEP_REASSIGN,
			&details, &err);
	if (client_is_gone(reassign->client))
		return;
	if (rc < 0)
		client_refuse(reassign->client, &err);
	else
		tell_task(
			reassign->daemon, reassign->client, reassign->task.id);
}

int request_reassign(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	struct reassign *reassign = mem_alloc(sizeof(*reassign));
	struct work work = { check, checked, reassign, reassign_free, 0 };
	const char *profile = json_text(request, "profile");

	reassign->daemon = daemon;
	reassign->client = client_hold(client);
	reassign->by = mem_copy(json_text(request, "by"));
	if (!profile) {
		err_set(err, EXIT_WRONG_USE,
			"request: profile: expected a profile's name");
		goto fail;
	}
	if (request_find_task(daemon, request, &reassign->task, err) < 0 ||
		caller_env_replace(daemon, &reassign->task, request, err) < 0 ||
		caller_env_read(&reassign->env, daemon->state,
			reassign->task.id, err) < 0)
		goto fail;
	if (!config_profile(&daemon->config, profile)) {
		err_set(err, EXIT_WRONG_USE,
			"cannot reassign '%s': no such profile: '%s'",
			reassign->task.name, profile);
		goto fail;
	}
	mem_replace(&reassign->task.profile, profile);
	return worker_start(daemon->workers, &work, err);
fail:
	reassign_free(reassign);
	return -1;
}
