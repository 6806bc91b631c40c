/*
 * worktree_save - save uncommitted work: see worktree.h
 *
 * A copy of the index takes up what was changed, added and deleted since, as
 * `git add` does (filters, modes, links), and a commit on top of HEAD is made
 * of it. Branch, index and files stay as they are. The copy has the stat data
 * of the index, so git reads only files that have changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/git/saved_ref.h"
#include "dispatcher/worktree/worktree.h"

/* A larger file was not written by hand, and would fill the repository. */
#define SAVE_MAX_BYTES ((off_t)1 << 30)

/* Paths for `git update-index`, each ended by NUL. */
struct save_changes {
	struct str removals; /* for --index-info */
	struct str additions; /* for --stdin */
};

static int save_check_file(int top, const char *path, struct err *err)
{
	struct stat st;
	const char *why = NULL;

	if (fstatat(top, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0; /* deleted in this moment */
	if (S_ISREG(st.st_mode) && st.st_size > SAVE_MAX_BYTES)
		why = "larger than 1 GiB";
	else if (S_ISREG(st.st_mode) &&
		 faccessat(top, path, R_OK, AT_EACCESS) < 0)
		why = strerror(errno);
	if (!why)
		return 0;
	err_set(err, EXIT_NO, "cannot save '%s': %s", path, why);
	return err_hint(err, "remove it, or name it in .gitignore");
}

static bool save_is_deleted(int top, const struct git_change *change)
{
	struct stat st;

	return change->letter == 'D' ||
	       (change->letter == 'U' && fstatat(top, change->path, &st,
						 AT_SYMLINK_NOFOLLOW) < 0);
}

static int save_add_change(struct save_changes *changes, int top,
	const struct git_change *change, size_t id_len, struct err *err)
{
	if (save_is_deleted(top, change)) {
		str_addf(&changes->removals, "0 %0*d\t%s", (int)id_len, 0,
			change->path);
		str_add_char(&changes->removals, '\0');
		return 0;
	}
	if (save_check_file(top, change->path, err) < 0)
		return -1;
	str_add_bytes(
		&changes->additions, change->path, strlen(change->path) + 1);
	return 0;
}

/* Work that can be saved goes to `changes`, what git cannot take to `left`. */
static int save_sort_changes(struct save_changes *changes, struct argv *left,
	const struct git_status *status, const char *worktree, struct err *err)
{
	int top = open(worktree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	size_t id_len = status->head ? strlen(status->head) : 40;
	int rc = 0;

	if (top < 0)
		return err_sys(err, "cannot open worktree '%s'", worktree);
	for (size_t i = 0; !rc && i < status->count; i++) {
		const struct git_change *change = &status->items[i];

		if (change->inside && left)
			argv_add(left, change->path);
		/* The index takes a submodule's commit, and none of its files. */
		if (!change->inside || change->letter != '?')
			rc = save_add_change(changes, top, change, id_len, err);
	}
	close(top);
	return rc;
}

/* A copy of the index at `path`; 1 when there is no index. */
static int save_copy_index(
	const char *git_dir, const char *path, struct err *err)
{
	char *index = mem_format("%s/index", git_dir);
	int from = open(index, O_RDONLY | O_CLOEXEC);
	int to = -1, rc = -1;
	ssize_t n;

	if (from < 0) {
		rc = errno == ENOENT ? 1
				     : err_sys(err, "cannot read '%s'", index);
		goto out;
	}
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0) {
		err_sys(err, "cannot write '%s'", path);
		goto out;
	}
	while ((n = sendfile(to, from, NULL, 1 << 30)) > 0)
		;
	rc = n < 0 ? err_sys(err, "cannot write '%s'", path) : 0;
out:
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	free(index);
	return rc;
}

/* Adds the changes to the index of `about`. */
static int save_update_index(const struct git_call *about,
	const struct save_changes *changes, struct err *err)
{
	struct git_call call = *about;

	call.input = &changes->removals;
	if (changes->removals.len && git_run(&call, err, "update-index", "-z",
					     "--index-info", NULL) < 0)
		return -1;
	call.input = &changes->additions;
	if (changes->additions.len &&
		git_run(&call, err, "update-index", "--add", "--remove", "-z",
			"--stdin", NULL) < 0)
		return -1;
	return 0;
}

/* The tree of HEAD with the changes, by the index file of `call`. */
static char *save_make_tree(const struct git_call *call,
	const struct save_changes *changes, const char *git_dir,
	const char *head, struct err *err)
{
	int rc = save_copy_index(git_dir, call->index, err);

	if (rc > 0)
		rc = head ? git_run(call, err, "read-tree", head, NULL) : 0;
	if (!rc)
		rc = save_update_index(call, changes, err);
	return rc ? NULL : git_line(call, err, "write-tree", NULL);
}

/*
 * The same by a temporary index file. It lies beside the index, for a split
 * index finds its other half there. The caller frees the tree; NULL: error.
 */
static char *save_tree(const struct config *config,
	const struct save_changes *changes, const char *worktree,
	const char *head, struct err *err)
{
	struct git_call call = { .config = config, .directory = worktree };
	char *git_dir = git_dir_of(worktree), *index, *lock, *tree;

	if (!git_dir) {
		err_sys(err, "cannot use worktree '%s'", worktree);
		return NULL;
	}
	index = mem_format("%s/reeve-index.%d", git_dir, (int)getpid());
	lock = mem_format("%s.lock", index);
	call.index = index;
	unlink(index);
	unlink(lock);
	tree = save_make_tree(&call, changes, git_dir, head, err);
	unlink(index);
	unlink(lock);
	free(lock);
	free(index);
	free(git_dir);
	return tree;
}

/* Whether `commit` has this very tree: only submodules' insides differ. */
static bool save_is_tree_of(const struct config *config, const char *worktree,
	const char *commit, const char *tree)
{
	struct git_call call = { .config = config, .directory = worktree };
	char *what = mem_format("%s^{tree}", commit ? commit : "");
	char *other =
		commit ? git_line(&call, NULL, "rev-parse", what, NULL) : NULL;
	bool same = other && !strcmp(other, tree);

	free(other);
	free(what);
	return same;
}

int worktree_save(const struct config *config, char **ref, struct argv *left,
	const char *worktree, const char *name, struct err *err)
{
	struct git_status status;
	struct save_changes changes = { STR_INIT, STR_INIT };
	char *tree = NULL;
	int rc;

	*ref = NULL;
	rc = git_status_read(config, &status, worktree, err);
	if (!rc)
		rc = save_sort_changes(&changes, left, &status, worktree, err);
	if (rc < 0 || (!changes.removals.len && !changes.additions.len))
		goto out;
	tree = save_tree(config, &changes, worktree, status.head, err);
	if (!tree)
		rc = -1;
	else if (!save_is_tree_of(config, worktree, status.head, tree))
		rc = saved_ref_keep_tree(
			config, ref, worktree, name, tree, status.head, err);
out:
	if (rc < 0)
		err_prefix(err, "cannot save worktree '%s'", worktree);
	str_clear(&changes.removals);
	str_clear(&changes.additions);
	free(tree);
	git_status_clear(&status);
	return rc;
}

int worktree_save_files(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *parent,
	struct err *err)
{
	struct git_call call = { .config = config, .directory = worktree };
	char *git_dir = git_dir_of(worktree), *index, *tree = NULL;
	int rc = 0;

	*ref = NULL;
	if (!git_dir)
		return err_sys(err, "cannot use worktree '%s'", worktree);
	index = mem_format("%s/reeve-repair.%d", git_dir, (int)getpid());
	call.index = index;
	unlink(index);
	if (parent)
		rc = git_run(&call, err, "read-tree", parent, NULL);
	if (!rc)
		rc = git_run(&call, err, "add", "-A", NULL);
	if (!rc && !(tree = git_line(&call, err, "write-tree", NULL)))
		rc = -1;
	if (!rc)
		rc = saved_ref_keep_tree(
			config, ref, worktree, name, tree, parent, err);
	unlink(index);
	free(tree);
	free(index);
	free(git_dir);
	return rc;
}
