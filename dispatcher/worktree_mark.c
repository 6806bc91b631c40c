/*
 * worktree_mark - what a worktree is like, as one short text
 *
 * For telling whether a run changed anything: its commit, and what is not
 * committed by name, size and time of change. The files are not read.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "dispatcher/git.h"
#include "dispatcher/git_status.h"

/* FNV-1a, 64 bits. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

static uint64_t hash(uint64_t sum, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ at[i]) * HASH_PRIME;
	return sum;
}

static uint64_t hash_change(
	uint64_t sum, int top, const struct git_change *change)
{
	struct stat st;

	sum = hash(sum, &change->letter, 1);
	sum = hash(sum, change->path, strlen(change->path) + 1);
	if (fstatat(top, change->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return sum;
	sum = hash(sum, &st.st_size, sizeof(st.st_size));
	sum = hash(sum, &st.st_mtim.tv_sec, sizeof(st.st_mtim.tv_sec));
	return hash(sum, &st.st_mtim.tv_nsec, sizeof(st.st_mtim.tv_nsec));
}

int worktree_mark(const struct config *config, char **mark,
	const char *worktree, struct err *err)
{
	int top = open(worktree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	uint64_t sum = HASH_START;
	struct git_status status;
	int rc;

	*mark = NULL;
	if (top < 0)
		return err_sys(err, "cannot open worktree '%s'", worktree);
	rc = git_status_read(config, &status, worktree, err);
	for (size_t i = 0; !rc && i < status.count; i++)
		sum = hash_change(sum, top, &status.items[i]);
	if (!rc)
		*mark = mem_format("%s %016llx",
			status.head ? status.head : "-",
			(unsigned long long)sum);
	git_status_clear(&status);
	close(top);
	return rc;
}
