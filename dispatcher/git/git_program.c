/*
 * git_program - run `git`: see git_program.h
 *
 * Why it is not libgit2: libgit2 runs no filters (LFS), knows no sparse or
 * partial clone, cannot open a sha256 repository, cannot end a rebase or an am
 * that git has begun, and is slower than git on a large tree. So `git` does
 * whatever compares, saves, resets or repairs files; libgit2 does what is timed,
 * where the result is the same: repository.c, git_files.c, worktree_branch.c.
 *
 * A repository is somebody's code: its hooks and its file system monitor are
 * programs that git would run, so both are off; what a filter needs still
 * works. An environment that names a repository (reeve may be started by a
 * hook) would lead git to that repository, so those variables are dropped.
 */
#include "dispatcher/git/git_program.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/duration.h"
#include "base/env.h"
#include "base/mem.h"
#include "base/path.h"
#include "dispatcher/git/git_dir.h"

#define GIT_MAX_OUTPUT ((size_t)64 << 20)

/* Those of `git rev-parse --local-env-vars`, and those that are set below. */
static const char *const git_env_dropped[] = {
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_CONFIG",
	"GIT_CONFIG_PARAMETERS",
	"GIT_CONFIG_COUNT",
	"GIT_OBJECT_DIRECTORY",
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_IMPLICIT_WORK_TREE",
	"GIT_GRAFT_FILE",
	"GIT_INDEX_FILE",
	"GIT_NO_REPLACE_OBJECTS",
	"GIT_REPLACE_REF_BASE",
	"GIT_PREFIX",
	"GIT_SHALLOW_FILE",
	"GIT_COMMON_DIR",
	"GIT_NAMESPACE",
	"GIT_TRACE",
	"GIT_OPTIONAL_LOCKS",
	"GIT_TERMINAL_PROMPT",
	"LC_ALL",
	"LANGUAGE",
	NULL,
};

static const char *const git_env_set[] = {
	"GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_LITERAL_PATHSPECS=1",
	"LC_ALL=C.UTF-8",
	"LANGUAGE=C",
	"GIT_AUTHOR_NAME=reeve",
	"GIT_AUTHOR_EMAIL=reeve@localhost",
	"GIT_COMMITTER_NAME=reeve",
	"GIT_COMMITTER_EMAIL=reeve@localhost",
};

static const char *const git_settings[] = {
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"protocol.ext.allow=never",
	"advice.detachedHead=false",
	"gc.auto=0",
};

/* The variables of git_mark; NULL: none. */
static char *git_mark_state, *git_mark_epoch;

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

void git_mark(const char *state, int64_t epoch)
{
	free(git_mark_state);
	free(git_mark_epoch);
	git_mark_state = git_mark_epoch = NULL;
	if (!state)
		return;
	git_mark_state = mem_format("REEVE_GIT_OF=%s", state);
	git_mark_epoch = mem_format("REEVE_GIT_EPOCH=%lld", (long long)epoch);
}

/*
 * A worktree of ours that has lost its .git lies inside of its repository: a
 * ceiling keeps git from taking that repository for the worktree's.
 */
static void git_env_add_ceiling(struct argv *env, const char *directory)
{
	char *parent = directory ? path_parent(directory) : NULL;

	if (parent && !strcmp(path_base(parent), GIT_WORKTREES_NAME))
		argv_addf(env, "GIT_CEILING_DIRECTORIES=%s", parent);
	free(parent);
}

/* Programs take the first of two variables of one name: ours come first. */
static void git_env_build(struct argv *env, const struct git_call *call)
{
	for (size_t i = 0; i < COUNT(git_env_set); i++)
		argv_add(env, git_env_set[i]);
	if (call->index)
		argv_addf(env, "GIT_INDEX_FILE=%s", call->index);
	if (git_mark_state) {
		argv_add(env, git_mark_state);
		argv_add(env, git_mark_epoch);
	}
	git_env_add_ceiling(env, call->directory);
	for (char **pair = environ; *pair; pair++)
		if (!env_matches(*pair, git_env_dropped))
			argv_add(env, *pair);
}

