/*
 * metrics - success, recovery and cost: see metrics.h
 *
 * One walk over the history, a task at a time.
 */
#include "policy/metrics.h"

#include <stdlib.h>

#include "base/mem.h"

#define AGENTS_KEPT 50 /* of one reason */

/* What grows while the history is walked. */
struct walk {
	struct metrics *metrics;
	int64_t since_ms;
	int64_t *gaps; /* times to recover */
	size_t gap_count;
};

/* Room for one more after `count`: doubled at every power of two. */
static void *grow_list(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	return mem_grow(items, (count ? count * 2 : 1) * size);
}

static bool is_in_period(const struct walk *walk, int64_t ms)
{
	return ms >= walk->since_ms;
}

static enum task_size task_size_of(const struct history_row *row)
{
	if (!row->files_known)
		return SIZE_UNKNOWN;
	return row->files < METRICS_COMPLEX_FILES ? SIZE_SIMPLE : SIZE_COMPLEX;
}

static void count_reason(struct walk *walk, const struct history_row *row)
{
	struct failure_reason *reason = &walk->metrics->reasons[row->verdict];

	walk->metrics->failures++;
	reason->count++;
	if (reason->agents.count < AGENTS_KEPT &&
		!argv_has(&reason->agents, row->agent))
		argv_add(&reason->agents, row->agent);
}

/* A recovery: it took the time from the bad end to the next start. */
static void add_gap(struct walk *walk, int64_t wrong_ms, int64_t right_ms)
{
	int64_t gap = right_ms - wrong_ms;

	if (!right_ms || !is_in_period(walk, wrong_ms))
		return;
	walk->gaps =
		grow_list(walk->gaps, walk->gap_count, sizeof(*walk->gaps));
	walk->gaps[walk->gap_count++] = gap > 0 ? gap : 0;
}

/* `next` was started by reeve, because of how `row` had ended. */
static void count_recovery(struct walk *walk, struct rough_task *rough,
	const struct history_row *row, const struct history_row *next)
{
	rough->recovery_used = true;
	if (history_is_failure(next) && is_in_period(walk, next->ended_ms)) {
		rough->after_recovery = true;
		walk->metrics->failures_after_recovery++;
	}
	/* The time behind a breaker is the cause's, not the recovery's. */
	if (row->decision != ACTION_PARK)
		add_gap(walk, row->ended_ms, next->started_ms);
}

/* Only publishing was done again: there is no next run. */
static void count_publishing(struct walk *walk, struct rough_task *rough,
	const struct history_row *row)
{
	rough->recovery_used = true;
	if (row->unpublished_ms)
		add_gap(walk, row->unpublished_ms, row->published_ms);
}

/* Of the runs of one task that ended in the period. */
static void count_usage(
	struct walk *walk, const struct history_row *rows, size_t count)
{
	struct metrics *metrics = walk->metrics;
	struct spender spender = { .task = rows->task, .agent = rows->agent };

	for (size_t i = 0; i < count; i++)
		if (rows[i].usage.known && is_in_period(walk, rows[i].ended_ms))
			usage_add(&spender.usage, &rows[i].usage);
	if (!spender.usage.known)
		return;
	usage_add(&metrics->usage, &spender.usage);
	metrics->spenders = grow_list(metrics->spenders, metrics->spender_count,
		sizeof(*metrics->spenders));
	metrics->spenders[metrics->spender_count++] = spender;
}

static struct rough_task walk_runs(
	struct walk *walk, const struct history_row *rows, size_t count)
{
	struct rough_task rough = {
		.task = rows->task, .agent = rows->agent, .state = rows->state
	};

	for (size_t i = 0; i < count; i++) {
		const struct history_row *row = &rows[i];

		rough.runs += row->number != 0;
		if (!history_is_failure(row))
			continue;
		if (is_in_period(walk, row->ended_ms))
			count_reason(walk, row);
		if (history_is_wait(row))
			continue;
		rough.failures++;
		rough.verdict = row->verdict;
		if (row->decision == ACTION_PUBLISH)
			count_publishing(walk, &rough, row);
		else if (i + 1 < count && decision_starts_run(row->decision))
			count_recovery(walk, &rough, row, row + 1);
	}
	return rough;
}

/* Whether it came to rest by itself: not because a person wanted it. */
static bool has_result(enum state state)
{
	return state == STATE_COMPLETED || state == STATE_FAILED ||
	       state == STATE_ESCALATED;
}

