/*
 * sqlite_place - the file of a database, and where it may be
 *
 * The locks and the shared memory of SQLite do not work on network file systems
 * and can damage the database there, so such a place is refused before the first
 * write. The file is created here with mode 0600, so that no other user can ever
 * open it; SQLite gives -wal and -shm the same mode.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/sqlite.h"

static const struct network {
	unsigned long magic;
	const char *name;
} networks[] = {
	{ NFS_SUPER_MAGIC, "NFS" },
	{ 0xff534d42, "CIFS" },
	{ 0xfe534d42, "SMB" },
	{ SMB_SUPER_MAGIC, "SMB" },
	{ V9FS_MAGIC, "9p" },
	{ 0x65735546, "FUSE" },
	{ AFS_SUPER_MAGIC, "AFS" },
	{ CODA_SUPER_MAGIC, "Coda" },
	{ 0x00c36400, "Ceph" },
};

static int check_file_system(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *directory =
		slash ? mem_copy_bytes(path, (size_t)(slash - path) + 1)
		      : mem_copy(".");
	struct statfs fs;
	int rc = 0;

	if (statfs(directory, &fs) < 0)
		rc = err_sys(err, "cannot open store: '%s'", path);
	free(directory);
	for (size_t i = 0; !rc && i < sizeof(networks) / sizeof(*networks);
		i++) {
		if ((unsigned long)(fs.f_type & 0xffffffff) !=
			networks[i].magic)
			continue;
		err_set(err, EXIT_WRONG_USE,
			"cannot open store: '%s': on a network file system "
			"(%s)",
			path, networks[i].name);
		rc = err_hint(err, "--state DIR on a local disk");
	}
	return rc;
}

/* Never opens one that exists: closing it would drop SQLite's locks. */
static int check_file(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return err_sys(err, "cannot open store: '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, EXIT_WRONG_USE,
			"cannot open store: '%s': not a regular file", path);
	if (st.st_uid != geteuid())
		return err_set(err, EXIT_WRONG_USE,
			"cannot open store: '%s': it belongs to somebody else",
			path);
	if ((st.st_mode & 077) && chmod(path, 0600) < 0)
		return err_sys(err, "cannot close '%s' to others", path);
	return 0;
}

int sqlite_claim(const char *path, struct err *err)
{
	int fd;

	if (check_file_system(path, err) < 0)
		return -1;
	fd = open(
		path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno != EEXIST)
		return err_sys(err, "cannot open store: '%s'", path);
	return check_file(path, err);
}
