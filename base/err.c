/*
 * err - why something failed: see err.h
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, enum exit_code code, const char *format, ...)
{
	va_list args;

	if (!err)
		return -1;
	err->code = code;
	err->hint[0] = '\0';
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return -1;
}

int err_sys(struct err *err, const char *format, ...)
{
	const char *why = strerror(errno);
	va_list args;
	size_t len;

	if (!err)
		return -1;
	err->code = EXIT_TRY_LATER;
	err->hint[0] = '\0';
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	len = strlen(err->message);
	snprintf(err->message + len, sizeof(err->message) - len, ": %s", why);
	return -1;
}

int err_hint(struct err *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return -1;
	va_start(args, format);
	vsnprintf(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return -1;
}

int err_prefix(struct err *err, const char *format, ...)
{
	char rest[sizeof(err->message)];
	va_list args;
	size_t len;

	if (!err)
		return -1;
	memcpy(rest, err->message, sizeof(rest));
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	len = strlen(err->message);
	snprintf(err->message + len, sizeof(err->message) - len, ": %.*s",
		(int)(sizeof(rest) - 1), rest);
	return -1;
}
