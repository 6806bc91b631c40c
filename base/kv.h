/*
 * kv - key=value strings, each ended by NUL, one after another
 *
 * The form of /proc/PID/environ. It can hold any text without quoting, a value
 * may repeat its key (argv, env), and it is parsed in place without an
 * allocation; so the launch file and the keeper's socket both use it, and the
 * keeper needs no JSON. Keys have no '='; values have no NUL.
 * Uses libc alone.
 */
#ifndef BASE_KV_H
#define BASE_KV_H

#include <stddef.h>
#include <stdint.h>

/*
 * The value of the first `key` in the `len` bytes at `bytes`, or NULL. A last
 * string without its NUL is not looked at.
 */
const char *kv_get(const char *bytes, size_t len, const char *key);

/* The same as a number; `otherwise` where it is missing or is no number. */
int64_t kv_get_number(
	const char *bytes, size_t len, const char *key, int64_t otherwise);

/*
 * Walks all values of `key`: start with *at = 0, call until NULL.
 */
const char *kv_next(const char *bytes, size_t len, const char *key, size_t *at);

/* A fixed place to write pairs into; `overflow` is set when one did not fit. */
struct kv_writer {
	char *bytes;
	size_t size, len;
	int overflow;
};

void kv_put(struct kv_writer *writer, const char *key, const char *value);
void kv_put_number(struct kv_writer *writer, const char *key, int64_t value);

#endif
