/*
 * launch_place - a home with programs that stand for the real ones, and a task
 */
#ifndef TESTS_DISPATCHER_LAUNCH_PLACE_H
#define TESTS_DISPATCHER_LAUNCH_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "agents/launch/agent_env.h"
#include "base/env.h"
#include "dispatcher/launch/launch_write.h"
#include "model/launch.h"

#define SESSION "0b5f0f5e-7f0c-4a51-9a2e-6a1c5f2f8a11"

struct place {
	char home[64];
	struct config config;
	struct task task;
	struct argv env;
	struct launch_plan plan;
	struct launch launch;
};

static inline void sh(struct place *place, const char *line)
{
	char *all = mem_format("cd '%s' && %s", place->home, line);

	assert_int_equal(system(all), 0);
	free(all);
}

static inline void choose(struct place *place, const char *profile)
{
	char *path = mem_format("%s/bin", place->home);

	place->plan.profile = config_profile(&place->config, profile);
	mem_replace(&place->task.profile, profile);
	argv_clear(&place->env);
	argv_addf(&place->env, "HOME=%s", place->home);
	argv_addf(&place->env, "PATH=%s", path);
	free(path);
}

static inline int set_up(void **state)
{
	struct place *place = mem_alloc(sizeof(*place));
	struct task *task = &place->task;

	strcpy(place->home, "/tmp/reeve-launch-XXXXXX");
	assert_non_null(mkdtemp(place->home));
	assert_int_equal(config_load(&place->config, NULL, NULL, NULL), 0);
	task->id = 12;
	task->name = mem_copy("task-agent-12");
	task->prompt = mem_copy("do it");
	task->repo = mem_format("%s/repo", place->home);
	task->worktree = mem_format("%s/tree", place->home);
	sh(place, "mkdir bin repo tree && printf '#!/bin/sh\\necho 2.1.9 "
		  "\"(fake)\"\\n' >bin/claude && chmod +x bin/claude");
	place->plan = (struct launch_plan){
		.config = &place->config,
		.task = task,
		.state = place->home,
		.number = 1,
		.mode = RUN_START,
		.conversation = SESSION,
		.input = "do it, please",
		.checkpoint = "/tmp/cp/task-agent-12.json",
		.env = &place->env,
		.host = "here",
		.boot_id = "boot",
		.epoch = 7,
	};
	choose(place, "claude");
	*state = place;
	return 0;
}

static inline int tear_down(void **state)
{
	struct place *place = *state;

	sh(place, "rm -rf \"$PWD\"");
	launch_clear(&place->launch);
	task_clear(&place->task);
	argv_clear(&place->env);
	config_clear(&place->config);
	free(place);
	return 0;
}

#endif
