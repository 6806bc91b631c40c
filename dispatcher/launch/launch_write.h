/*
 * launch_write - from a task to runs/ID/launch
 *
 * Writes what the agent will read, then, last and whole, what the keeper will
 * do:
 *
 *	runs/ID/prompt		the task's own words, to the byte
 *	runs/ID/input		what this run's agent is told, if it is told
 *	runs/ID/continuation	what the run before left, if there was one
 *	runs/ID/settings.json	the profile's `settings`, if its arguments ask
 *	runs/ID/launch		model/launch.h
 *
 * and gives the profile's seeds before an agent can ask. Works on files alone,
 * but a home directory may be slow: for workers.
 */
#ifndef DISPATCHER_LAUNCH_LAUNCH_WRITE_H
#define DISPATCHER_LAUNCH_LAUNCH_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/config/config.h"
#include "model/profile/profile.h"
#include "model/task.h"

struct launch_plan {
	const struct config *config;
	const struct task *task;
	const struct profile *profile;
	const char *state;
	int64_t number; /* of the run */
	enum run_mode mode;

	/*
	 * The CLI's session id. With `go_on` the conversation is resumed; else
	 * it is a new one, whose id the profile wants chosen (or NULL).
	 */
	const char *conversation;
	bool go_on;

	const char *input; /* what prompt_write made; may be empty */
	const char *continuation; /* NULL: nothing came before */
	const char *checkpoint; /* path of the agent's own checkpoint */
	const struct argv *env; /* from agent_env_build; REEVE_… are added */
	const char *host, *boot_id;
	int64_t epoch;
};

int launch_write(const struct launch_plan *plan, struct err *err);

#endif
