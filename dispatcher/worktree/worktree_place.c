/*
 * worktree_place - the paths of an agent's worktree: see worktree_place.h
 *
 * The four small files of a linked worktree are written here and not by
 * git_worktree_add(): that opens every worktree of the repository to make one
 * more (28 ms with 150 of them), and cannot complete one that was cut off.
 */
#include "dispatcher/worktree/worktree_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/worktree/worktree.h"
#include "model/task.h"

#define PLACE_LOCKS 3

char *worktree_path(const char *root, const char *name)
{
	return mem_format("%s/" GIT_WORKTREES_NAME "/%s", root, name);
}

char *worktree_branch(const char *name)
{
	return mem_format("reeve/%s", name);
}

int worktree_place_open(struct worktree_place *place, const char *root,
	const char *name, struct err *err)
{
	char *git_dir;

	*place = (struct worktree_place){ 0 };
	if (!task_name_is_valid(name))
		return err_set(err, EXIT_WRONG_USE,
			"cannot use worktree: '%s': not a valid name", name);
	if (strchr(root, '\n'))
		return err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': git cannot have a "
			"worktree below a name with a newline",
			root);
	git_dir = git_dir_of(root);
	if (!git_dir)
		return err_sys(err, "cannot use repository '%s'", root);
	place->common = git_dir_common(git_dir);
	place->path = worktree_path(root, name);
	place->dot_git = mem_format("%s/.git", place->path);
	place->branch = worktree_branch(name);
	place->ref = mem_format("refs/heads/%s", place->branch);
	place->admin = mem_format("%s/worktrees/%s", place->common, name);
	free(git_dir);
	return 0;
}

void worktree_place_clear(struct worktree_place *place)
{
	free(place->path);
	free(place->dot_git);
	free(place->branch);
	free(place->ref);
	free(place->common);
	free(place->admin);
	*place = (struct worktree_place){ 0 };
}

static bool place_admin_is_complete(const struct worktree_place *place)
{
	return git_dir_has_line(place->admin, "gitdir", "", place->dot_git) &&
	       git_dir_has(place->admin, "commondir") &&
	       git_dir_has(place->admin, "HEAD");
}

/* Git's entry names this place, or no place yet. */
static bool place_admin_is_ours(const struct worktree_place *place)
{
	char *line = git_dir_read_line(place->admin, "gitdir");
	bool ours =
		!line || !*line ||
		git_dir_has_line(place->admin, "gitdir", "", place->dot_git);

	free(line);
	return ours;
}

bool worktree_place_is_link(const struct worktree_place *place)
{
	struct stat st;

	return lstat(place->path, &st) == 0 && S_ISLNK(st.st_mode);
}

bool worktree_place_has_files(const struct worktree_place *place)
{
	DIR *directory = opendir(place->path);
	struct dirent *entry;
	bool has = !directory && directory_exists(place->path);

	while (directory && !has && (entry = readdir(directory)))
		has = strcmp(entry->d_name, ".") &&
		      strcmp(entry->d_name, "..") &&
		      strcmp(entry->d_name, ".git");
	if (directory)
		closedir(directory);
	return has;
}

enum worktree_state worktree_place_state(const struct worktree_place *place)
{
	bool path = file_exists(place->path), admin = file_exists(place->admin);

	if (!path && !admin)
		return WORKTREE_NOTHING;
	if (worktree_place_is_link(place) ||
		(admin && !place_admin_is_ours(place)))
		return WORKTREE_FOREIGN;
	if (!path)
		return git_dir_has(place->admin, "index") ? WORKTREE_DELETED
							  : WORKTREE_BEGUN;
	if (admin && place_admin_is_complete(place) &&
		git_dir_has_line(
			place->path, ".git", "gitdir: ", place->admin)) {
		if (git_dir_has(place->admin, "index"))
			return WORKTREE_COMPLETE;
		return git_dir_has_line(
			       place->admin, "HEAD", "ref: ", place->ref)
			       ? WORKTREE_UNFILLED
			       : WORKTREE_FOREIGN;
	}
	if (!directory_exists(place->path) || worktree_place_has_files(place))
		return WORKTREE_FOREIGN;
	return WORKTREE_BEGUN;
}

