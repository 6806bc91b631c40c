/*
 * judges - the judges that classify asks, each for its kind of evidence
 *
 * A judge settles the verdict and returns true, or passes on with false,
 * perhaps after leaving a sentence of evidence. For classify.c alone, which
 * has their order.
 */
#ifndef POLICY_CLASSIFY_JUDGES_H
#define POLICY_CLASSIFY_JUDGES_H

#include "policy/classify/classify.h"

typedef bool judge_fn(struct classified *out, const struct facts *facts);

/* classify_process.c: how its process ended; all need facts->record */
judge_fn judge_start, judge_own_stop, judge_kernel, judge_keeper_signal,
	judge_hangup, judge_key, judge_signal, judge_exit_code;

/* classify_work.c: what its work is worth */
judge_fn judge_events, judge_in_vain, judge_checkpoint, judge_worktree,
	judge_change, judge_verify;

static inline bool settle(struct classified *out, enum verdict verdict)
{
	out->verdict = verdict;
	return true;
}

/* Settles it by the sign and its words. */
bool settle_by_sign(struct classified *out, const struct facts *facts);

/* Whose name goes into a sentence. */
static inline const char *or_somebody(const char *text)
{
	return text && *text ? text : "somebody";
}

#endif
