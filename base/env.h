/*
 * env - an environment as a list of NAME=VALUE
 *
 * For the environments that are built for other programs; our own is read with
 * getenv(3). A pattern is a NAME, or a PREFIX followed by `*`.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include <stdbool.h>

#include "base/argv.h"

/* The value of NAME in a NULL-terminated list (which may be NULL), or NULL. */
const char *env_get(char *const *env, const char *name);

/* Sets NAME=VALUE and replaces an older value. */
void env_set(struct argv *env, const char *name, const char *value);

/* Sets a whole NAME=VALUE; a text without a name or a `=` is ignored. */
void env_set_pair(struct argv *env, const char *pair);

/* Whether the NAME of `pair` matches a pattern of a NULL-terminated list, which
 * may be NULL. */
bool env_matches(const char *pair, const char *const *patterns);

#endif
