/*
 * why - the cause of one run's end, as far as it can be known
 *
 * Pure: facts in, sentences out. Where the evidence settles the matter there
 * is one sentence. Where it does not there are hypotheses, the likeliest
 * first, each with what speaks for it and what against.
 */
#ifndef POLICY_EXPLAIN_WHY_H
#define POLICY_EXPLAIN_WHY_H

#include <stdbool.h>

#include "base/argv.h"
#include "model/history.h"
#include "model/record.h"
#include "model/run.h"

/* Ends of others this near are no accident. */
#define WHY_TOGETHER_MS 2000

struct why_facts {
	const struct run *run; /* judged */
	/* What its keeper wrote down; NULL: not kept any more. */
	const struct record *record;
	/* For what it waited as it was ended; NULL: it did not. */
	const char *waiting;
	/* Runs that ended within WHY_TOGETHER_MS: why_keep_others */
	const struct history *others;
};

/*
 * Of the runs that ended near this one keeps those that may have had the same
 * cause: of other tasks, each once, and gone wrong in a like way.
 */
void why_keep_others(struct history *others, const struct run *run);

#define WHY_HYPOTHESES 6

struct hypothesis {
	const char *cause; /* a literal */
	struct argv speaks_for, speaks_against;
};

struct cause {
	bool certain;
	char *text; /* what is known, one sentence; owned */
	struct hypothesis items[WHY_HYPOTHESES];
	size_t count; /* 0 where it is certain */
};

/* The caller clears it. */
void why(struct cause *cause, const struct why_facts *facts);
void cause_clear(struct cause *cause);

#endif
