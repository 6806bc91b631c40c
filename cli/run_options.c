/*
 * run_options - the options of `reeve run`: see run_options.h
 *
 * Checks what needs no reeved. reeved checks profile, name and repository
 * before it stores the task.
 */
#include "cli/run_options.h"

#include <string.h>

#include "base/mem.h"
#include "cli/input.h"

#define AT(member) offsetof(struct run_options, member)

const struct option_row run_option_rows[] = {
	{ 'a', "agent", "PROFILE", OPTION_TEXT, AT(agent),
		"the agent's profile: claude, codex, shell, …" },
	{ 'C', "repo", "DIR", OPTION_TEXT, AT(repo),
		"the repository (default: the current one)" },
	{ 'n', "name", "NAME", OPTION_TEXT, AT(name),
		"the agent's name (default: task-agent-N)" },
	{ 'b', "base", "REF", OPTION_TEXT, AT(base),
		"start the branch at REF (default: HEAD)" },
	{ 'f', "prompt-file", "FILE", OPTION_TEXT, AT(prompt_file),
		"read the prompt from FILE (-: standard input)" },
	{ 0, "after", "ID", OPTION_LIST, AT(after),
		"start after task ID is completed" },
	{ 0, "priority", "N", OPTION_NUMBER, AT(priority),
		"start before tasks of lower priority (default: 0)" },
	{ 0, "timeout", "DUR", OPTION_DURATION, AT(timeout_ms),
		"end a run after DUR" },
	{ 0, "idle", "DUR", OPTION_DURATION, AT(idle_ms),
		"end a run after DUR without a sign of life" },
	{ 0, "verify", "CMD", OPTION_TEXT, AT(verify),
		"the task is complete only if `sh -c CMD` succeeds" },
	{ 0, "publish", NULL, OPTION_FLAG, AT(publish),
		"publish the branch once the task is complete" },
	{ 0, "keep-alive", NULL, OPTION_FLAG, AT(keep_alive),
		"start another turn after each one (see handoff)" },
	{ 0, "interactive", NULL, OPTION_FLAG, AT(interactive),
		"run the CLI with its screen, not headless" },
	{ 0, "permissions", "WHAT", OPTION_TEXT, AT(permissions),
		"bypass (default), edits or ask" },
	{ 0, "reassign-to", "PROFILE", OPTION_LIST, AT(reassign_to),
		"the profile that takes over next" },
	{ 0, "env", "NAME[=VALUE]", OPTION_LIST, AT(env),
		"set a variable, or pass on the caller's" },
	{ 0, "no-worktree", NULL, OPTION_FLAG, AT(no_worktree),
		"work in the repository itself" },
	{ 0, "wait", NULL, OPTION_FLAG, AT(wait),
		"then wait as `reeve wait` does" },
	{ 0, "attach", NULL, OPTION_FLAG, AT(attach),
		"then attach as `reeve attach` does" },
	{ 0, "json", NULL, OPTION_FLAG, AT(json),
		"print the task as JSON, not the agent's name" },
	{ 0 },
};

static int run_options_read_permissions(
	struct task *task, const char *word, struct err *err)
{
	int value = word ? permissions_from_name(word) : 0;

	if (value < 0) {
		err_set(err, EXIT_WRONG_USE,
			"wrong use of '--permissions': '%s': unknown value",
			word);
		return err_hint(err, "bypass, edits or ask");
	}
	task->permissions = (enum permissions)value;
	return 0;
}

static int run_options_check_name(const char *name, struct err *err)
{
	if (!name || task_name_is_valid(name))
		return 0;
	err_set(err, EXIT_WRONG_USE, "invalid name: '%.80s'", name);
	return err_hint(err,
		"a letter, then up to %d letters, digits, '_' or '-'",
		TASK_NAME_MAX - 1);
}

static int run_options_check_env(const struct argv *env, struct err *err)
{
	for (size_t i = 0; i < env->count; i++)
		if (!env->items[i][0] || env->items[i][0] == '=')
			return err_set(err, EXIT_WRONG_USE,
				"wrong use of '--env': '%s': missing name",
				env->items[i]);
	return 0;
}

static int run_options_check_together(const struct run_options *values,
	const struct task *task, struct err *err)
{
	if (values->publish && values->no_worktree)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of 'run': --publish with --no-worktree: no "
			"branch to publish");
	if (values->wait && values->attach)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of 'run': --wait with --attach");
	if (task->prompt && !task->prompt[0]) {
		err_set(err, EXIT_WRONG_USE, "empty prompt");
		return err_hint(err, "reeve run fix the parser");
	}
	if (task->prompt || task->argv.count)
		return 0;
	err_set(err, EXIT_WRONG_USE, "missing prompt");
	return err_hint(err,
		"reeve run PROMPT…, reeve run -f FILE, or for a program: "
		"reeve run -a shell -- CMD");
}

int run_options_read(struct task *task, const struct run_options *values,
	const struct call *call, struct err *err)
{
	task->profile = mem_copy(values->agent);
	task->repo = mem_copy(values->repo);
	task->name = mem_copy(values->name);
	task->base = mem_copy(values->base);
	task->verify = mem_copy(values->verify);
	argv_add_all(&task->argv, call->rest);
	argv_add_all(&task->after, values->after.items);
	argv_add_all(&task->env, values->env.items);
	argv_add_all(&task->reassign_to, values->reassign_to.items);
	task->priority = values->priority;
	task->timeout_ms = values->timeout_ms;
	task->idle_ms = values->idle_ms;
	task->publish = values->publish;
	task->keep_alive = values->keep_alive;
	task->interactive = values->interactive;
	task->no_worktree = values->no_worktree;
	if (run_options_check_name(task->name, err) < 0 ||
		run_options_check_env(&task->env, err) < 0 ||
		run_options_read_permissions(task, values->permissions, err) <
			0 ||
		input_read_prompt(&task->prompt, call->words,
			values->prompt_file, err) < 0)
		return -1;
	return run_options_check_together(values, task, err);
}
