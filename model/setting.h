/*
 * setting - the names of settings: those that are unknown, those that changed
 *
 * The reader of the config and the reader of a profile both refuse a member
 * that they do not know; this is the one place where such a refusal is worded.
 * A setting that had another name in an earlier version is refused too, with
 * the present name as the hint.
 */
#ifndef MODEL_SETTING_H
#define MODEL_SETTING_H

#include "base/json.h"

/*
 * Paths as "recovery.stable". `*` stands for any one member; in `now` it is
 * what it stood for in `before`. A path covers everything below it. The table
 * ends with NULL.
 */
struct renamed_setting {
	const char *before, *now;
};

extern const struct renamed_setting renamed_settings[];

/* The present path of a setting that was renamed, to be freed; else NULL. */
char *setting_present_path(const char *path);

/* The path of PLACE.name without its source and without indexes, to be freed.*/
char *setting_path(const struct json_place *place, const char *name);

/* Fails with "PATH: this setting was renamed", `hint` being what to try. */
int setting_refuse_renamed(const struct json_place *place, const char *name,
	const char *hint, struct err *err);

/*
 * Fails with "PLACE.name: no such setting (did you mean …?)", or as renamed.
 * `known` are the names that would be right there, ending with NULL.
 */
int setting_refuse_unknown(const struct json_place *place, const char *name,
	char *const *known, struct err *err);

#endif
