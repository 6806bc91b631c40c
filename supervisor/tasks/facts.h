/*
 * facts - everything classify needs to know of a run, read once
 *
 * Fast reads only: the record, the CLI's events, the checkpoint. What is slow
 * comes from a worker's answer (facts_add_inspection).
 */
#ifndef SUPERVISOR_TASKS_FACTS_H
#define SUPERVISOR_TASKS_FACTS_H

#include "agents/read/agent_events.h"
#include "checkpoints/checkpoint.h"
#include "policy/classify/classify.h"
#include "supervisor/core/turn.h"

/* Owns what `facts` points to. */
struct run_facts {
	struct facts facts;
	struct record record;
	struct agent_events events;
	struct checkpoint checkpoint;
	char *refused; /* why its checkpoint was, or NULL */
	char *argv; /* of a run that could not be started */
	char *fault; /* of the worktree, or NULL */
	char *unknown; /* why nobody could look at it, or NULL */
	char *mark; /* of the worktree, where somebody looked; or NULL */
	int64_t until_ms; /* a limit's end, as the CLI told it; 0: it did not */
};

/*
 * `run` is the run's row, which must outlive them. A profile that the
 * config no longer has is read as one that promises nothing. A record that
 * cannot be read counts as none.
 */
void facts_gather(struct run_facts *gathered, struct turn *turn,
	const struct task *task, const struct run *run);
void facts_add_inspection(struct run_facts *gathered, const cJSON *answer);
void facts_clear(struct run_facts *gathered);

#endif
