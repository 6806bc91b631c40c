/*
 * why_causes - what the files of why share; private to them
 */
#ifndef POLICY_EXPLAIN_WHY_CAUSES_H
#define POLICY_EXPLAIN_WHY_CAUSES_H

#include "policy/explain/why.h"

typedef void cause_fn(struct cause *cause, const struct why_facts *facts);

/* why_signals.c: ended from outside, and nobody was seen doing it */
cause_fn why_killed, why_out_of_memory, why_terminated, why_interrupted,
	why_lost;

/* One hypothesis more; valid until the next one. */
struct hypothesis *suppose(struct cause *cause, const char *what);
void speaks_for(struct hypothesis *hypothesis, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void speaks_against(struct hypothesis *hypothesis, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The matter is settled. */
void is_certain(struct cause *cause, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* How others fared: for what would have hit them too, or not. */
void weigh_others(struct hypothesis *hypothesis, const struct why_facts *facts,
	bool hits_all);

/* The first sentence of its evidence. */
const char *first_evidence(const struct run *run);

#endif
