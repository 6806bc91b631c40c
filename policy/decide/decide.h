/*
 * decide - what to do after the end of a run
 *
 * Pure: verdict, history, policy, budgets, time and chance (for the jitter) in;
 * one decision out, always with a reason.
 */
#ifndef POLICY_DECIDE_DECIDE_H
#define POLICY_DECIDE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/checkpoint_status.h"
#include "model/config/config.h"
#include "model/decision.h"
#include "model/task.h"
#include "model/usage.h"
#include "model/verdict.h"

/* What decide needs to know of an ended run. */
struct past_run {
	enum verdict verdict;
	int64_t started_ms, ended_ms;
	bool by_keyboard;
	struct usage usage;
	/* A turn of a kept-alive agent that was short and changed nothing. */
	bool idle;
	bool parked; /* its attempt was given back */
};

struct situation {
	enum wanted wanted;
	enum checkpoint_status checkpoint; /* of this run */
	/* Runs since the budgets began to count, oldest first; the last one is
	 * the run this is about. Never empty. */
	const struct past_run *past;
	size_t past_count;
	int64_t attempts; /* spent, this run among them */
	int64_t budget_ms; /* wall time from which they count */
	int64_t waited_ms; /* since then, parked: counts apart */
	int64_t until_ms; /* a limit lasts until then; 0: nobody knows. Of
			     timed_out: the day's budget was spent */
	/* Why it waits behind a breaker, and until when; NULL: it does not. */
	const char *behind;
	enum reason_code behind_code;
	int64_t behind_until_ms;
	int64_t settle_ms; /* others may be ending with it: no run before */
	bool can_reassign; /* there is a profile left to move to */
	int64_t now_ms; /* wall time */
	bool publish; /* the work is to be published once it is complete */
	int64_t publishes; /* failed since the budgets began to count */
	bool publish_is_final; /* to try again would change nothing */
	bool next_turn; /* its agent may not end yet: it is kept alive, or … */
	bool told; /* … somebody has said something that it has not heard */
	uint64_t chance; /* any number: the jitter */
};

struct decision decide(
	const struct situation *situation, const struct config *config);

#endif
