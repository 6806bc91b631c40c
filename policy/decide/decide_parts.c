/*
 * decide_parts - what the files of decide share: see decide_parts.h
 */
#include "policy/decide/decide_parts.h"

#include <stdarg.h>
#include <stdio.h>

#include "policy/backoff.h"

struct decision decision_make(enum action action, int64_t at_ms,
	enum reason_code code, const char *format, ...)
{
	struct decision decision = {
		.action = action, .at_ms = at_ms, .reason_code = code
	};
	va_list args;

	va_start(args, format);
	vsnprintf(decision.reason, sizeof(decision.reason), format, args);
	va_end(args);
	return decision;
}

const struct past_run *last_run_of(const struct situation *situation)
{
	return &situation->past[situation->past_count - 1];
}

int64_t retry_wait(int64_t failures, const struct situation *situation,
	const struct config *config)
{
	return backoff_full_jitter(
		backoff_wait(config->backoff_first_ms, config->backoff_max_ms,
			failures - 1),
		situation->chance);
}
