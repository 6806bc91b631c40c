/*
 * worktree_place - where an agent's worktree is: see worktree_place.h
 *
 * The four small files that make a linked worktree are written here, as
 * gitrepository-layout(5) has them: git_worktree_add() opens every worktree
 * that exists to make one more (28 ms with 150 of them), and gives no way to
 * complete one that was cut off.
 */
#include "dispatcher/worktree/worktree_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/git/git.h"
#include "dispatcher/git/git_dir.h"

#define LOCKS 3

char *worktree_path(const char *root, const char *name)
{
	return mem_format("%s/.worktrees/%s", root, name);
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
			"cannot use worktree: '%s': not a name", name);
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
	place->branch = worktree_branch(name);
	place->ref = mem_format("refs/heads/%s", place->branch);
	place->admin = mem_format("%s/worktrees/%s", place->common, name);
	free(git_dir);
	return 0;
}

void worktree_place_clear(struct worktree_place *place)
{
	free(place->path);
	free(place->branch);
	free(place->ref);
	free(place->common);
	free(place->admin);
	*place = (struct worktree_place){ 0 };
}

/* True when the one line of DIRECTORY/NAME is what the format makes. */
static bool file_says(const char *directory, const char *name,
	const char *prefix, const char *rest)
{
	char *path = mem_format("%s/%s", directory, name);
	char *wanted = mem_format("%s%s\n", prefix, rest);
	char *text = NULL;
	size_t len;
	bool says = file_read(&text, &len, path, PATH_MAX, NULL) == 0 &&
		    !strcmp(text, wanted);

	free(text);
	free(wanted);
	free(path);
	return says;
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* True for a directory with nothing in it but perhaps .git. */
static bool is_bare_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	bool bare = directory != NULL;

	while (bare && (entry = readdir(directory)))
		bare = !strcmp(entry->d_name, ".") ||
		       !strcmp(entry->d_name, "..") ||
		       !strcmp(entry->d_name, ".git");
	if (directory)
		closedir(directory);
	return bare;
}

static bool admin_is_complete(const struct worktree_place *place)
{
	char *dot_git = mem_format("%s/.git", place->path);
	bool complete = file_says(place->admin, "gitdir", "", dot_git) &&
			git_dir_has(place->admin, "commondir") &&
			git_dir_has(place->admin, "HEAD");

	free(dot_git);
	return complete;
}

/* True when git's entry leads here, or was not yet told where it leads. */
static bool admin_is_ours(const struct worktree_place *place)
{
	char *dot_git = mem_format("%s/.git", place->path);
	char *path = mem_format("%s/gitdir", place->admin);
	char *text = NULL;
	size_t len = 0;
	bool ours = file_read(&text, &len, path, PATH_MAX, NULL) < 0 || !len ||
		    file_says(place->admin, "gitdir", "", dot_git);

	free(text);
	free(path);
	free(dot_git);
	return ours;
}

bool worktree_place_is_link(const struct worktree_place *place)
{
	struct stat st;

	return lstat(place->path, &st) == 0 && S_ISLNK(st.st_mode);
}

enum worktree_found worktree_place_look(const struct worktree_place *place)
{
	bool path = is_there(place->path), admin = is_there(place->admin);

	if (!path && !admin)
		return WORKTREE_NOTHING;
	if (worktree_place_is_link(place) || (admin && !admin_is_ours(place)))
		return WORKTREE_OTHER;
	if (!path)
		return git_dir_has(place->admin, "index") ? WORKTREE_DELETED
							  : WORKTREE_BEGUN;
	if (admin && admin_is_complete(place) &&
		file_says(place->path, ".git", "gitdir: ", place->admin)) {
		if (git_dir_has(place->admin, "index"))
			return WORKTREE_WHOLE;
		return file_says(place->admin, "HEAD", "ref: ", place->ref)
			       ? WORKTREE_UNFILLED
			       : WORKTREE_OTHER;
	}
	return is_bare_directory(place->path) ? WORKTREE_BEGUN : WORKTREE_OTHER;
}

