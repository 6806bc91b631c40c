/*
 * file - read whole, replace whole
 *
 * Every file of reeve has one writer and is replaced whole (temporary name and
 * rename), so a reader sees the old contents or the new, never a mixture.
 * What an agent can write is read only by file_read_untrusted. Everything is
 * opened O_CLOEXEC. Uses libc alone.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Reads at most `max` bytes of a file of our own. On success *bytes is a new
 * allocation with a NUL after its *len bytes, and the caller frees it. Longer
 * files are an error. A missing file is an error with errno == ENOENT, a named
 * fifo one with EINVAL: nothing but a shell's <(…) can make us wait.
 */
int file_read(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);

/*
 * The same for a file that somebody else may have planted: `name` is one
 * component below `directory`; no link is followed, only a regular file with
 * one name that belongs to us is read, and nothing can make us wait.
 */
int file_read_untrusted(char **bytes, size_t *len, const char *directory,
	const char *name, size_t max, struct err *err);

/*
 * Reads up to the first, or the last, `max` bytes of a file, which may be cut
 * there anywhere and may be growing. Links are not followed, nothing is waited
 * for.
 */
int file_read_head(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);
int file_read_tail(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);

enum file_sync {
	FILE_NO_SYNC, /* survives our death */
	FILE_SYNC, /* survives a power cut as well */
};

/* Replaces `path` whole, mode 0600. The caller is its only writer. */
int file_replace(const char *path, const void *bytes, size_t len,
	enum file_sync sync, struct err *err);

/* Writes all, whatever write() takes at a time. Returns 0, or -1 with errno. */
int write_all(int fd, const void *bytes, size_t len);

/* Whether there is anything at `path`; a link itself counts, dangling or not. */
bool file_exists(const char *path);

/* Whether there is a directory at `path`; a link to one is none. */
bool directory_exists(const char *path);

/* Makes a directory and those above it, mode 0700; existing ones are fine. */
int directory_make(const char *path, struct err *err);

/*
 * As directory_make, for a place in /tmp: the last component must then be a
 * directory, no link, ours, and closed to others (it is made 0700).
 */
int directory_claim(const char *path, struct err *err);

#endif
