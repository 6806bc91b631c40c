/*
 * liveness - whether a run that shows nothing is hung
 *
 * Pure. A run is hung when for --idle all of these were still: its output and
 * its CLI's events, its checkpoint, the processor (all its processes together,
 * but for a share that timers use), its worktree. The first three are told;
 * the other two are compared between two samples. A CLI whose turn it is to
 * wait for its model is given as long as it waits by itself.
 *
 *	looked at after --idle	moved lately: again --idle after that
 *				still for a quarter of it: the first sample
 *	--idle after that	the second sample: alike, it is hung;
 *				else that was a sign of life, and this one is
 *				the first
 *
 * So one that works costs a look each --idle, and one that hangs is found at
 * the latest twice --idle after its last sign. Suspend is no time to be still
 * in: it is awake time that has to pass between two samples.
 */
#ifndef POLICY_LIVENESS_H
#define POLICY_LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/evidence.h"
#include "model/worktree_mark.h"

struct liveness_sample {
	int64_t at_ms; /* wall time; 0: none was taken */
	int64_t awake_ms; /* clock_awake_ms() then */
	int64_t cpu_ms; /* of all its processes so far; -1: not known */
	char worktree[WORKTREE_MARK_SIZE]; /* what it held; "": not known */
};

struct liveness_facts {
	int64_t now_ms, awake_ms; /* wall time, and awake time */
	int64_t idle_ms;
	int64_t cpu_percent; /* of one core: that much is still */
	int64_t started_ms;
	int64_t output_ms; /* or its newest event, if that came later */
	int64_t checkpoint_ms; /* 0: none */
	int64_t model_until_ms; /* its CLI waits for its model, by itself, until
				   then; 0: it does not */
	struct liveness_sample first, second;
};

enum stillness_next {
	LIVENESS_LOOK, /* again at look_ms */
	LIVENESS_SAMPLE, /* take one, then ask again */
	LIVENESS_HUNG,
};

struct liveness {
	enum stillness_next next;
	int64_t look_ms;
	/* What is still of use: the first sample to compare with, or none. */
	struct liveness_sample first;
	struct evidence_list evidence; /* of HUNG; the caller clears it */
};

void liveness_judge(struct liveness *out, const struct liveness_facts *facts);

#endif
