/*
 * git_dir - the git directory of a worktree: see git_dir.h
 */
#include "dispatcher/git/git_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define EXCLUDE_MAX_BYTES ((size_t)4 << 20)

char *git_dir_read_line(const char *directory, const char *name)
{
	char *path = mem_format("%s/%s", directory, name), *text = NULL;
	size_t len;

	if (file_read(&text, &len, path, PATH_MAX, NULL) < 0)
		text = NULL;
	if (text)
		text[strcspn(text, "\r\n")] = '\0';
	free(path);
	return text;
}

bool git_dir_has_line(const char *directory, const char *name,
	const char *prefix, const char *rest)
{
	char *path = mem_format("%s/%s", directory, name), *text = NULL;
	char *line = mem_format("%s%s\n", prefix, rest);
	size_t len;
	bool has = file_read(&text, &len, path, PATH_MAX, NULL) == 0 &&
		   !strcmp(text, line);

	free(text);
	free(line);
	free(path);
	return has;
}

int git_dir_write_line(const char *directory, const char *name,
	const char *prefix, const char *rest, struct err *err)
{
	char *path = mem_format("%s/%s", directory, name);
	char *line = mem_format("%s%s\n", prefix, rest);
	int rc = file_replace(path, line, strlen(line), FILE_NO_SYNC, err);

	free(line);
	free(path);
	return rc;
}

/*
 * The directory that DIRECTORY/NAME names after `prefix`, links resolved; a
 * relative path is taken from DIRECTORY. NULL with errno: none.
 */
static char *git_dir_follow(
	const char *directory, const char *name, const char *prefix)
{
	char *line = git_dir_read_line(directory, name);
	char *path, *full, *found;

	if (!line)
		return NULL;
	if (strncmp(line, prefix, strlen(prefix)) != 0) {
		free(line);
		errno = EINVAL;
		return NULL;
	}
	path = line + strlen(prefix);
	full = *path == '/' ? mem_copy(path)
			    : mem_format("%s/%s", directory, path);
	found = realpath(full, NULL);
	free(full);
	free(line);
	return found;
}

char *git_dir_of(const char *top)
{
	char *dot_git = mem_format("%s/.git", top);
	char *path = NULL;
	struct stat st;

	if (stat(dot_git, &st) == 0)
		path = S_ISDIR(st.st_mode)
			       ? realpath(dot_git, NULL)
			       : git_dir_follow(top, ".git", "gitdir: ");
	free(dot_git);
	return path;
}

char *git_dir_common(const char *git_dir)
{
	char *common = git_dir_follow(git_dir, "commondir", "");

	return common ? common : mem_copy(git_dir);
}

bool git_dir_has(const char *git_dir, const char *name)
{
	char *path = mem_format("%s/%s", git_dir, name);
	bool has = file_exists(path);

	free(path);
	return has;
}

size_t git_commit_name_length(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");

	return len == 40 || len == 64 ? len : 0;
}

int git_dir_lock(const char *common, struct err *err)
{
	int fd = open(common, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open repository '%s'", common);
	while (flock(fd, LOCK_EX) < 0) {
		/* NFS locks no directories: only git's own locks are left. */
		if (errno == EBADF || errno == ENOLCK || errno == EOPNOTSUPP)
			break;
		if (errno == EINTR)
			continue;
		err_sys(err, "cannot lock repository '%s'", common);
		close(fd);
		return -1;
	}
	return fd;
}

static bool exclude_has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	while (*text) {
		size_t here = strcspn(text, "\r\n");

		if (here == len && !strncmp(text, line, len))
			return true;
		text += here;
		text += strspn(text, "\r\n");
	}
	return false;
}

/* One write at the end: readers see the old file or the new one. */
static int exclude_add_line(
	const char *path, const char *line, bool newline_first)
{
	char *text = mem_format("%s%s\n", newline_first ? "\n" : "", line);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	int rc = fd < 0 ? -1 : write_all(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	free(text);
	return rc;
}

int git_dir_exclude(const char *common, const char *line, struct err *err)
{
	char *directory = mem_format("%s/info", common);
	char *path = mem_format("%s/exclude", directory);
	char *text = NULL;
	size_t len = 0;
	int rc = 0;

	if (mkdir(directory, 0777) < 0 && errno != EEXIST) {
		rc = err_sys(err, "cannot make directory '%s'", directory);
		goto out;
	}
	if (file_read(&text, &len, path, EXCLUDE_MAX_BYTES, err) < 0 &&
		errno != ENOENT) {
		rc = -1;
		goto out;
	}
	if (text && exclude_has_line(text, line))
		goto out;
	if (exclude_add_line(path, line, len && text[len - 1] != '\n') < 0)
		rc = err_sys(err, "cannot write '%s'", path);
out:
	free(text);
	free(path);
	free(directory);
	return rc;
}
