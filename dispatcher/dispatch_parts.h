/*
 * dispatch_parts - what the files of dispatch share
 */
#ifndef DISPATCHER_DISPATCH_PARTS_H
#define DISPATCHER_DISPATCH_PARTS_H

#include "dispatcher/dispatch.h"
#include "dispatcher/brief.h"

/* One dispatch and what it has made so far. */
struct dispatch_job {
	const struct dispatch *with;
	struct task *task;
	const struct profile *profile;
	cJSON *answer;
	struct argv env;
	char *conversation; /* of the new run, or NULL */
	bool same_conversation; /* it is resumed, not new */
	bool quiet; /* nothing is visible before the launch is handed over */
	char *saved_ref;
	struct argv repaired; /* what was repaired in the worktree */
	char *checkpoint_path;
	struct brief brief;
	struct str input, continuation;
	int late; /* descriptor of a continuation to complete; -1: none */
};

/*
 * dispatch_worktree.c: makes, repairs or resets the worktree, as task->mode
 * says. What was saved and repaired is put into the job and the answer.
 */
int dispatch_worktree(struct dispatch_job *job, struct err *err);

/*
 * dispatch_launch.c: chooses the conversation; writes prompt, continuation and
 * launch. What may be late is left for dispatch_complete, which is called once
 * the keeper has the launch.
 */
int dispatch_launch(struct dispatch_job *job, struct err *err);
void dispatch_complete(struct dispatch_job *job);

#endif
