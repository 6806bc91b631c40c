/*
 * expand - replace the placeholders in a profile's texts
 *
 *	{NAME}		the value of a placeholder; an unknown one stays
 *	{json:NAME}	the same as a JSON (and TOML) string, with its quotes
 *	{tail20:VAR}	the last 20 characters of an environment variable
 *
 * and in paths also ~ at the start, ${VAR} and ${VAR:-default}.
 */
#ifndef AGENTS_LAUNCH_EXPAND_H
#define AGENTS_LAUNCH_EXPAND_H

#include <stddef.h>

struct placeholder {
	const char *name, *value; /* value NULL: it stays */
};

struct expand {
	const struct placeholder *list;
	size_t count;
	char *const *env; /* the agent's environment */
};

/*
 * The text with all placeholders replaced; the caller frees it. NULL: an
 * environment variable that it needs is not set.
 */
char *expand_text(const char *text, const struct expand *with);

/* The same for a path. */
char *expand_path(const char *text, const struct expand *with);

/* The same for a pattern of glob(3): values match themselves alone. */
char *expand_glob(const char *text, const struct expand *with);

#endif
