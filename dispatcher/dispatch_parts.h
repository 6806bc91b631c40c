/*
 * dispatch_parts - what the files of dispatch share; private to them
 */
#ifndef DISPATCHER_DISPATCH_PARTS_H
#define DISPATCHER_DISPATCH_PARTS_H

#include "dispatcher/dispatch.h"
#include "dispatcher/brief.h"

/* What one dispatch gathers on its way. */
struct job {
	const struct dispatch *with;
	struct task *task;
	const struct profile *profile;
	cJSON *answer;
	struct argv env;
	char *conversation; /* of the run to come, or NULL */
	bool go_on; /* … resumed */
	bool quiet; /* until it is handed over, nobody sees a thing of it */
	char *saved_ref;
	struct argv repaired; /* what was put right in the worktree */
	char *checkpoint_path;
	struct words words;
	struct str input, continuation;
	int late; /* the continuation, to be completed; -1: it is */
};

/* dispatch_worktree.c: made, or put in order, or emptied: as task->mode has
 * it. What was saved and repaired on the way is in the job and the answer. */
int dispatch_worktree(struct job *job, struct err *err);

/*
 * dispatch_launch.c: chooses the conversation and writes the run's launch file,
 * its words and its continuation; what may come later is left for
 * dispatch_complete, once the run has been handed over.
 */
int dispatch_launch(struct job *job, struct err *err);
void dispatch_complete(struct job *job);

#endif
