/*
 * cause_found - why many runs ended at once was looked for
 */
#ifndef SUPERVISOR_ADMISSION_CAUSE_FOUND_H
#define SUPERVISOR_ADMISSION_CAUSE_FOUND_H

#include "supervisor/core/turn.h"

/* EVENT_DIAGNOSED: what act/diagnose.c has found; NULL: it could not look. */
void admission_cause_found(struct turn *turn, const cJSON *answer);

/* After a start: looks for what the last leader had begun to look for. */
void admission_diagnose_again(struct turn *turn);

#endif
