/*
 * worktree_repair_links - the files that make a directory a worktree: see
 * worktree_repair_parts.h
 *
 * Four small files lead from the directory to its entry in the repository and
 * back. An agent deletes one, or `git worktree prune` deletes the entry, while
 * the files of the work are all there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_repair_parts.h"

/* A pruned entry has taken the index along. */
static int repair_make_entry(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;

	if (unlink(place->dot_git) < 0 && errno != ENOENT)
		return err_sys(err, "cannot remove '%s'", place->dot_git);
	if (worktree_place_make(place, err) < 0)
		return -1;
	argv_add(&repair->to->done,
		"the entry in the repository was gone (pruned): made again");
	repair->index_is_gone = true;
	return 0;
}

/* DIRECTORY/NAME holds the one line PREFIX and REST; `done` says it did not. */
static int repair_line(struct repair *repair, const char *directory,
	const char *name, const char *prefix, const char *rest,
	const char *done, struct err *err)
{
	if (git_dir_has_line(directory, name, prefix, rest))
		return 0;
	if (git_dir_write_line(directory, name, prefix, rest, err) < 0)
		return -1;
	argv_add(&repair->to->done, done);
	return 0;
}

static int repair_lines(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;

	if (repair_line(repair, place->path, ".git", "gitdir: ", place->admin,
		    "the .git file was missing or garbled: written again",
		    err) < 0 ||
		repair_line(repair, place->admin, "gitdir", "", place->dot_git,
			"the entry did not lead back to the worktree: written "
			"again",
			err) < 0)
		return -1;
	if (!git_dir_has(place->admin, "commondir") &&
		repair_line(repair, place->admin, "commondir", "", "../..",
			"the entry did not lead to the repository: written "
			"again",
			err) < 0)
		return -1;
	if (worktree_head_is_sane(place))
		return 0;
	return repair_line(repair, place->admin, "HEAD", "ref: ", place->ref,
		"HEAD was garbled: set to the branch", err);
}

/* The entry of that name belongs to a worktree elsewhere. */
static bool repair_entry_is_foreign(const struct worktree_place *place)
{
	char *dot_git = git_dir_read_line(place->admin, "gitdir");
	bool foreign = dot_git && strcmp(dot_git, place->dot_git) != 0 &&
		       access(dot_git, F_OK) == 0;

	free(dot_git);
	return foreign;
}

/* An agent has put the link there; its target may be anybody's. */
static int repair_remove_link(struct repair *repair, struct err *err)
{
	if (!worktree_place_is_link(&repair->place))
		return 0;
	if (unlink(repair->place.path) < 0)
		return err_sys(err, "cannot remove '%s'", repair->place.path);
	argv_add(&repair->to->done,
		"a symbolic link was in the place of the worktree: removed; "
		"its target was left alone");
	return 0;
}

/* A directory without files is left to worktree_restore. */
int repair_links(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;

	if (repair_remove_link(repair, err) < 0)
		return -1;
	if (!worktree_place_has_files(place))
		return 0;
	if (directory_exists(place->dot_git))
		return err_set(err, EXIT_NO,
			"'%s' is a repository of its own: something has run "
			"git init there",
			place->dot_git);
	if (!directory_exists(place->admin))
		return repair_make_entry(repair, err);
	return repair_entry_is_foreign(place) ? 0 : repair_lines(repair, err);
}
