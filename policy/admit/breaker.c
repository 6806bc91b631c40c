/*
 * breaker - several agents ended alike: see breaker.h
 */
#include "policy/admit/breaker.h"

#include <string.h>

#include "policy/backoff.h"

struct breaker_times breaker_times_of(const struct breaker_config *config)
{
	return (struct breaker_times){ config->probe_first_ms,
		config->probe_max_ms, config->close_after_ms, 0 };
}

/* The last time at which the profile was known to work. */
static int64_t last_success(const struct breaker *breaker,
	const struct history *ends, const char *profile, enum verdict verdict)
{
	int64_t last = breaker->state == BREAKER_CLOSED ? breaker->since_ms : 0;

	for (size_t i = 0; i < ends->count; i++) {
		const struct history_row *row = &ends->items[i];

		if (row->judged && row->verdict != verdict &&
			verdict_shows_work(row->verdict) && row->profile &&
			!strcmp(row->profile, profile) && row->ended_ms > last)
			last = row->ended_ms;
	}
	return last;
}

size_t breaker_count(const struct breaker *breaker, const struct history *ends,
	const char *profile, enum verdict verdict,
	const struct history_row **alike)
{
	int64_t after_ms = last_success(breaker, ends, profile, verdict);
	int64_t task = 0;
	size_t count = 0;

	/* The rows are sorted by task: a task counts once, by its newest row. */
	for (size_t i = 0; i < ends->count; i++) {
		const struct history_row *row = &ends->items[i];

		if (!row->judged || row->verdict != verdict || !row->profile ||
			strcmp(row->profile, profile) != 0 ||
			row->ended_ms <= after_ms)
			continue;
		count += row->task != task;
		task = row->task;
		if (alike)
			alike[count - 1] = row;
	}
	return count;
}

void breaker_wait_longer(
	struct breaker *breaker, const struct breaker_times *times)
{
	breaker->wait_ms = backoff_next(breaker->wait_ms, times->max_ms);
}

bool breaker_was_mended(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms)
{
	return !breaker->wait_ms || now_ms - breaker->since_ms > times->max_ms;
}

int64_t breaker_next(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms)
{
	if (times->most && breaker->opened > times->most)
		return BREAKER_NEVER_MS;
	return now_ms + breaker->wait_ms;
}

void breaker_open(struct breaker *breaker, const struct breaker_times *times,
	int64_t now_ms)
{
	if (breaker_was_mended(breaker, times, now_ms)) {
		breaker->wait_ms = times->first_ms;
		breaker->opened = 0;
	} else {
		breaker_wait_longer(breaker, times);
	}
	breaker->opened++;
	breaker->state = BREAKER_OPEN;
	breaker->since_ms = now_ms;
	breaker->until_ms = breaker_next(breaker, times, now_ms);
	breaker->probe = breaker->probe_run = 0;
}

void breaker_over(struct breaker *breaker, int64_t now_ms)
{
	breaker->state = BREAKER_CLOSED;
	breaker->since_ms = now_ms;
	breaker->until_ms = 0;
	breaker->probe = breaker->probe_run = 0;
}

enum breaker_answer breaker_ask(struct breaker *breaker, int64_t task,
	const struct probe_facts *probe, const struct breaker_times *times,
	int64_t now_ms)
{
	if (breaker->state == BREAKER_CLOSED)
		return BREAKER_PASS;
	if (breaker->state == BREAKER_OPEN)
		return now_ms < breaker->until_ms ? BREAKER_HOLD
						  : BREAKER_PROBE;
	if (task == breaker->probe)
		return BREAKER_PASS;
	/* The probe was stopped before it began, or its end was missed: the next
	 * one. */
	if (!probe->goes)
		return BREAKER_PROBE;
	if (probe->started_ms &&
		now_ms - probe->started_ms >= times->close_after_ms) {
		breaker_over(breaker, now_ms);
		return BREAKER_PASS;
	}
	breaker->until_ms = (probe->started_ms ? probe->started_ms : now_ms) +
			    times->close_after_ms;
	return BREAKER_HOLD;
}

void breaker_try(struct breaker *breaker, int64_t task, int64_t run,
	const struct breaker_times *times, int64_t now_ms)
{
	breaker->state = BREAKER_HALF_OPEN;
	breaker->probe = task;
	breaker->probe_run = run;
	breaker->until_ms = now_ms + times->close_after_ms;
}

void breaker_hear(struct breaker *breaker, int64_t task, int64_t run,
	enum breaker_end end, const struct breaker_times *times, int64_t now_ms)
{
	if (breaker->state != BREAKER_HALF_OPEN || breaker->probe != task ||
		breaker->probe_run != run)
		return;
	if (end == BREAKER_OTHERWISE) {
		breaker_over(breaker, now_ms);
		return;
	}
	breaker->state = BREAKER_OPEN;
	breaker->probe = breaker->probe_run = 0;
	if (end == BREAKER_ALIKE)
		breaker_wait_longer(breaker, times);
	breaker->until_ms = breaker_next(breaker, times, now_ms);
}

enum breaker_end breaker_end_of(
	const struct breaker *breaker, enum verdict verdict)
{
	if (verdict == breaker->verdict)
		return BREAKER_ALIKE;
	return verdict == VERDICT_STOPPED || verdict_is_from_outside(verdict)
		       ? BREAKER_NO_TELLING
		       : BREAKER_OTHERWISE;
}

const char *breaker_advice(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_AUTH_ERROR:
		return "log in again, or give it a key that is valid";
	case VERDICT_PERMISSION_ERROR:
		return "give it the permission it lacks: its profile's flags "
		       "or --permissions";
	case VERDICT_START_FAILED:
		return "install its program, or correct it in its profile";
	case VERDICT_API_ERROR:
		return "look at its provider's status, the model and the "
		       "network";
	case VERDICT_GIT_ERROR:
		return "look at the repository with git status and git fsck";
	default:
		return "look for what these runs have in common with reeve "
		       "why";
	}
}
