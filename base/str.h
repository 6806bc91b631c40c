/*
 * str - a string that grows
 *
 * Ends with NUL once something was added; str_text never returns NULL. The bytes
 * may contain NULs, so `len` is the length. str_clear frees the text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stddef.h>

struct str {
	char *text; /* owned; NULL while empty */
	size_t len, size;
};

#define STR_INIT ((struct str){ 0 })

void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const void *bytes, size_t len);
void str_add_char(struct str *str, char c);
void str_addf(struct str *str, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Valid until the next change; the empty string while `str` is empty. */
const char *str_text(const struct str *str);

/* Returns the text, which the caller frees; `str` is empty afterwards. */
char *str_take(struct str *str);

/* Both make `str` empty; str_reset keeps the memory, str_clear frees it. */
void str_reset(struct str *str);
void str_clear(struct str *str);

#endif
