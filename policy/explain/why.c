/*
 * why - the cause of one run's end: see why.h
 *
 * A function for each verdict that leaves a question open; all others rest on
 * evidence that says what happened.
 */
#include "policy/explain/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/duration.h"
#include "base/mem.h"
#include "policy/explain/why_causes.h"

/* A program that ends so soon has not come to its work. */
#define EARLY_MS 5000
/* Output this near to the end: it was at work. */
#define BUSY_MS 60000

static bool are_alike(enum verdict one, enum verdict other)
{
	return one == other ||
	       (verdict_is_from_outside(one) && verdict_is_from_outside(other));
}

void why_keep_others(struct history *others, const struct run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < others->count; i++) {
		struct history_row row = others->items[i];

		if (row.task != run->task && history_is_failure(&row) &&
			are_alike(row.verdict, run->verdict) &&
			(!count || others->items[count - 1].task != row.task)) {
			others->items[count++] = row;
			continue;
		}
		history_row_clear(&row);
	}
	others->count = count;
}

static int64_t length_of(const struct run *run)
{
	return run->started_ms && run->ended_ms > run->started_ms
		       ? run->ended_ms - run->started_ms
		       : 0;
}

/* An exit code and nothing else to go by. */
static void why_exit_code(struct cause *cause, const struct why_facts *facts)
{
	const struct run *run = facts->run;
	char text[DURATION_TEXT_SIZE], status[STATUS_TEXT_SIZE];
	struct hypothesis *own, *surroundings;
	bool early = length_of(run) < EARLY_MS;

	duration_text(length_of(run), text);
	own = suppose(cause, "an error of the program or of what it was told");
	speaks_for(own, "it ended by itself, with %s: no signal was involved",
		wait_status_text(run->wait_status, status));
	if (!early)
		speaks_for(own, "it had been at work for %s", text);
	weigh_others(own, facts, false);
	surroundings = suppose(cause,
		"something around it: settings, a login, the network, the disk");
	weigh_others(surroundings, facts, true);
	if (early)
		speaks_for(surroundings,
			"it ended after %s, before any work was likely", text);
	else
		speaks_against(
			surroundings, "it had been at work for %s", text);
}

static void why_crashed(struct cause *cause, const struct why_facts *facts)
{
	const struct run *run = facts->run;
	char status[STATUS_TEXT_SIZE];

	if (evidence_has(&run->evidence, EVIDENCE_WORDS))
		is_certain(cause, "%s", first_evidence(run));
	else if (run->status_known && WIFSIGNALED(run->wait_status))
		is_certain(cause, "the program itself crashed: %s",
			wait_status_text(run->wait_status, status));
	else
		why_exit_code(cause, facts);
}

static void why_unknown(struct cause *cause, const struct why_facts *facts)
{
	const struct run *run = facts->run;

	if (run->status_known)
		why_exit_code(cause, facts);
	else
		is_certain(
			cause, "%s: more cannot be known", first_evidence(run));
}

/* How the silence at its end speaks, if it is known. */
static void weigh_silence(struct hypothesis *busy, struct hypothesis *stuck,
	const struct record *record)
{
	int64_t still = record->ended_ms - record->output_ms;
	char text[DURATION_TEXT_SIZE];

	duration_text(still, text);
	if (!record->output_ms) {
		speaks_against(busy, "it has never written anything");
		speaks_for(stuck, "it has never written anything");
	} else if (still < BUSY_MS) {
		speaks_for(
			busy, "its last output came %s before the end", text);
		speaks_against(
			stuck, "its last output came %s before the end", text);
	} else {
		speaks_against(
			busy, "it had written nothing for %s at the end", text);
		speaks_for(stuck, "it had written nothing for %s at the end",
			text);
	}
}

/* reeve ended it; whether it was at work or waited in vain is the question. */
static void why_too_long(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;
	struct hypothesis *busy, *stuck;

	if (facts->waiting) {
		is_certain(cause, "it waited for a person: %s", facts->waiting);
		return;
	}
	busy = suppose(cause, "it was at work and needs more time");
	stuck = suppose(cause,
		"it waited for something that did not come: an answer, the "
		"network, a lock");
	/* What it wrote as it was ended is no sign of work. */
	if (facts->run->verdict == VERDICT_HUNG && record && record->stop.ms &&
		record->output_ms >= record->stop.ms) {
		speaks_against(busy, "%s", first_evidence(facts->run));
		speaks_for(stuck, "%s", first_evidence(facts->run));
	} else if (record) {
		weigh_silence(busy, stuck, record);
	}
	weigh_others(stuck, facts, true);
}

static cause_fn *const causes[VERDICTS] = {
	[VERDICT_UNKNOWN] = why_unknown,
	[VERDICT_INTERRUPTED] = why_interrupted,
	[VERDICT_TERMINATED] = why_terminated,
	[VERDICT_KILLED] = why_killed,
	[VERDICT_OUT_OF_MEMORY] = why_out_of_memory,
	[VERDICT_TIMED_OUT] = why_too_long,
	[VERDICT_HUNG] = why_too_long,
	[VERDICT_CRASHED] = why_crashed,
	[VERDICT_LOST] = why_lost,
};

/* What has more for it than against it comes first; else as they were. */
static int weight(const struct hypothesis *hypothesis)
{
	return (int)hypothesis->speaks_for.count -
	       (int)hypothesis->speaks_against.count;
}

static void sort_hypotheses(struct cause *cause)
{
	for (size_t i = 1; i < cause->count; i++)
		for (size_t j = i; j && weight(&cause->items[j]) >
						weight(&cause->items[j - 1]);
			j--) {
			struct hypothesis other = cause->items[j];

			cause->items[j] = cause->items[j - 1];
			cause->items[j - 1] = other;
		}
}

void why(struct cause *cause, const struct why_facts *facts)
{
	cause_fn *fn = causes[facts->run->verdict];
	/* What was found when many had ended at once. */
	const char *common =
		evidence_text(&facts->run->evidence, EVIDENCE_COMMON_CAUSE);

	*cause = (struct cause){ 0 };
	if (common)
		is_certain(cause, "%s", common);
	else if (fn)
		fn(cause, facts);
	if (!cause->count)
		cause->certain = true;
	if (!cause->text)
		cause->text = mem_copy(first_evidence(facts->run));
	sort_hypotheses(cause);
}

void cause_clear(struct cause *cause)
{
	for (size_t i = 0; i < cause->count; i++) {
		argv_clear(&cause->items[i].speaks_for);
		argv_clear(&cause->items[i].speaks_against);
	}
	free(cause->text);
	*cause = (struct cause){ 0 };
}