static void count_success(struct metrics *metrics,
	const struct rough_task *rough, enum task_size size)
{
	bool completed = rough->state == STATE_COMPLETED;

	if (has_result(rough->state)) {
		metrics->first_try[size].all++;
		metrics->first_try[size].good += completed && !rough->failures;
	}
	if (!rough->failures)
		return;
	if (has_result(rough->state)) {
		metrics->recovery.all++;
		metrics->recovery.good += completed;
	} else if (!state_is_at_rest(rough->state)) {
		metrics->recovering++;
	}
}

static void add_rough(struct metrics *metrics, const struct rough_task *rough)
{
	if (!rough->failures && rough->state != STATE_FAILED &&
		rough->state != STATE_ESCALATED)
		return;
	metrics->rough = grow_list(
		metrics->rough, metrics->rough_count, sizeof(*metrics->rough));
	metrics->rough[metrics->rough_count++] = *rough;
}

/* All rows of one task. */
static void walk_task(
	struct walk *walk, const struct history_row *rows, size_t count)
{
	struct metrics *metrics = walk->metrics;
	struct rough_task rough;

	count_usage(walk, rows, count);
	if (state_is_at_rest(rows->state) &&
		!is_in_period(walk, rows->at_rest_ms))
		return;
	metrics->tasks++;
	metrics->by_state[rows->state]++;
	rough = walk_runs(walk, rows, count);
	count_success(metrics, &rough, task_size_of(rows));
	add_rough(metrics, &rough);
}

static int compare_gaps(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

/* The nearest rank: a time that was in fact measured. */
static void finish_times(struct walk *walk)
{
	struct metrics *metrics = walk->metrics;
	size_t count = walk->gap_count, rank = (count * 95 + 99) / 100;
	int64_t sum = 0;

	if (!count)
		return;
	qsort(walk->gaps, count, sizeof(*walk->gaps), compare_gaps);
	for (size_t i = 0; i < count; i++)
		sum += walk->gaps[i];
	metrics->recoveries = (int64_t)count;
	metrics->mean_ms = sum / (int64_t)count;
	metrics->p95_ms = walk->gaps[rank - 1];
}

static int compare_reasons(const void *a, const void *b)
{
	const struct failure_reason *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return (int)one->verdict - (int)other->verdict;
}

/* Dollars first, then tokens: not every CLI tells its price. */
static int compare_spenders(const void *a, const void *b)
{
	const struct spender *one = a, *other = b;
	int64_t tokens = one->usage.input + one->usage.output;
	int64_t others = other->usage.input + other->usage.output;

	if (one->usage.cost != other->usage.cost)
		return one->usage.cost > other->usage.cost ? -1 : 1;
	if (tokens != others)
		return tokens > others ? -1 : 1;
	return one->task < other->task ? -1 : one->task > other->task;
}

static void finish_reasons(struct metrics *metrics)
{
	qsort(metrics->reasons, VERDICTS, sizeof(*metrics->reasons),
		compare_reasons);
	while (metrics->reason_count < VERDICTS &&
		metrics->reasons[metrics->reason_count].count)
		metrics->reason_count++;
}

void metrics_compute(struct metrics *metrics, const struct history *history,
	int64_t since_ms)
{
	struct walk walk = { .metrics = metrics, .since_ms = since_ms };
	size_t from = 0;

	*metrics = (struct metrics){ 0 };
	for (int i = 0; i < VERDICTS; i++)
		metrics->reasons[i].verdict = (enum verdict)i;
	for (size_t i = 1; i <= history->count; i++) {
		if (i < history->count &&
			history->items[i].task == history->items[from].task)
			continue;
		walk_task(&walk, &history->items[from], i - from);
		from = i;
	}
	finish_times(&walk);
	finish_reasons(metrics);
	if (metrics->spender_count)
		qsort(metrics->spenders, metrics->spender_count,
			sizeof(*metrics->spenders), compare_spenders);
	free(walk.gaps);
}

void metrics_clear(struct metrics *metrics)
{
	for (size_t i = 0; i < VERDICTS; i++)
		argv_clear(&metrics->reasons[i].agents);
	free(metrics->rough);
	free(metrics->spenders);
	*metrics = (struct metrics){ 0 };
}

int64_t share_permille(struct share share)
{
	return share.all ? (share.good * 1000 + share.all / 2) / share.all : -1;
}
