/*
 * breakers_parts - what the end of a run means for others; private to breakers.c
 * and mass_failure.c
 */
#ifndef SUPERVISOR_ADMISSION_BREAKERS_PARTS_H
#define SUPERVISOR_ADMISSION_BREAKERS_PARTS_H

#include "supervisor/admission/admission.h"

/* What is heard of one end. */
struct heard {
	struct turn *turn;
	const struct task *task;
	const struct run *run;
	struct admission_end *end;
	int64_t now_ms;
};

/* Many ends at once: opens and closes the breaker of ADMISSION_ALL. */
void heard_by_all(struct heard *heard);

/* It waits behind this admission. */
void heard_behind(struct heard *heard, const struct admission *admission);

/* The probe decides; the rest only says on which side of it this end is. */
void heard_probe(
	struct heard *heard, struct admission *admission, enum breaker_end end);

/* A run that completes shows that a closed breaker was mended. */
void heard_success(struct heard *heard, struct admission *admission);

/* What was decided about the others alone is taken back. */
void heard_take_along(struct heard *heard,
	const struct history_row *const *alike, size_t count);

/* Their names, and as people read them (the caller's). */
void heard_add_names(struct argv *agents,
	const struct history_row *const *alike, size_t count);
char *heard_names(const struct argv *agents);

#endif
