/*
 * dispatch_launch - prompt, continuation and launch of a run: see
 * dispatch_parts.h
 */
#include <string.h>

#include "agents/launch/conversation.h"
#include "agents/launch/launch_argv.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/launch/late_file.h"
#include "dispatcher/launch/launch_write.h"
#include "model/paths.h"

/*
 * The conversation of the run before, where the profile is the same and the CLI
 * still has it; the caller frees it. NULL: none.
 */
static char *dispatch_last_conversation(const struct dispatch_job *job)
{
	const struct run *last = job->with->last;
	const struct task *task = job->task;

	if (task->mode != RUN_RESUME || !last ||
		strcmp(last->profile, task->profile) != 0 ||
		job->profile->session == SESSION_NONE)
		return NULL;
	if (task->conversation && conversation_exists(job->profile,
					  task->conversation, job->env.items))
		return mem_copy(task->conversation);
	if (job->profile->session != SESSION_EVENT || task->no_worktree ||
		!last->started_ms)
		return NULL;
	return conversation_find(
		job->profile, task->worktree, last->started_ms, job->env.items);
}

/* Else a new conversation, with an id of our own where the CLI takes one. */
static void dispatch_choose_conversation(struct dispatch_job *job)
{
	char uuid[UUID_TEXT_SIZE];

	job->conversation = dispatch_last_conversation(job);
	job->same_conversation = job->conversation != NULL;
	if (!job->same_conversation && job->profile->session == SESSION_CHOSEN)
		job->conversation = mem_copy(random_uuid(uuid));
	json_add_text(job->answer, "conversation", job->conversation);
}

static int dispatch_write_launch(struct dispatch_job *job, struct err *err)
{
	const struct dispatch *with = job->with;
	struct launch_plan plan = {
		.config = with->config,
		.task = job->task,
		.profile = job->profile,
		.state = with->state,
		.number = job->task->runs,
		.mode = job->task->mode,
		.conversation = job->conversation,
		.same_conversation = job->same_conversation,
		.checkpoint = job->checkpoint_path,
		.env = &job->env,
		.host = with->host,
		.boot_id = with->boot_id,
		.epoch = with->epoch,
	};

	brief_write(&job->input, &job->continuation, &job->brief, job->profile,
		job->same_conversation, job->saved_ref, &job->repaired);
	plan.input = str_text(&job->input);
	if (job->task->mode != RUN_START)
		plan.continuation = str_text(&job->continuation);
	return launch_write(&plan, err);
}

/* An agent that finds its prompt in a file opens that file, or never does. */
static bool dispatch_may_be_late(const struct dispatch_job *job)
{
	return job->task->mode != RUN_START && job->task->base_commit &&
	       !launch_tells_prompt(
		       job->profile, job->task, job->same_conversation);
}

/*
 * A late continuation lets such an agent start before its worktree was looked
 * at: whoever opens the file waits until it is complete.
 */
int dispatch_launch(struct dispatch_job *job, struct err *err)
{
	bool late;
	char id[RUN_ID_SIZE];

	dispatch_choose_conversation(job);
	late = dispatch_may_be_late(job);
	brief_gather(&job->brief, job->with);
	if (!late)
		brief_look(&job->brief);
	if (dispatch_write_launch(job, err) < 0)
		return -1;
	if (!late)
		return 0;
	run_id(id, job->task->id, job->task->runs);
	job->late = late_file_open(
		path_run(job->with->state, id, "continuation").text);
	if (job->late >= 0)
		return 0;
	brief_look(&job->brief);
	return dispatch_write_launch(job, err);
}

void dispatch_complete(struct dispatch_job *job)
{
	if (job->late < 0)
		return;
	brief_look(&job->brief);
	brief_write(&job->input, &job->continuation, &job->brief, job->profile,
		job->same_conversation, job->saved_ref, &job->repaired);
	late_file_complete(job->late, &job->continuation);
	job->late = -1;
}
