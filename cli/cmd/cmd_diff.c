/*
 * reeve diff - print an agent's changes since its base
 *
 * One `git diff` prints commits, uncommitted changes and new files. New files
 * are added (`add --intent-to-add`) to a copy of the worktree's index, so that
 * the agent's index does not change. Pager and colours are git's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/ask.h"
#include "cli/settings.h"

#define INDEX_MAX_BYTES ((size_t)1 << 30)

static void git_argv(
	struct argv *argv, const struct config *config, const char *directory)
{
	argv_add(argv, config->git_program);
	argv_add(argv, "-C");
	argv_add(argv, directory);
}

/* The path of the worktree's index; the caller frees it. */
static char *git_find_index(
	const struct config *config, const char *worktree, struct err *err)
{
	struct child child = CHILD_INIT;
	struct argv argv = ARGV_INIT;
	char *path = NULL;

	git_argv(&argv, config, worktree);
	argv_add(&argv, "rev-parse");
	argv_add(&argv, "--path-format=absolute");
	argv_add(&argv, "--git-path");
	argv_add(&argv, "index");
	child.argv = argv.items;
	if (child_check(&child, err) == 0) {
		path = mem_copy(str_text(&child.out));
		path[strcspn(path, "\n")] = '\0';
	}
	child_clear(&child);
	argv_clear(&argv);
	return path;
}

/* Without an index (no commit yet) there is no copy. */
static int index_copy(const char *index, char *copy, struct err *err)
{
	char *bytes = NULL;
	size_t len = 0;
	int fd = mkostemp(copy, O_CLOEXEC), rc = 0;

	if (fd < 0) {
		copy[0] = '\0';
		return err_sys(err, "cannot copy the index");
	}
	if (file_read(&bytes, &len, index, INDEX_MAX_BYTES, err) < 0)
		rc = errno == ENOENT ? unlink(copy) : -1;
	else if (write_all(fd, bytes, len) < 0)
		rc = err_sys(err, "cannot copy the index: '%s'", copy);
	close(fd);
	free(bytes);
	return rc;
}

static int index_add_new_files(
	const struct config *config, const char *worktree, struct err *err)
{
	struct child child = CHILD_INIT;
	struct argv argv = ARGV_INIT;
	int rc;

	git_argv(&argv, config, worktree);
	argv_add(&argv, "add");
	argv_add(&argv, "--intent-to-add");
	argv_add(&argv, "--all");
	child.argv = argv.items;
	rc = child_check(&child, err);
	child_clear(&child);
	argv_clear(&argv);
	return rc;
}

/* Runs git on our terminal. Ctrl-C is for its pager; we remove the index. */
static int diff_print(const struct argv *argv, struct err *err)
{
	int status;
	pid_t pid;

	fflush(stdout);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	pid = fork();
	if (pid < 0)
		return err_sys(err, "cannot start '%s'", argv->items[0]);
	if (pid == 0) {
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		execvp(argv->items[0], argv->items);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
		return EXIT_DONE;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE)
		return EXIT_DONE;
	return err_set(
		err, EXIT_TRY_LATER, "cannot show the changes: git failed");
}

static int diff_worktree(const struct config *config, const char *worktree,
	const char *base, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char *index = git_find_index(config, worktree, err);
	char *copy =
		mem_format("%s/reeve-index.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	struct argv argv = ARGV_INIT;
	int rc = -1;

	if (!index || index_copy(index, copy, err) < 0)
		goto out;
	setenv("GIT_INDEX_FILE", copy, 1);
	if (index_add_new_files(config, worktree, err) < 0)
		goto out;
	git_argv(&argv, config, worktree);
	argv_add(&argv, "diff");
	argv_add(&argv, base);
	argv_add(&argv, "--");
	rc = diff_print(&argv, err);
out:
	if (copy[0])
		unlink(copy);
	argv_clear(&argv);
	free(copy);
	free(index);
	return rc;
}

/* The worktree has been removed; its branch is left. */
static int diff_branch(const struct config *config, const cJSON *task,
	const char *base, struct err *err)
{
	struct argv argv = ARGV_INIT;
	const char *repo = json_text(task, "repo");
	int rc;

	git_argv(&argv, config, repo ? repo : ".");
	argv_add(&argv, "diff");
	argv_add(&argv, base);
	argv_add(&argv, json_text(task, "branch"));
	argv_add(&argv, "--");
	rc = diff_print(&argv, err);
	argv_clear(&argv);
	return rc;
}

static int diff_run(struct call *call, struct err *err)
{
	struct config config = { 0 };
	cJSON *answer = NULL;
	const cJSON *task;
	const char *worktree, *base;
	int rc = -1;

	if (settings_load(&config, call->globals, err) < 0 ||
		ask_show(call->globals, call->words[0], &answer, err) < 0)
		goto out;
	task = ask_task(answer);
	worktree = json_text(task, "worktree");
	base = json_text(task, "base_commit");
	if (!base)
		rc = err_set(err, EXIT_NO,
			"no changes: '%s': no run has started",
			json_text(task, "name"));
	else if (worktree && access(worktree, F_OK) == 0)
		rc = diff_worktree(&config, worktree, base, err);
	else
		rc = diff_branch(&config, task, base, err);
out:
	cJSON_Delete(answer);
	config_clear(&config);
	return rc;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "ID",
	.summary = "print an agent's changes, committed or not",
	.min_words = 1,
	.max_words = 1,
	.run = diff_run,
};
