/*
 * dispatch_launch - what a run is told, and how it is started: see
 * dispatch_parts.h
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "agents/launch/conversation.h"
#include "dispatcher/dispatch_parts.h"
#include "dispatcher/launch/late_file.h"
#include "agents/launch/launch_argv.h"
#include "dispatcher/launch/launch_write.h"
#include "model/paths.h"

/* What the CLI still has of the run before; the caller frees it. */
static char *last_conversation(const struct job *job)
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

/*
 * The same conversation where there is one, the profile is the same, and the
 * CLI still has it; else a new one, of our choosing where the CLI allows.
 */
static void choose_conversation(struct job *job)
{
	char uuid[UUID_TEXT_SIZE];

	job->conversation = last_conversation(job);
	job->go_on = job->conversation != NULL;
	if (!job->go_on && job->profile->session == SESSION_CHOSEN)
		job->conversation = mem_copy(random_uuid(uuid));
	json_add_text(job->answer, "conversation", job->conversation);
}

static int write_launch(struct job *job, struct err *err)
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
		.go_on = job->go_on,
		.checkpoint = job->checkpoint_path,
		.env = &job->env,
		.host = with->host,
		.boot_id = with->boot_id,
		.epoch = with->epoch,
	};

	words_write(&job->input, &job->continuation, &job->words, job->profile,
		job->go_on, job->saved_ref, &job->repaired);
	plan.input = str_text(&job->input);
	if (job->task->mode != RUN_START)
		plan.continuation = str_text(&job->continuation);
	return launch_write(&plan, err);
}

/* The agent finds its words in a file, if it looks for them at all. */
static bool may_read_later(const struct job *job)
{
	return job->task->mode != RUN_START && job->task->base_commit &&
	       !launch_tells_prompt(job->profile, job->task, job->go_on);
}

/*
 * Such an agent need not wait for our look at its worktree: whoever opens the
 * continuation does, until it is complete.
 */
int dispatch_launch(struct job *job, struct err *err)
{
	bool later;
	char id[RUN_ID_SIZE];

	choose_conversation(job);
	later = may_read_later(job);
	words_gather(&job->words, job->with);
	if (!later)
		words_look(&job->words);
	if (write_launch(job, err) < 0)
		return -1;
	if (!later)
		return 0;
	run_id(id, job->task->id, job->task->runs);
	job->late = late_file_open(
		path_run(job->with->state, id, "continuation").text);
	if (job->late >= 0)
		return 0;
	words_look(&job->words);
	return write_launch(job, err);
}

void dispatch_complete(struct job *job)
{
	if (job->late < 0)
		return;
	words_look(&job->words);
	words_write(&job->input, &job->continuation, &job->words, job->profile,
		job->go_on, job->saved_ref, &job->repaired);
	late_file_complete(job->late, &job->continuation);
	job->late = -1;
}
