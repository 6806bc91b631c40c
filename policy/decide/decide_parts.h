/*
 * decide_parts - what the files of decide share; private to them
 */
#ifndef POLICY_DECIDE_DECIDE_PARTS_H
#define POLICY_DECIDE_DECIDE_PARTS_H

#include "policy/decide/decide.h"

struct decision decision_make(enum action action, int64_t at_ms,
	enum reason_code code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * First at once; then the limit doubles from backoff_first to backoff_max, and
 * the wait is anywhere below it, so that many do not come back together.
 */
int64_t backoff_after(size_t failures, const struct situation *situation,
	const struct config *config);

/* decide_budget.c: of the task's wall time; parks do not count. */
int64_t budget_time_used(const struct situation *situation);

/* What the CLIs reported of all these runs, against the task's budgets; then
 * *decision says so. */
bool budget_is_used_up(struct decision *decision,
	const struct situation *situation, const struct config *config,
	const char *verdict);

/* The same of all budgets: no such run may be started after that wait. */
bool budget_is_spent(struct decision *decision,
	const struct situation *situation, const struct config *config,
	enum action action, int64_t wait_ms);

/* decide_completed.c: the work is complete … */
struct decision decide_complete(
	const struct situation *situation, const struct config *config);
/* … and could not be published. */
struct decision decide_publish(const struct situation *situation,
	const struct policy_row *row, const struct config *config);

#endif
