/*
 * profile_values - what a profile's members may say
 */
#ifndef MODEL_PROFILE_PROFILE_VALUES_H
#define MODEL_PROFILE_PROFILE_VALUES_H

#include "model/profile/profile.h"

/* Checks what types alone do not; an error names the place. */
int profile_check_values(const struct profile *profile,
	const struct json_place *place, struct err *err);

#endif
