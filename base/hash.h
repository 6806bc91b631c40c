/*
 * hash - FNV-1a, 64 bits
 *
 * To see whether bytes have changed. Not against an adversary: equal hashes are
 * easy to make on purpose. Start with HASH_BEGIN; hash more bytes by passing
 * the result in again.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	while (len--)
		hash = (hash ^ *at++) * UINT64_C(0x100000001b3);
	return hash;
}

#endif