static int remove_one(
	const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int worktree_place_sweep(const struct worktree_place *place, struct err *err)
{
	char *dot_git = mem_format("%s/.git", place->path);
	int rc = 0;

	if (is_there(place->admin) &&
		nftw(place->admin, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
		rc = err_sys(err, "cannot remove '%s'", place->admin);
	/* A .git that is a directory is a repository of its own: it stays. */
	if (!rc && unlink(dot_git) < 0 && errno != ENOENT && errno != ENOTDIR)
		rc = err_sys(err, "cannot remove '%s'", dot_git);
	if (!rc && rmdir(place->path) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", place->path);
	free(dot_git);
	return rc;
}

static int make_directory(const char *path, struct err *err)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return err_sys(err, "cannot make directory '%s'", path);
	/* A repository may bring a link of that name with it. */
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return err_set(err, EXIT_WRONG_USE,
		"cannot make directory '%s': it is a link or a file", path);
}

static int make_parent(const char *path, struct err *err)
{
	char *parent =
		mem_copy_bytes(path, (size_t)(strrchr(path, '/') - path));
	int rc = make_directory(parent, err);

	free(parent);
	return rc;
}

static int write_line(const char *directory, const char *name,
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
	if (make_parent(place->path, err) < 0 ||
		make_directory(place->path, err) < 0)
		return -1;
	return write_line(place->path, ".git", "gitdir: ", place->admin, err);
}

int worktree_place_make(const struct worktree_place *place, struct err *err)
{
	char *dot_git = mem_format("%s/.git", place->path);
	int rc = -1;

	if (make_parent(place->admin, err) < 0 ||
		make_directory(place->admin, err) < 0 ||
		write_line(place->admin, "gitdir", "", dot_git, err) < 0 ||
		write_line(place->admin, "commondir", "", "../..", err) < 0 ||
		write_line(place->admin, "HEAD", "ref: ", place->ref, err) < 0)
		goto out;
	rc = worktree_place_link(place, err);
out:
	free(dot_git);
	return rc;
}

/* Of index, HEAD and branch; the caller frees each. */
static void list_locks(const struct worktree_place *place, char *locks[LOCKS])
{
	locks[0] = mem_format("%s/index.lock", place->admin);
	locks[1] = mem_format("%s/HEAD.lock", place->admin);
	locks[2] = mem_format("%s/%s.lock", place->common, place->ref);
}

bool worktree_place_is_locked(const struct worktree_place *place)
{
	char *locks[LOCKS];
	bool locked = false;

	list_locks(place, locks);
	for (size_t i = 0; i < LOCKS; i++) {
		locked |= is_there(locks[i]);
		free(locks[i]);
	}
	return locked;
}

void worktree_place_unlock(const struct worktree_place *place)
{
	char *locks[LOCKS];

	list_locks(place, locks);
	for (size_t i = 0; i < LOCKS; i++) {
		unlink(locks[i]);
		free(locks[i]);
	}
}

/* Where the worktree is that has the git directory `admin`. */
static char *path_of_admin(const char *admin)
{
	char *file = mem_format("%s/gitdir", admin), *path = NULL, *end;
	size_t len;

	if (file_read(&path, &len, file, PATH_MAX, NULL) < 0)
		path = mem_copy(admin);
	path[strcspn(path, "\n")] = '\0';
	end = strrchr(path, '/');
	if (end && !strcmp(end, "/.git"))
		*end = '\0';
	free(file);
	return path;
}

char *worktree_place_occupant(const struct worktree_place *place)
{
	return is_there(place->path) ? mem_copy(place->path)
				     : path_of_admin(place->admin);
}

char *worktree_place_owner(const struct worktree_place *place)
{
	char *all = mem_format("%s/worktrees", place->common);
	DIR *directory = opendir(all);
	struct dirent *entry;
	char *owner = NULL;

	if (file_says(place->common, "HEAD", "ref: ", place->ref))
		owner = path_of_admin(place->common);
	while (directory && !owner && (entry = readdir(directory))) {
		char *admin = mem_format("%s/%s", all, entry->d_name);

		if (entry->d_name[0] != '.' && strcmp(admin, place->admin) &&
			file_says(admin, "HEAD", "ref: ", place->ref))
			owner = path_of_admin(admin);
		free(admin);
	}
	if (directory)
		closedir(directory);
	free(all);
	return owner;
}
