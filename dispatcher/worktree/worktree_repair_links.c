/*
 * worktree_mend_place - what makes a directory a worktree
 *
 * Four small files lead from it to its entry in the repository and back, as
 * worktree_place.c writes them. An agent deletes one, or `git worktree prune`
 * the entry, while the files of its work are all there.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_mend_parts.h"

static int write_line(const char *directory, const char *name,
	const char *prefix, const char *rest, struct err *err)
{
	char *path = mem_format("%s/%s", directory, name);
	char *line = mem_format("%s%s\n", prefix, rest);
	int rc = file_replace(path, line, strlen(line), FILE_NO_SYNC, err);

	free(line);
	free(path);
	return rc;
}

/* True for a directory that has more in it than .git. */
static bool has_files(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	bool has = false;

	while (directory && !has && (entry = readdir(directory)))
		has = strcmp(entry->d_name, ".") &&
		      strcmp(entry->d_name, "..") &&
		      strcmp(entry->d_name, ".git");
	if (directory)
		closedir(directory);
	return has;
}

/* Git's entry was pruned while the files stayed. */
static int make_entry(struct mend *mend, struct err *err)
{
	char *dot_git = mem_format("%s/.git", mend->place.path);
	int rc = 0;

	if (unlink(dot_git) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", dot_git);
	if (!rc)
		rc = worktree_place_make(&mend->place, err);
	if (!rc)
		argv_add(&mend->to->done,
			"its entry in the repository was gone (pruned): made "
			"again");
	mend->index_is_gone = true;
	free(dot_git);
	return rc;
}

/* One line that leads from here to there, or from there to here. */
static int mend_line(struct mend *mend, const char *directory, const char *name,
	const char *prefix, const char *rest, const char *what, struct err *err)
{
	char *path = mem_format("%s/%s", directory, name), *text = NULL;
	char *wanted = mem_format("%s%s\n", prefix, rest);
	size_t len;
	int rc = 0;

	if (file_read(&text, &len, path, PATH_MAX, NULL) < 0 ||
		strcmp(text, wanted) != 0) {
		rc = write_line(directory, name, prefix, rest, err);
		if (!rc)
			argv_add(&mend->to->done, what);
	}
	free(text);
	free(wanted);
	free(path);
	return rc;
}

static int mend_lines(struct mend *mend, struct err *err)
{
	const struct worktree_place *place = &mend->place;
	char *dot_git = mem_format("%s/.git", place->path);
	int rc = mend_line(mend, place->path, ".git", "gitdir: ", place->admin,
		"its .git file was missing or garbled: written again", err);

	if (!rc)
		rc = mend_line(mend, place->admin, "gitdir", "", dot_git,
			"its entry did not lead back to it: written again",
			err);
	if (!rc && !git_dir_has(place->admin, "commondir"))
		rc = mend_line(mend, place->admin, "commondir", "", "../..",
			"its entry had lost the repository: written again",
			err);
	if (!rc && !worktree_head_is_sane(place))
		rc = mend_line(mend, place->admin, "HEAD", "ref: ", place->ref,
			"its HEAD was garbled: it is on its branch again", err);
	free(dot_git);
	return rc;
}

/* The entry of that name may be somebody else's worktree. */
static bool leads_elsewhere(const struct worktree_place *place)
{
	char *path = mem_format("%s/gitdir", place->admin), *text = NULL;
	char *ours = mem_format("%s/.git", place->path);
	size_t len;
	bool elsewhere = file_read(&text, &len, path, PATH_MAX, NULL) == 0;

	if (elsewhere) {
		text[strcspn(text, "\r\n")] = '\0';
		elsewhere = strcmp(text, ours) != 0 && access(text, F_OK) == 0;
	}
	free(text);
	free(path);
	free(ours);
	return elsewhere;
}

/* An agent has put it there; what it leads to is no concern of ours. */
static int remove_link(struct mend *mend, struct err *err)
{
	if (!worktree_place_is_link(&mend->place))
		return 0;
	if (unlink(mend->place.path) < 0)
		return err_sys(err, "cannot remove '%s'", mend->place.path);
	argv_add(&mend->to->done,
		"a symbolic link was in its place: removed, and what it led to "
		"left alone");
	return 0;
}

/* What makes a directory with files in it this worktree. */
int mend_place(struct mend *mend, struct err *err)
{
	const struct worktree_place *place = &mend->place;
	char *dot_git = mem_format("%s/.git", place->path);
	int rc = remove_link(mend, err);

	if (rc < 0)
		goto out;
	if (!has_files(place->path))
		goto out; /* worktree_repair makes it again */
	if (mend_has_directory(dot_git))
		rc = err_set(err, EXIT_NO,
			"'%s' is a repository of its own: something has run "
			"git init there",
			dot_git);
	else if (!mend_has_directory(place->admin))
		rc = make_entry(mend, err);
	else if (!leads_elsewhere(place))
		rc = mend_lines(mend, err);
out:
	free(dot_git);
	return rc;
}
