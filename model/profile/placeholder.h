/*
 * placeholder - the {names} that a setting's text may hold
 *
 * What stands in braces is one where it is a word of small letters, alone or
 * behind "json:": {prompt}, {json:repo}. All other braces are the text's own,
 * and so is "${name}", a variable.
 */
#ifndef MODEL_PROFILE_PLACEHOLDER_H
#define MODEL_PROFILE_PLACEHOLDER_H

#include "base/argv.h"
#include "base/json.h"

/*
 * Fails at the first placeholder in `text` (NULL: none) that is not among
 * `known`, which ends with NULL, and names those that are.
 */
int placeholder_check(const char *text, const char *const *known,
	const struct json_place *place, const char *name, struct err *err);

/* The same for each text of a list, the member `name`. */
int placeholder_check_list(const struct argv *list, const char *const *known,
	const struct json_place *place, const char *name, struct err *err);

/* The same for all texts of a tree, names of members too. */
int placeholder_check_tree(const cJSON *tree, const char *const *known,
	const struct json_place *place, struct err *err);

#endif
