/*
 * worktree_mark - a number for the contents of a worktree: see worktree.h
 *
 * A hash of HEAD and, for each file that differs from it, of name, size, inode,
 * mode and times. Any write, any commit and any change of branch gives another
 * number; ignored files do not count.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/worktree/worktree.h"

static uint64_t mark_add_text(uint64_t hash, const char *text)
{
	return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t mark_add_change(
	uint64_t hash, int top, const struct git_change *change)
{
	struct stat st;

	hash = hash_bytes(hash, &change->letter, 1);
	hash = mark_add_text(hash, change->path);
	if (fstatat(top, change->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return hash;
	hash = hash_bytes(hash, &st.st_size, sizeof(st.st_size));
	hash = hash_bytes(hash, &st.st_ino, sizeof(st.st_ino));
	hash = hash_bytes(hash, &st.st_mode, sizeof(st.st_mode));
	hash = hash_bytes(hash, &st.st_mtim, sizeof(st.st_mtim));
	return hash_bytes(hash, &st.st_ctim, sizeof(st.st_ctim));
}

int worktree_mark(const struct config *config, char mark[WORKTREE_MARK_SIZE],
	const char *worktree, struct err *err)
{
	int top = open(worktree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	uint64_t hash = HASH_BEGIN;
	struct git_status status;
	int rc;

	*mark = '\0';
	if (top < 0)
		return err_sys(err, "cannot open worktree '%s'", worktree);
	rc = git_status_read(config, &status, worktree, err);
	if (rc == 0) {
		hash = mark_add_text(hash, status.head ? status.head : "");
		for (size_t i = 0; i < status.count; i++)
			hash = mark_add_change(hash, top, &status.items[i]);
		snprintf(mark, WORKTREE_MARK_SIZE, "%016" PRIx64, hash);
	}
	git_status_clear(&status);
	close(top);
	return rc;
}
