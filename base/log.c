/*
 * log - messages to standard error: see log.h
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

static struct {
	const char *name;
	bool with_time, verbose;
} self = { "reeve", false, false };

void log_open(const char *name, bool with_time)
{
	self.name = name;
	self.with_time = with_time;
}

void log_verbose(void)
{
	self.verbose = true;
}

/*
 * A name in a message may come from an agent: it may not start a new line or
 * send escape sequences to the terminal. In place, since an allocation may be
 * what failed.
 */
static void log_make_printable(char *line)
{
	for (unsigned char *at = (unsigned char *)line; *at; at++) {
		if (*at < ' ' || *at == 0x7f)
			*at = '?';
		if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
			at[0] = at[1] = '?';
	}
}

/* One write for each line, so that lines of several processes do not mix. */
static void log_write(const char *kind, const char *format, va_list args)
{
	char line[2048], time[CLOCK_TEXT_SIZE] = "";
	int saved = errno, len;

	if (self.with_time)
		clock_text(clock_wall_ms(), time);
	len = snprintf(line, sizeof(line), "%s%s%s: %s", time,
		self.with_time ? " " : "", self.name, kind);
	if (len < (int)sizeof(line) - 1)
		vsnprintf(line + len, sizeof(line) - (size_t)len, format, args);
	log_make_printable(line);
	fprintf(stderr, "%s\n", line);
	fflush(stderr);
	errno = saved;
}

void log_debug(const char *format, ...)
{
	va_list args;

	if (!self.verbose)
		return;
	va_start(args, format);
	log_write("debug: ", format, args);
	va_end(args);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("", format, args);
	va_end(args);
}

void log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("warning: ", format, args);
	va_end(args);
}

void log_err(const struct err *err)
{
	log_info("%s", err->message);
	if (err->hint[0])
		log_info("try: %s", err->hint);
}

void log_fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("fatal: ", format, args);
	va_end(args);
	abort();
}
