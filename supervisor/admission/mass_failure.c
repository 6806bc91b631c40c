/*
 * mass_failure - many runs end at once: see breakers_parts.h
 *
 * The first of them wait for a moment, for others may be ending too. When they
 * are many all are held, whatever their profiles, until act/diagnose.c has found
 * what they have in common (cause_found.c).
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/breakers_parts.h"
#include "policy/admit/common_cause.h"
#include "supervisor/core/places.h"

static bool tells_of_connection(const struct run *run)
{
	return evidence_has(&run->evidence, EVIDENCE_CONNECTION);
}

/* An API that answers with errors is its profile's matter. */
static bool run_counts(const struct run *run)
{
	return mass_counts(run->verdict) && !run->by_keyboard &&
	       (run->verdict != VERDICT_API_ERROR || tells_of_connection(run));
}

static bool row_counts(struct turn *turn, const struct history_row *row)
{
	struct run run = RUN_INIT;
	bool counts =
		row->judged && mass_counts(row->verdict) && !row->by_keyboard;

	if (counts && row->verdict == VERDICT_API_ERROR)
		counts = store_get_run(turn->store, row->task, row->number,
				 &run, NULL) == 0 &&
			 tells_of_connection(&run);
	run_clear(&run);
	return counts;
}

/* Those that ended with this one, each task once. */
static size_t count_ended(struct turn *turn, const struct history *ends,
	int64_t after_ms, const struct history_row **alike)
{
	size_t count = 0;

	for (size_t i = 0; i < ends->count; i++) {
		const struct history_row *row = &ends->items[i];

		if (row->ended_ms <= after_ms || !row_counts(turn, row))
			continue;
		/* The newest run of a task stands for it. */
		if (count && alike[count - 1]->task == row->task)
			count--;
		alike[count++] = row;
	}
	return count;
}

/* Those that go on, and have not ended with the others before. */
static size_t count_going(struct turn *turn, int64_t but_task,
	const struct history_row *const *alike, size_t count)
{
	int64_t going = places_taken(turn->store, NULL, but_task);

	for (size_t i = 0; i < count; i++) {
		struct task task = TASK_INIT;

		if (alike[i]->task != but_task &&
			store_get_task(turn->store, alike[i]->task, &task,
				NULL) == 0 &&
			state_takes_place(task.state))
			going--;
		task_clear(&task);
	}
	return going > 0 ? (size_t)going : 0;
}

static char *describe(const struct argv *agents, size_t going)
{
	char *names = heard_names(agents);
	char *text = mem_format("%zu of %zu runs ended at once (%s)",
		agents->count, agents->count + going, names);

	free(names);
	return text;
}

char *admission_describe_mass(struct turn *turn, struct breaker *breaker)
{
	const struct history_row **alike;
	struct argv agents = ARGV_INIT;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	char *text = NULL;
	size_t count;

	if (store_list_ends(turn->store, breaker->from_ms, turn->now_ms, &ends,
		    &err) < 0)
		log_err(&err);
	alike = mem_alloc((ends.count + 1) * sizeof(*alike));
	count = count_ended(turn, &ends, breaker->from_ms - 1, alike);
	if (count >= (size_t)breaker->count) {
		heard_add_names(&agents, alike, count);
		breaker->count = (int64_t)count;
		text = describe(&agents, count_going(turn, 0, alike, count));
	}
	argv_clear(&agents);
	free(alike);
	history_clear(&ends);
	return text;
}

static void open_all(struct heard *heard, struct admission *admission,
	const struct history_row *const *alike, size_t count, size_t going)
{
	struct turn *turn = heard->turn;
	struct breaker_times times;
	struct argv agents = ARGV_INIT;

	heard_add_names(&agents, alike, count);
	admission->breaker.cause = MASS_UNSEEN;
	admission->breaker.verdict = heard->run->verdict;
	admission->breaker.count = (int64_t)count;
	admission->breaker.task = heard->run->task;
	admission->breaker.from_ms = heard->run->ended_ms;
	for (size_t i = 0; i < count; i++)
		if (alike[i]->ended_ms < admission->breaker.from_ms)
			admission->breaker.from_ms = alike[i]->ended_ms;
	times = admission_times(turn, admission);
	breaker_open(&admission->breaker, &times, heard->now_ms);
	free(admission->breaker.reason);
	admission->breaker.reason = describe(&agents, going);
	admission_save(turn, admission);
	admission_journal(turn, admission, &agents);
	heard_behind(heard, admission);
	heard_take_along(heard, alike, count);
	admission_diagnose(turn, &admission->breaker);
	argv_clear(&agents);
}

static void try_all(struct heard *heard, struct admission *admission)
{
	struct turn *turn = heard->turn;
	const struct mass_config *config = &turn->config->systemic.mass;
	const struct history_row **alike;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	size_t count, going;

	if (!config->agents || !run_counts(heard->run))
		return;
	if (store_list_ends(turn->store, heard->now_ms - config->window_ms,
		    heard->now_ms, &ends, &err) < 0)
		log_err(&err);
	alike = mem_alloc((ends.count + 1) * sizeof(*alike));
	count = count_ended(turn, &ends, admission->breaker.since_ms, alike);
	going = count_going(turn, heard->run->task, alike, count);
	if (mass_is_death(config, count, going))
		open_all(heard, admission, alike, count, going);
	else if (mass_is_possible(config, count, going))
		heard->end->settle_ms = config->settle_ms;
	free(alike);
	history_clear(&ends);
}

void heard_by_all(struct heard *heard)
{
	enum breaker_end end = BREAKER_OTHERWISE;
	struct admission admission;

	if (!admission_get(heard->turn, ADMISSION_ALL, &admission))
		return;
	if (run_counts(heard->run))
		end = BREAKER_ALIKE;
	else if (heard->run->verdict == VERDICT_STOPPED)
		end = BREAKER_NO_TELLING;
	heard_probe(heard, &admission, end);
	heard_success(heard, &admission);
	if (admission.breaker.state == BREAKER_CLOSED)
		try_all(heard, &admission);
	admission_clear(&admission);
}
