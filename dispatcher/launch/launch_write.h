/*
 * launch_write - write the files of a run
 *
 * First what the agent reads, then, last and whole, the keeper's orders:
 *
 *	runs/ID/prompt		the task's prompt, to the byte
 *	runs/ID/input		the run's prompt, where the agent is given one
 *	runs/ID/continuation	what the run before left, if there was one
 *	runs/ID/settings.json	the profile's `settings`, if its arguments ask
 *	runs/ID/launch		model/launch.h
 *
 * The profile's seeds are merged before. Works on files alone, but a home
 * directory may be slow: for workers.
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
	 * The CLI's session id. With `same_conversation` that conversation is
	 * resumed; else it is a new one, whose id is ours to choose (or NULL).
	 */
	const char *conversation;
	bool same_conversation;

	const char *input; /* what prompt_write made; may be empty */
	const char *continuation; /* NULL: the first run */
	const char *checkpoint; /* path of the agent's own checkpoint file */
	const struct argv *env; /* from agent_env_build; REEVE_* are added */
	const char *host, *boot_id;
	int64_t epoch;
};

int launch_write(const struct launch_plan *plan, struct err *err);

#endif
