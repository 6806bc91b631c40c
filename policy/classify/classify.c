/*
 * classify - what the end of a run means: see classify.h
 *
 * A row of judges, the strongest first. Each looks at its own kind of evidence
 * and either settles the verdict or passes on, perhaps leaving a sentence for
 * those who read the verdict later.
 */
#include "policy/classify/classify.h"

#include <string.h>

#include "model/run.h"
#include "policy/classify/judges.h"

/* A run without an end may have left processes: they are looked for first. */
static void tell_loss(struct classified *out, const struct facts *facts)
{
	if (facts->rebooted)
		evidence_addf(&out->evidence, EVIDENCE_REBOOTED,
			"the machine was started anew while it ran");
	else
		evidence_addf(&out->evidence, EVIDENCE_KEEPER_GONE,
			"its keeper is gone and left no end in the record");
	if (facts->swept > 0)
		evidence_addf(&out->evidence, EVIDENCE_SWEPT,
			"%lld processes it had left were ended",
			(long long)facts->swept);
	out->wants_look = facts->swept < 0;
}

static bool judge_stop(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;

	if (facts->wanted == WANTED_RUN)
		return false;
	evidence_addf(&out->evidence, EVIDENCE_REQUESTED,
		"%s was asked for by %s, before the end",
		facts->wanted == WANTED_STOPPED ? "a stop"
						: wanted_name(facts->wanted),
		or_somebody(facts->wanted_by));
	if (record && record->stop.ms && record->stop.by)
		evidence_addf(&out->evidence, EVIDENCE_STOP_COMMAND,
			"the keeper was told to stop by %s", record->stop.by);
	if (facts->lost)
		tell_loss(out, facts);
	return settle(out, VERDICT_STOPPED);
}

static bool judge_lost(struct classified *out, const struct facts *facts)
{
	if (!facts->lost)
		return false;
	tell_loss(out, facts);
	return settle(out, VERDICT_LOST);
}

static bool judge_process(struct classified *out, const struct facts *facts)
{
	return judge_start(out, facts) || judge_own_stop(out, facts) ||
	       judge_kernel(out, facts) || judge_keeper_signal(out, facts) ||
	       judge_hangup(out, facts) || judge_key(out, facts) ||
	       judge_signal(out, facts) || judge_exit_code(out, facts);
}

static bool judge_work(struct classified *out, const struct facts *facts)
{
	if (facts->profile_is_gone) {
		evidence_addf(&out->evidence, EVIDENCE_NO_PROFILE,
			"its profile is not in the config any more, which "
			"would tell how it says that it succeeded");
		return settle(out, VERDICT_UNKNOWN);
	}
	if (judge_events(out, facts) || judge_in_vain(out, facts) ||
		judge_checkpoint(out, facts))
		return true;
	if (!facts->looked && (facts->verify || facts->keep_alive ||
				      facts->profile->needs_change)) {
		out->wants_look = true;
		return true;
	}
	return judge_change(out, facts) || judge_verify(out, facts);
}

/* What settled it was found last; what speaks for the run comes behind it. */
static void put_last_first(struct evidence_list *evidence)
{
	struct evidence last;

	if (evidence->count < 2)
		return;
	last = evidence->items[evidence->count - 1];
	memmove(evidence->items + 1, evidence->items,
		(evidence->count - 1) * sizeof(*evidence->items));
	evidence->items[0] = last;
}

/* What the process did, and then what its work is worth. */
static void judge(struct classified *out, const struct facts *facts)
{
	if (judge_process(out, facts))
		return;
	if (judge_work(out, facts))
		put_last_first(&out->evidence);
	else
		settle(out, VERDICT_COMPLETED);
}

/* Of an agent that is kept alive: its CLI would have waited for more. */
static bool judge_turn(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;

	if (record->start_error || !record->stop.ms ||
		record->stop.reason != STOP_TURN)
		return false;
	evidence_addf(&out->evidence, EVIDENCE_TURN_OVER,
		"its turn was over; then reeve ended the run");
	if (judge_work(out, facts))
		put_last_first(&out->evidence);
	else
		settle(out, VERDICT_COMPLETED);
	return true;
}

void classify(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	char text[STATUS_TEXT_SIZE];

	*out = (struct classified){ .verdict = VERDICT_UNKNOWN };
	if (judge_stop(out, facts) || judge_lost(out, facts))
		return;
	if (!record || !record->ended) {
		evidence_addf(&out->evidence, EVIDENCE_NO_RECORD,
			"there is no record of its end");
		return;
	}
	/* An agent that said done and was then ended by us ended well. */
	if (record->stop.ms && record->stop.reason == STOP_DONE &&
		facts->checkpoint == CHECKPOINT_DONE) {
		evidence_addf(&out->evidence, EVIDENCE_CHECKPOINT_DONE,
			"its checkpoint says done; then reeve ended it");
		if (!facts->looked && (facts->verify || facts->keep_alive))
			out->wants_look = true;
		else if (!judge_verify(out, facts))
			settle(out, VERDICT_COMPLETED);
		return;
	}
	if (judge_turn(out, facts))
		return;
	judge(out, facts);
	if (record->status_known && !record->start_error)
		evidence_addf(&out->evidence, EVIDENCE_WAIT_STATUS, "%s",
			wait_status_text(record->wait_status, text));
}

void classified_clear(struct classified *classified)
{
	evidence_clear(&classified->evidence);
}
