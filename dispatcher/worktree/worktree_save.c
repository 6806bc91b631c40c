/*
 * worktree_save - nothing an agent wrote is lost
 *
 * A copy of the index takes up what was changed, added and deleted since, as
 * `git add` would (filters, modes, links); a commit on top of HEAD is made of
 * it. Branch, index and files of the agent stay as they are, and the stat data
 * in the copy keep git from reading what has not changed.
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
#include "dispatcher/git/git.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/git/saved_ref.h"

/* What is larger was not written by hand, and would fill the repository. */
#define SAVE_MAX_BYTES ((off_t)1 << 30)

/* Paths for `git update-index`, each ended by NUL. */
struct changes {
	struct str removals; /* for --index-info */
	struct str additions; /* for --stdin */
};

static int check_file(int top, const char *path, struct err *err)
{
	struct stat st;
	const char *why = NULL;

	if (fstatat(top, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0; /* gone in this very moment */
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

static bool is_gone(int top, const struct git_change *change)
{
	struct stat st;

	return change->letter == 'D' ||
	       (change->letter == 'U' && fstatat(top, change->path, &st,
						 AT_SYMLINK_NOFOLLOW) < 0);
}

static int add_change(struct changes *changes, int top,
	const struct git_change *change, size_t id_len, struct err *err)
{
	if (is_gone(top, change)) {
		str_addf(&changes->removals, "0 %0*d\t%s", (int)id_len, 0,
			change->path);
		str_add_char(&changes->removals, '\0');
		return 0;
	}
	if (check_file(top, change->path, err) < 0)
		return -1;
	str_add_bytes(
		&changes->additions, change->path, strlen(change->path) + 1);
	return 0;
}

/* What there is to save goes to `changes`, what git cannot take to `left`. */
static int sort_changes(struct changes *changes, struct argv *left,
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
		/* A submodule's own commit is in the index; not its files. */
		if (!change->inside || change->letter != '?')
			rc = add_change(changes, top, change, id_len, err);
	}
	close(top);
	return rc;
}

/* A copy of the index at `path`; 1 when there is no index. */
static int copy_index(const char *git_dir, const char *path, struct err *err)
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

/* Git takes the changes up into the index of `call`. */
static int update_index(const struct git_call *about,
	const struct changes *changes, struct err *err)
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

/* The tree of HEAD with the changes, by the index file `path`. */
static int make_tree(const struct git_call *call, struct str *tree,
	const struct changes *changes, const char *git_dir, const char *head,
	struct err *err)
{
	struct git_call write = *call;
	int rc = copy_index(git_dir, call->index, err);

	if (rc > 0)
		rc = head ? git_run(call, err, "read-tree", head, NULL) : 0;
	if (!rc)
		rc = update_index(call, changes, err);
	write.out = tree;
	if (!rc)
		rc = git_run(&write, err, "write-tree", NULL);
	git_chomp(tree);
	return rc;
}

static int make_tree_aside(const struct config *config, struct str *tree,
	const struct changes *changes, const char *worktree, const char *head,
	struct err *err)
{
	char *git_dir = git_dir_of(worktree);
	char *index, *lock;
	struct git_call call = { .config = config, .directory = worktree };
	int rc;

	if (!git_dir)
		return err_sys(err, "cannot use worktree '%s'", worktree);
	/* Beside the index: a split one finds its other half there. */
	index = mem_format("%s/reeve-index.%d", git_dir, (int)getpid());
	lock = mem_format("%s.lock", index);
	call.index = index;
	unlink(index);
	unlink(lock);
	rc = make_tree(&call, tree, changes, git_dir, head, err);
	unlink(index);
	unlink(lock);
	free(lock);
	free(index);
	free(git_dir);
	return rc;
}

/* True when the commit has this very tree: only submodules' insides differ. */
static bool has_tree(const struct config *config, const char *worktree,
	const char *commit, const struct str *tree)
{
	struct str out = STR_INIT;
	struct git_call call = { .config = config, .directory = worktree };
	char *what = mem_format("%s^{tree}", commit ? commit : "");
	bool same;

	call.out = &out;
	same = commit && git_run(&call, NULL, "rev-parse", what, NULL) == 0;
	git_chomp(&out);
	same = same && !strcmp(str_text(&out), str_text(tree));
	free(what);
	str_clear(&out);
	return same;
}

int worktree_save(const struct config *config, char **ref, struct argv *left,
	const char *worktree, const char *name, struct err *err)
{
	struct git_status status;
	struct changes changes = { STR_INIT, STR_INIT };
	struct str tree = STR_INIT;
	int rc;

	*ref = NULL;
	rc = git_status_read(config, &status, worktree, err);
	if (!rc)
		rc = sort_changes(&changes, left, &status, worktree, err);
	if (rc < 0 || (!changes.removals.len && !changes.additions.len))
		goto out;
	rc = make_tree_aside(
		config, &tree, &changes, worktree, status.head, err);
	if (!rc && !has_tree(config, worktree, status.head, &tree))
		rc = saved_ref_keep_tree(config, ref, worktree, name,
			str_text(&tree), status.head, err);
out:
	if (rc < 0)
		err_prefix(err, "cannot save worktree '%s'", worktree);
	str_clear(&changes.removals);
	str_clear(&changes.additions);
	str_clear(&tree);
	git_status_clear(&status);
	return rc;
}