/* The command among the arguments, after the settings. */
static const char *git_command_of(const struct argv *argv)
{
	size_t at = 1;

	while (at + 2 < argv->count && !strcmp(argv->items[at], "-c"))
		at += 2;
	return argv->items[at];
}

static int git_timed_out(
	const struct git_call *call, const struct argv *argv, struct err *err)
{
	char limit[DURATION_TEXT_SIZE];

	err_set(err, EXIT_TRY_LATER,
		"'%s %s' took longer than %s (git.timeout)", argv->items[0],
		git_command_of(argv),
		duration_text(call->config->git_timeout_ms, limit));
	errno = ETIMEDOUT;
	return -1;
}

/* Output that reached the cap was cut, so it is not used at all. */
static int git_check_end(
	const struct git_call *call, struct child *child, struct err *err)
{
	if (call->status) {
		*call->status = WEXITSTATUS(child->status);
		if (!WIFEXITED(child->status))
			return err_set(err, EXIT_TRY_LATER, "'%s' was killed",
				child->argv[0]);
	}
	if (child->out.len >= GIT_MAX_OUTPUT)
		return err_set(err, EXIT_TRY_LATER,
			"'%s' printed more than 64 MiB", child->argv[0]);
	if (call->out)
		str_add_bytes(call->out, str_text(&child->out), child->out.len);
	if (call->warnings)
		str_add_bytes(call->warnings, str_text(&child->errors),
			child->errors.len);
	return 0;
}

static void git_argv_build(
	struct argv *argv, const struct git_call *call, va_list arguments)
{
	const char *argument;

	argv_add(argv, call->config->git_program);
	for (size_t i = 0; i < COUNT(git_settings); i++) {
		argv_add(argv, "-c");
		argv_add(argv, git_settings[i]);
	}
	while ((argument = va_arg(arguments, const char *)))
		argv_add(argv, argument);
}

/* Keeps errno for the caller, who looks for ETIMEDOUT. */
static int git_run_list(
	const struct git_call *call, struct err *err, va_list arguments)
{
	struct argv argv = ARGV_INIT, env = ARGV_INIT;
	struct child child = {
		.directory = call->directory,
		.input = call->input ? str_text(call->input) : NULL,
		.input_len = call->input ? call->input->len : 0,
		.max_output = GIT_MAX_OUTPUT,
		.timeout_ms = call->config->git_timeout_ms,
		.cancellable = true,
	};
	int rc, saved;

	git_argv_build(&argv, call, arguments);
	git_env_build(&env, call);
	child.argv = argv.items;
	child.env = env.items;
	errno = 0;
	rc = call->status ? child_run(&child, err) : child_check(&child, err);
	if (child.timed_out)
		rc = git_timed_out(call, &argv, err);
	else if (!rc)
		rc = git_check_end(call, &child, err);
	saved = errno;
	child_clear(&child);
	argv_clear(&argv);
	argv_clear(&env);
	errno = saved;
	return rc;
}

int git_run(const struct git_call *call, struct err *err, ...)
{
	va_list arguments;
	int rc;

	va_start(arguments, err);
	rc = git_run_list(call, err, arguments);
	va_end(arguments);
	return rc;
}

char *git_line(const struct git_call *call, struct err *err, ...)
{
	struct str out = STR_INIT;
	struct git_call one = *call;
	va_list arguments;
	int rc;

	one.out = &out;
	va_start(arguments, err);
	rc = git_run_list(&one, err, arguments);
	va_end(arguments);
	while (out.len && out.text[out.len - 1] == '\n')
		out.text[--out.len] = '\0';
	if (!rc && out.len)
		return str_take(&out);
	str_clear(&out);
	return NULL;
}
