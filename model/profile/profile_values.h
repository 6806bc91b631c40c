/*
 * profile_values - the valid values of a profile
 */
#ifndef MODEL_PROFILE_PROFILE_VALUES_H
#define MODEL_PROFILE_PROFILE_VALUES_H

#include "model/profile/profile.h"

/* Checks what the types of the members do not; an error names the place. */
int profile_check_values(const struct profile *profile,
	const struct json_place *place, struct err *err);

#endif
