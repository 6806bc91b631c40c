/*
 * accept - check a task before it is stored: see accept.h
 */
#include "dispatcher/accept.h"

#include <stdlib.h>
#include <string.h>

#include "agents/launch/agent_env.h"
#include "agents/launch/agent_program.h"
#include "agents/launch/profile_check.h"
#include "base/mem.h"
#include "base/program.h"
#include "dispatcher/git/repository.h"
#include "dispatcher/tmux/tmux.h"
#include "dispatcher/worktree/worktree.h"

#define ACCEPT_NAME_TRIES 1000

int accept_profile(
	struct task *task, const struct acceptance *acceptance, struct err *err)
{
	const struct profile *profile;
	struct argv env = ARGV_INIT;
	int rc;

	if (!task->profile)
		task->profile = mem_copy(acceptance->config->profile);
	profile = config_profile(acceptance->config, task->profile);
	if (!profile) {
		err_set(err, EXIT_WRONG_USE,
			"cannot run agent '%s': no such profile",
			task->profile);
		return err_hint(err, "reeve config shows the profiles");
	}
	agent_env_build(&env, profile, &task->env, acceptance->env,
		acceptance->programs);
	rc = profile_check(profile, task, &env, err);
	if (rc == 0)
		rc = profile_check_version(
			profile, task, &env, acceptance->state, err);
	argv_clear(&env);
	return rc;
}

/* With one task before it and no --base, the base is that task's branch. */
static bool task_base_is_another_task(const struct task *task)
{
	return task->after.count == 1 && !task->base && !task->no_worktree;
}

static int accept_check_reassign_to(
	const struct task *task, const struct config *config, struct err *err)
{
	for (size_t i = 0; i < task->reassign_to.count; i++) {
		if (config_profile(config, task->reassign_to.items[i]))
			continue;
		err_set(err, EXIT_WRONG_USE,
			"cannot reassign to '%s': no such profile",
			task->reassign_to.items[i]);
		return err_hint(err, "reeve config shows the profiles");
	}
	return 0;
}

static int accept_check_base(const struct task *task, struct err *err)
{
	if (task->after.count < 2 || task->base || task->no_worktree)
		return 0;
	err_set(err, EXIT_WRONG_USE,
		"cannot choose a base: the task comes after %zu others",
		task->after.count);
	return err_hint(err, "name one: --base BRANCH");
}

static char *accept_absolute_path(
	const struct acceptance *acceptance, const char *path)
{
	if (!path)
		return mem_copy(acceptance->directory);
	if (path[0] == '/')
		return mem_copy(path);
	return mem_format("%s/%s", acceptance->directory, path);
}

static int accept_find_repository(struct repository *repository,
	const struct task *task, const struct acceptance *acceptance,
	struct err *err)
{
	char *directory = accept_absolute_path(acceptance, task->repo);
	int rc = repository_find(
		acceptance->config, repository, directory, task->base, err);

	free(directory);
	return rc;
}

int accept_prepare(struct acceptance *acceptance, struct err *err)
{
	const struct config *config = acceptance->config;
	char *git = program_find(config->git_program, NULL);

	if (!git) {
		err_set(err, EXIT_WRONG_USE,
			"cannot run git: '%s': no such program",
			config->git_program);
		return err_hint(err, "apt install git");
	}
	free(git);
	return tmux_sessions(config, &acceptance->sessions, err);
}

static int accept_check_name(const struct task *task,
	const struct acceptance *acceptance, const char *root, struct err *err)
{
	if (argv_has(&acceptance->sessions, task->name)) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use the name '%s': tmux has a session of that "
			"name",
			task->name);
		return tmux_hint_attach(err, acceptance->config, task->name);
	}
	if (task->no_worktree)
		return 0;
	return worktree_is_free(acceptance->config, root, task->name, err);
}

static int accept_choose_name(struct task *task, int64_t number, int suffix,
	const struct acceptance *acceptance, const char *root, struct err *err)
{
	int rc = -1;

	if (task->name)
		return accept_check_name(task, acceptance, root, err);
	for (int i = suffix; rc < 0 && i < suffix + ACCEPT_NAME_TRIES; i++) {
		free(task->name);
		task->name =
			i < 2 ? mem_format("task-agent-%lld", (long long)number)
			      : mem_format("task-agent-%lld-%d",
					(long long)number, i);
		rc = accept_check_name(task, acceptance, root, err);
	}
	return rc;
}

int accept_task(struct task *task, int64_t number, int suffix,
	const struct acceptance *acceptance, struct err *err)
{
	struct repository repository = { 0 };
	int rc;

	if (task->name && !task_name_is_valid(task->name))
		return err_set(err, EXIT_WRONG_USE,
			"cannot name the task '%.80s': a name begins with a letter "
			"and has at most %d letters, digits, '-' and '_'",
			task->name, TASK_NAME_MAX);
	if (task->publish && task->no_worktree)
		return err_set(err, EXIT_WRONG_USE,
			"cannot publish '%s': a task without a worktree has no "
			"branch of its own",
			task->name ? task->name : "");
	if ((rc = accept_check_reassign_to(task, acceptance->config, err)) <
			0 ||
		(rc = accept_profile(task, acceptance, err)) < 0 ||
		(rc = accept_check_base(task, err)) < 0 ||
		(rc = accept_find_repository(
			 &repository, task, acceptance, err)) < 0 ||
		(rc = accept_choose_name(task, number, suffix, acceptance,
			 repository.root, err)) < 0)
		goto out;
	mem_replace(&task->repo, repository.root);
	if (task->no_worktree) {
		mem_replace(&task->worktree, repository.root);
		mem_replace(&task->branch, repository.branch);
	} else {
		free(task->worktree);
		free(task->branch);
		task->worktree = worktree_path(repository.root, task->name);
		task->branch = worktree_branch(task->name);
	}
	if (!task_base_is_another_task(task))
		mem_replace(&task->base_commit, repository.base_commit);
out:
	repository_clear(&repository);
	return rc;
}
