/*
 * file - read and replace whole files
 *
 * Every file of reeve has one writer, which replaces it whole (temporary name,
 * then rename), so that a reader sees the old contents or the new ones. A file
 * that an agent can write is read by file_read_untrusted only. All descriptors
 * are O_CLOEXEC. Uses libc alone.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Reads a file of reeve. On success *bytes is a new allocation with a NUL after
 * its *len bytes; the caller frees it. More than `max` bytes are an error. A
 * missing file is an error with errno ENOENT, a named fifo with EINVAL: it
 * would block. The pipe of a shell's <(…) is read to its end.
 */
int file_read(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);

/*
 * The same for a file that an agent may have made: `name` is one component
 * below `directory`. Refused are links, files that are not regular, files of
 * another user, and files with a second name. Never blocks.
 */
int file_read_untrusted(char **bytes, size_t *len, const char *directory,
	const char *name, size_t max, struct err *err);

/*
 * Reads the first, or the last, `max` bytes of a file that may be longer and
 * may be growing; the cut may be inside a character. Does not follow links,
 * never blocks.
 */
int file_read_head(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);
int file_read_tail(char **bytes, size_t *len, const char *path, size_t max,
	struct err *err);

enum file_sync {
	FILE_NO_SYNC, /* survives the death of the process */
	FILE_SYNC, /* survives a power failure too (fsync) */
};

/* Replaces `path` whole, mode 0600. The caller is its only writer. */
int file_replace(const char *path, const void *bytes, size_t len,
	enum file_sync sync, struct err *err);

/* Writes all `len` bytes. Returns 0, or -1 with errno. */
int write_all(int fd, const void *bytes, size_t len);

/* Whether there is anything at `path`; a link itself counts, dangling or not. */
bool file_exists(const char *path);

/* Whether there is a directory at `path`; a link to one is none. */
bool directory_exists(const char *path);

/* Makes a directory and its parents, mode 0700; existing ones are accepted. */
int directory_make(const char *path, struct err *err);

/*
 * directory_make for a directory below /tmp: the last component must be a
 * directory of this user and no link; its mode becomes 0700.
 */
int directory_claim(const char *path, struct err *err);

/* close() that leaves errno as it is; a negative `fd` is accepted. */
void file_close(int fd);

#endif
