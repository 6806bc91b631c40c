/*
 * doctor - `reeved --check`: what is wrong here, without a running reeved
 *
 * Prints one JSON document, {"ok":…,"problems":[{"what","try","fixable"}],…},
 * for `reeve doctor`. With fix, what can be put right by itself is.
 */
#ifndef SUPERVISOR_DOCTOR_H
#define SUPERVISOR_DOCTOR_H

#include "supervisor/daemon.h"

/* daemon->state, programs and config_path are set. An exit status: 1 when
 * there are problems left. */
int check_print(struct daemon *daemon, bool fix);

#endif
