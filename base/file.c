/*
 * file - read and replace whole files: see file.h
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* PIPEFS_MAGIC of linux/magic.h; musl-gcc does not find that header. */
#define PIPEFS 0x50495045

void file_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

/* Reads from the offset of `fd` to the end; `what` names it in errors. */
static int file_read_all(char **bytes, size_t *len, int fd, size_t max,
	const char *what, struct err *err)
{
	char *buffer = NULL, *grown;
	size_t size = 0, used = 0;
	ssize_t n;

	do {
		if (used == size) {
			size = size ? size * 2 : 4096;
			grown = realloc(buffer, size + 1);
			if (!grown)
				goto fail;
			buffer = grown;
		}
		n = read(fd, buffer + used, size - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			goto fail;
		used += (size_t)n;
		if (used > max) {
			errno = EFBIG;
			goto fail;
		}
	} while (n != 0);
	buffer[used] = '\0';
	*bytes = buffer;
	*len = used;
	return 0;
fail:
	free(buffer);
	return err_sys(err, "cannot read '%s'", what);
}

/*
 * Refuses named fifos, since an open or a read of one could block for ever. The
 * pipe of a shell's <(…) has no name in a directory and is read like a file.
 */
static int file_open_to_read(const char *path, int flags)
{
	int fd = open(
		path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags);
	struct statfs where;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISFIFO(st.st_mode))
		return fd;
	if (fstatfs(fd, &where) == 0 && where.f_type == PIPEFS) {
		fcntl(fd, F_SETFL, O_RDONLY);
		return fd;
	}
	close(fd);
	errno = EINVAL;
	return -1;
}

int file_read(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err)
{
	int fd = file_open_to_read(path, 0);
	int rc;

	if (fd < 0)
		return err_sys(err, "cannot read '%s'", path);
	rc = file_read_all(bytes, len, fd, max, path, err);
	file_close(fd);
	return rc;
}

/* Reads the first `max` bytes, or the last ones. */
static int file_read_part(char **bytes, size_t *len, const char *path,
	size_t max, bool from_end, struct err *err)
{
	int fd = file_open_to_read(path, O_NOFOLLOW);
	struct stat st;
	int rc = -1;

	*bytes = NULL;
	*len = 0;
	if (fd < 0 || fstat(fd, &st) < 0 || !(*bytes = malloc(max + 1)))
		goto out;
	if (from_end && st.st_size > (off_t)max)
		lseek(fd, st.st_size - (off_t)max, SEEK_SET);
	while (*len < max) {
		ssize_t n = read(fd, *bytes + *len, max - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	(*bytes)[*len] = '\0';
	rc = 0;
out:
	if (rc < 0)
		err_sys(err, "cannot read '%s'", path);
	file_close(fd);
	return rc;
}

int file_read_head(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err)
{
	return file_read_part(bytes, len, path, max, false, err);
}

int file_read_tail(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err)
{
	return file_read_part(bytes, len, path, max, true, err);
}

/* A hard link may be a name of a file that the agent cannot read itself. */
static int file_check_untrusted(int fd, size_t max, const char *directory,
	const char *name, struct err *err)
{
	struct stat st;
	const char *why = NULL;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot read '%s/%s'", directory, name);
	if (!S_ISREG(st.st_mode))
		why = "not a regular file";
	else if (st.st_uid != geteuid())
		why = "it belongs to somebody else";
	else if (st.st_nlink != 1)
		why = "it has other names (hard links)";
	else if (st.st_size > (off_t)max)
		why = "too large";
	if (!why)
		return 0;
	errno = EINVAL;
	return err_set(err, EXIT_WRONG_USE, "cannot read '%s/%s': %s",
		directory, name, why);
}

int file_read_untrusted(char **bytes, size_t *len, const char *directory,
	const char *name, size_t max, struct err *err)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	int dir, fd, rc;

	if (!*name || strchr(name, '/') || !strcmp(name, ".."))
		return err_set(err, EXIT_WRONG_USE,
			"cannot read '%s': not a file name", name);
	dir = open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return err_sys(err, "cannot read '%s'", directory);
	fd = openat(dir, name, flags);
	file_close(dir);
	if (fd < 0 && errno == ELOOP)
		return err_set(err, EXIT_WRONG_USE,
			"cannot read '%s/%s': it is a link", directory, name);
	if (fd < 0)
		return err_sys(err, "cannot read '%s/%s'", directory, name);
	rc = file_check_untrusted(fd, max, directory, name, err);
	if (!rc)
		rc = file_read_all(bytes, len, fd, max, name, err);
	file_close(fd);
	return rc;
}

bool file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool directory_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A rename is durable only when the directory is. */
static int file_sync_directory(const char *path)
{
	char directory[PATH_MAX];
	char *slash;
	int fd, rc;

	snprintf(directory, sizeof(directory), "%s", path);
	slash = strrchr(directory, '/');
	if (slash)
		slash[slash == directory ? 1 : 0] = '\0';
	fd = open(slash ? directory : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = fsync(fd);
	file_close(fd);
	return rc;
}

int file_replace(const char *path, const void *bytes, size_t len,
	enum file_sync sync, struct err *err)
{
	char temporary[PATH_MAX];
	int fd;

	if (snprintf(temporary, sizeof(temporary), "%s.new", path) >=
		(int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return err_sys(err, "cannot write '%s'", path);
	}
	fd = open(temporary,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	if (write_all(fd, bytes, len) < 0 ||
		(sync == FILE_SYNC && fdatasync(fd) < 0)) {
		file_close(fd);
		goto fail;
	}
	if (close(fd) < 0 || rename(temporary, path) < 0 ||
		(sync == FILE_SYNC && file_sync_directory(path) < 0))
		goto fail;
	return 0;
fail:
	err_sys(err, "cannot write '%s'", path);
	unlink(temporary);
	return -1;
}

int directory_make(const char *path, struct err *err)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return err_sys(err, "cannot make directory '%s'", path);
	}
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return err_sys(err, "cannot make directory '%s'", part);
	}
	return 0;
}

int directory_claim(const char *path, struct err *err)
{
	struct stat st;
	int fd, rc;

	if ((rc = directory_make(path, err)) < 0)
		return rc;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
		return err_set(err, EXIT_WRONG_USE,
			"cannot use '%s': it is a link or no directory", path);
	if (fd < 0 || fstat(fd, &st) < 0)
		rc = err_sys(err, "cannot use '%s'", path);
	else if (st.st_uid != geteuid())
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use '%s': it belongs to somebody else", path);
	else if ((st.st_mode & 077) && fchmod(fd, 0700) < 0)
		rc = err_sys(err, "cannot close '%s' to others", path);
	file_close(fd);
	return rc;
}