/* A callback of nftw. */
static int place_remove_file(
	const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int worktree_place_remove(const struct worktree_place *place, struct err *err)
{
	if (file_exists(place->admin) && nftw(place->admin, place_remove_file,
						 16, FTW_DEPTH | FTW_PHYS) != 0)
		return err_sys(err, "cannot remove '%s'", place->admin);
	/* A .git that is a directory is a repository of its own: it stays. */
	if (unlink(place->dot_git) < 0 && errno != ENOENT && errno != ENOTDIR)
		return err_sys(err, "cannot remove '%s'", place->dot_git);
	if (rmdir(place->path) < 0 && errno != ENOENT)
		return err_sys(err, "cannot remove '%s'", place->path);
	return 0;
}

/* A repository may contain a link of that name: it must not be followed. */
static int place_make_directory(const char *path, struct err *err)
{
	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return err_sys(err, "cannot make directory '%s'", path);
	if (directory_exists(path))
		return 0;
	return err_set(err, EXIT_WRONG_USE,
		"cannot make directory '%s': it is a link or a file", path);
}

/* The directory itself, and the one that it lies in. */
static int place_make_directories(const char *path, struct err *err)
{
	char *parent = path_parent(path);
	int rc = place_make_directory(parent, err);

	free(parent);
	return rc < 0 ? rc : place_make_directory(path, err);
}

/* Fails where the file exists: nothing of a person is overwritten. */
static int place_write_line(const char *directory, const char *name,
	const char *prefix, const char *rest, struct err *err)
{
	char *path = mem_format("%s/%s", directory, name);
	char *line = mem_format("%s%s\n", prefix, rest);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int rc = 0;

	if (fd < 0 || write_all(fd, line, strlen(line)) < 0)
		rc = err_sys(err, "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	free(line);
	free(path);
	return rc;
}

int worktree_place_link(const struct worktree_place *place, struct err *err)
{
	if (place_make_directories(place->path, err) < 0)
		return -1;
	return place_write_line(
		place->path, ".git", "gitdir: ", place->admin, err);
}

int worktree_place_make(const struct worktree_place *place, struct err *err)
{
	const char *admin = place->admin;

	if (place_make_directories(admin, err) < 0 ||
		place_write_line(admin, "gitdir", "", place->dot_git, err) <
			0 ||
		place_write_line(admin, "commondir", "", "../..", err) < 0 ||
		place_write_line(admin, "HEAD", "ref: ", place->ref, err) < 0)
		return -1;
	return worktree_place_link(place, err);
}

/* The paths of the locks of index, HEAD and branch; the caller frees each. */
static void place_list_locks(
	const struct worktree_place *place, char *locks[PLACE_LOCKS])
{
	locks[0] = mem_format("%s/index.lock", place->admin);
	locks[1] = mem_format("%s/HEAD.lock", place->admin);
	locks[2] = mem_format("%s/%s.lock", place->common, place->ref);
}

bool worktree_place_is_locked(const struct worktree_place *place)
{
	char *locks[PLACE_LOCKS];
	bool locked = false;

	place_list_locks(place, locks);
	for (size_t i = 0; i < PLACE_LOCKS; i++) {
		locked |= file_exists(locks[i]);
		free(locks[i]);
	}
	return locked;
}

void worktree_place_unlock(const struct worktree_place *place)
{
	char *locks[PLACE_LOCKS];

	place_list_locks(place, locks);
	for (size_t i = 0; i < PLACE_LOCKS; i++) {
		unlink(locks[i]);
		free(locks[i]);
	}
}

/* The worktree of the git directory `admin`; itself, where that is not said. */
static char *place_of_admin(const char *admin)
{
	char *path = git_dir_read_line(admin, "gitdir"), *end;

	if (!path)
		path = mem_copy(admin);
	end = strrchr(path, '/');
	if (end && !strcmp(end, "/.git"))
		*end = '\0';
	return path;
}

char *worktree_place_occupant(const struct worktree_place *place)
{
	return file_exists(place->path) ? mem_copy(place->path)
					: place_of_admin(place->admin);
}

char *worktree_place_owner(const struct worktree_place *place)
{
	char *all = mem_format("%s/worktrees", place->common);
	DIR *directory = opendir(all);
	struct dirent *entry;
	char *owner = NULL;

	if (git_dir_has_line(place->common, "HEAD", "ref: ", place->ref))
		owner = place_of_admin(place->common);
	while (directory && !owner && (entry = readdir(directory))) {
		char *admin = mem_format("%s/%s", all, entry->d_name);

		if (entry->d_name[0] != '.' && strcmp(admin, place->admin) &&
			git_dir_has_line(admin, "HEAD", "ref: ", place->ref))
			owner = place_of_admin(admin);
		free(admin);
	}
	if (directory)
		closedir(directory);
	free(all);
	return owner;
}
