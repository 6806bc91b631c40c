/*
 * decide_parts - what the files of decide share; private to them
 */
#ifndef POLICY_DECIDE_DECIDE_PARTS_H
#define POLICY_DECIDE_DECIDE_PARTS_H

#include "policy/decide/decide.h"

struct decision decision_make(enum action action, int64_t at_ms,
	enum reason_code code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The run that the decision is about. */
const struct past_run *last_run_of(const struct situation *situation);

/*
 * The wait before the next attempt after that many failures in a row: none
 * after the first; then random up to a maximum that doubles from
 * config->backoff_first_ms to config->backoff_max_ms.
 */
int64_t retry_wait(int64_t failures, const struct situation *situation,
	const struct config *config);

/* decide_budget.c: the wall time that the task has used; time parked does not
 * count. */
int64_t budget_time_used(const struct situation *situation);

/* Whether the tokens or the cost of all runs reach the task's budget; then
 * *decision says so, after the clause `verdict`. */
bool budget_is_used_up(struct decision *decision,
	const struct situation *situation, const struct config *config,
	const char *verdict);

/* The same for all budgets: whether a run after that wait would exceed one. */
bool budget_is_spent(struct decision *decision,
	const struct situation *situation, const struct config *config,
	enum action action, int64_t wait_ms);

/* decide_completed.c: what follows when the work is complete … */
struct decision decide_complete(
	const struct situation *situation, const struct config *config);
/* … and when it could not be published. */
struct decision decide_publish(const struct situation *situation,
	const struct policy_row *row, const struct config *config);

#endif
