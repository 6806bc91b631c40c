/*
 * git_program - run `git`: see git_program.h
 *
 * A repository is somebody's code: its hooks and its file system monitor are
 * programs that it would have us run, so both are off; what a filter needs
 * (LFS) still works. An environment that names a repository (as a hook that
 * started us would have) must not point git at that one.
 */
#include "dispatcher/git/git_program.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/duration.h"
#include "base/mem.h"
#include "dispatcher/git/git.h"

#define GIT_MAX_OUTPUT ((size_t)64 << 20)
/* Where worktree_path() puts the worktrees. */
#define PLACE "/.worktrees"

/* As `git rev-parse --local-env-vars` has them, and those set below. */
static const char *const scrubbed[] = {
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
};

static const char *const fixed[] = {
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

static const char *const settings[] = {
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"protocol.ext.allow=never",
	"advice.detachedHead=false",
	"gc.auto=0",
};

/* What git_mark was told. */
static char *mark_state, *mark_epoch;

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

void git_mark(const char *state, int64_t epoch)
{
	free(mark_state);
	free(mark_epoch);
	mark_state = mark_epoch = NULL;
	if (!state)
		return;
	mark_state = mem_format("REEVE_GIT_OF=%s", state);
	mark_epoch = mem_format("REEVE_GIT_EPOCH=%lld", (long long)epoch);
}

static bool is_scrubbed(const char *pair)
{
	size_t len = strcspn(pair, "=");

	for (size_t i = 0; i < COUNT(scrubbed); i++)
		if (strlen(scrubbed[i]) == len &&
			!strncmp(scrubbed[i], pair, len))
			return true;
	return false;
}

/*
 * An agent's worktree without its .git lies in the repository itself: git would
 * take that one for it.
 */
static void add_ceiling(struct argv *env, const char *directory)
{
	const char *name = directory ? strrchr(directory, '/') : NULL;
	size_t len = name ? (size_t)(name - directory) : 0;
	size_t place = strlen(PLACE);

	if (len >= place && !strncmp(name - place, PLACE, place))
		argv_addf(env, "GIT_CEILING_DIRECTORIES=%.*s", (int)len,
			directory);
}

static void add_environment(struct argv *env, const struct git_call *call)
{
	/* Where two have one name, programs take the first. */
	for (size_t i = 0; i < COUNT(fixed); i++)
		argv_add(env, fixed[i]);
	if (call->index)
		argv_addf(env, "GIT_INDEX_FILE=%s", call->index);
	if (mark_state) {
		argv_add(env, mark_state);
		argv_add(env, mark_epoch);
	}
	add_ceiling(env, call->directory);
	for (char **pair = environ; *pair; pair++)
		if (!is_scrubbed(*pair))
			argv_add(env, *pair);
}

/* The command among the arguments, after the settings. */
static const char *command_of(const struct argv *argv)
{
	size_t at = 1;

	while (at + 2 < argv->count && !strcmp(argv->items[at], "-c"))
		at += 2;
	return argv->items[at];
}

static int took_too_long(
	const struct git_call *call, const struct argv *argv, struct err *err)
{
	char limit[DURATION_TEXT_SIZE];

	err_set(err, EXIT_TRY_LATER,
		"'%s %s' took longer than %s (git.timeout)", argv->items[0],
		command_of(argv),
		duration_text(call->config->git_timeout_ms, limit));
	errno = ETIMEDOUT;
	return -1;
}

static int check_end(
	const struct git_call *call, struct child *child, struct err *err)
{
	if (call->status) {
		*call->status = WEXITSTATUS(child->status);
		if (!WIFEXITED(child->status))
			return err_set(err, EXIT_TRY_LATER, "'%s' died",
				child->argv[0]);
	}
	if (child->out.len >= GIT_MAX_OUTPUT)
		return err_set(err, EXIT_TRY_LATER, "'%s' says too much",
			child->argv[0]);
	if (call->out)
		str_add_bytes(call->out, str_text(&child->out), child->out.len);
	if (call->warnings)
		str_add_bytes(call->warnings, str_text(&child->errors),
			child->errors.len);
	return 0;
}

int git_run(const struct git_call *call, struct err *err, ...)
{
	struct child child = CHILD_INIT;
	struct argv argv = ARGV_INIT, env = ARGV_INIT;
	const char *argument;
	va_list arguments;
	int rc, why;

	argv_add(&argv, call->config->git_program);
	for (size_t i = 0; i < COUNT(settings); i++) {
		argv_add(&argv, "-c");
		argv_add(&argv, settings[i]);
	}
	va_start(arguments, err);
	while ((argument = va_arg(arguments, const char *)))
		argv_add(&argv, argument);
	va_end(arguments);
	add_environment(&env, call);

	child.argv = argv.items;
	child.env = env.items;
	child.directory = call->directory;
	child.input = call->input ? str_text(call->input) : NULL;
	child.input_len = call->input ? call->input->len : 0;
	child.max_output = GIT_MAX_OUTPUT;
	child.timeout_ms = call->config->git_timeout_ms;
	child.cancellable = true;
	errno = 0;
	rc = call->status ? child_run(&child, err) : child_check(&child, err);
	if (child.timed_out)
		rc = took_too_long(call, &argv, err);
	else if (!rc)
		rc = check_end(call, &child, err);
	why = errno;
	child_clear(&child);
	argv_clear(&argv);
	argv_clear(&env);
	errno = why;
	return rc;
}

void git_chomp(struct str *line)
{
	while (line->len && line->text[line->len - 1] == '\n')
		line->text[--line->len] = '\0';
}
