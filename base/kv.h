/*
 * kv - key=value strings, each ended by NUL, one after another
 *
 * The format of /proc/PID/environ, used by the launch file and the socket of
 * the keeper: any text needs no quoting, a key may occur several times (argv,
 * env), and parsing allocates nothing. Keys contain no '='; values contain no
 * NUL. Uses libc alone.
 */
#ifndef BASE_KV_H
#define BASE_KV_H

#include <stddef.h>
#include <stdint.h>

/*
 * The value of the first `key` in the `len` bytes at `bytes`, or NULL. A last
 * string without its NUL is ignored.
 */
const char *kv_get(const char *bytes, size_t len, const char *key);

/* The value as a number; `otherwise` if it is missing or no number. */
int64_t kv_get_number(
	const char *bytes, size_t len, const char *key, int64_t otherwise);

/* The next value of `key`: start with *at = 0, call until NULL. */
const char *kv_next(const char *bytes, size_t len, const char *key, size_t *at);

/* Writes pairs into a fixed buffer; `overflow` is set when one did not fit. */
struct kv_writer {
	char *bytes;
	size_t size, len;
	int overflow;
};

void kv_put(struct kv_writer *writer, const char *key, const char *value);
void kv_put_number(struct kv_writer *writer, const char *key, int64_t value);

#endif
