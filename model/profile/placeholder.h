/*
 * placeholder - the {names} in the text of a setting
 *
 * A placeholder is a word of small letters and '_' in braces, alone or after
 * "json:": {prompt}, {json:repo}. Other braces belong to the text, and so does
 * "${name}", a variable.
 */
#ifndef MODEL_PROFILE_PLACEHOLDER_H
#define MODEL_PROFILE_PLACEHOLDER_H

#include "base/argv.h"
#include "base/json.h"

/*
 * Fails at the first placeholder in `text` (NULL: none) that is not in `known`
 * (ends with NULL); the error lists the known ones.
 */
int placeholder_check(const char *text, const char *const *known,
	const struct json_place *place, const char *name, struct err *err);

/* The same for each text of a list, the member `name`. */
int placeholder_check_list(const struct argv *list, const char *const *known,
	const struct json_place *place, const char *name, struct err *err);

/* The same for all texts and names of members of a tree. */
int placeholder_check_tree(const cJSON *tree, const char *const *known,
	const struct json_place *place, struct err *err);

#endif
