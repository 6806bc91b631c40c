/*
 * kv - key=value strings, each ended by NUL: see kv.h
 */
#include "base/kv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *kv_next(const char *bytes, size_t len, const char *key, size_t *at)
{
	size_t key_len = strlen(key);

	while (*at < len) {
		const char *pair = bytes + *at;
		const char *end = memchr(pair, '\0', len - *at);

		if (!end)
			return NULL;
		*at = (size_t)(end - bytes) + 1;
		if (!strncmp(pair, key, key_len) && pair[key_len] == '=')
			return pair + key_len + 1;
	}
	return NULL;
}

const char *kv_get(const char *bytes, size_t len, const char *key)
{
	size_t at = 0;

	return kv_next(bytes, len, key, &at);
}

int64_t kv_get_number(
	const char *bytes, size_t len, const char *key, int64_t otherwise)
{
	const char *text = kv_get(bytes, len, key);
	long long number;
	char *end;

	if (!text || !*text)
		return otherwise;
	errno = 0;
	number = strtoll(text, &end, 10);
	return errno || *end ? otherwise : number;
}

void kv_put(struct kv_writer *writer, const char *key, const char *value)
{
	size_t key_len = strlen(key), value_len = strlen(value);
	size_t need = key_len + 1 + value_len + 1;

	if (writer->overflow || need > writer->size - writer->len) {
		writer->overflow = 1;
		return;
	}
	memcpy(writer->bytes + writer->len, key, key_len);
	writer->bytes[writer->len + key_len] = '=';
	memcpy(writer->bytes + writer->len + key_len + 1, value, value_len + 1);
	writer->len += need;
}

void kv_put_number(struct kv_writer *writer, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	kv_put(writer, key, text);
}
