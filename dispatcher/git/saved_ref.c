/*
 * saved_ref - work that no branch leads to: see saved_ref.h
 *
 * Numbers are chosen under the repository's lock, and `git update-ref` makes a
 * ref only where there is none, so saved work never replaces other saved work.
 * An agent that crashes again and again over the same files is saved once.
 */
#include "dispatcher/git/saved_ref.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_program.h"

#define SAVED "refs/reeve/saved"

/* Either a commit is kept, or a tree on top of its parent. */
struct saving {
	const struct config *config;
	const char *worktree, *name;
	const char *commit;
	const char *tree, *parent;
};

/* `line` is "REF COMMIT TREE PARENT". */
static bool saving_is_line(const struct saving *saving, const char *line)
{
	char *rest = saving->commit
			     ? mem_copy(saving->commit)
			     : mem_format("%s %s", saving->tree,
				       saving->parent ? saving->parent : "");
	const char *at = strchr(line, ' ');
	bool has;

	if (at && !saving->commit)
		at = strchr(at + 1, ' ');
	has = at && !strncmp(at + 1, rest, strlen(rest));
	free(rest);
	return has;
}

/* *ref: the ref that keeps it already, if any; *highest: the last N in use. */
static int saving_find_ref(const struct saving *saving, char **ref,
	int64_t *highest, struct err *err)
{
	char *prefix = mem_format(SAVED "/%s/", saving->name);
	struct str out = STR_INIT;
	struct git_call call = {
		.config = saving->config,
		.directory = saving->worktree,
		.out = &out,
	};
	char *line, *rest;
	int rc;

	*highest = 0;
	rc = git_run(&call, err, "for-each-ref",
		"--format=%(refname) %(objectname) %(tree) %(parent)", prefix,
		NULL);
	for (line = strtok_r(out.text, "\n", &rest); !rc && line;
		line = strtok_r(NULL, "\n", &rest)) {
		int64_t number = strtoll(line + strlen(prefix), NULL, 10);

		if (number > *highest)
			*highest = number;
		if (!*ref && saving_is_line(saving, line))
			*ref = mem_copy_bytes(line, strcspn(line, " "));
	}
	str_clear(&out);
	free(prefix);
	return rc;
}

/* The commit to keep, made where there is only a tree; the caller frees it. */
static char *saving_commit(const struct saving *saving, struct err *err)
{
	struct git_call call = {
		.config = saving->config,
		.directory = saving->worktree,
	};
	char *message, *commit;

	if (saving->commit)
		return mem_copy(saving->commit);
	message = mem_format("reeve: uncommitted work of %s", saving->name);
	commit = git_line(&call, err, "commit-tree", saving->tree, "-m",
		message, saving->parent ? "-p" : NULL, saving->parent, NULL);
	free(message);
	return commit;
}

static int saving_make_ref(const struct saving *saving, char **ref,
	int64_t number, struct err *err)
{
	struct git_call call = {
		.config = saving->config,
		.directory = saving->worktree,
	};
	char *commit = saving_commit(saving, err);
	char *name =
		mem_format(SAVED "/%s/%lld", saving->name, (long long)number);
	int rc = -1;

	/* The empty old value: the ref must not exist. */
	if (commit)
		rc = git_run(&call, err, "update-ref", name, commit, "", NULL);
	if (!rc)
		*ref = name;
	else
		free(name);
	free(commit);
	return rc;
}

static int saving_keep(const struct saving *saving, char **ref, struct err *err)
{
	char *git_dir = git_dir_of(saving->worktree);
	char *common = git_dir ? git_dir_common(git_dir) : NULL;
	int64_t highest;
	int rc = -1, lock;

	*ref = NULL;
	if (!common) {
		err_sys(err, "cannot use worktree '%s'", saving->worktree);
		goto out;
	}
	lock = git_dir_lock(common, err);
	if (lock < 0)
		goto out;
	rc = saving_find_ref(saving, ref, &highest, err);
	if (!rc && !*ref)
		rc = saving_make_ref(saving, ref, highest + 1, err);
	close(lock);
out:
	free(common);
	free(git_dir);
	return rc;
}

int saved_ref_keep(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *commit,
	struct err *err)
{
	struct saving saving = { config, worktree, name, commit, NULL, NULL };

	return saving_keep(&saving, ref, err);
}

int saved_ref_keep_tree(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *tree,
	const char *parent, struct err *err)
{
	struct saving saving = { config, worktree, name, NULL, tree, parent };

	return saving_keep(&saving, ref, err);
}
