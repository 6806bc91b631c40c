/*
 * str - a string that grows
 *
 * Always ends with NUL once something was added. `str_text` never gives NULL.
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
const char *str_text(const struct str *str);

/* Hands the text over to the caller, who frees it; `str` is empty again. */
char *str_take(struct str *str);

/* Makes it empty but keeps its memory; str_clear gives that back too. */
void str_reset(struct str *str);
void str_clear(struct str *str);

#endif
