/*
 * job - a worker's work on one task: see job.h
 */
#include "supervisor/act/job.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/caller_env.h"

struct job *job_new(struct act *act, int64_t task, struct err *err)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->act = act;
	job->task = TASK_INIT;
	if (task &&
		store_get_task(act->turn->store, task, &job->task, err) < 0) {
		job_free(job);
		return NULL;
	}
	run_id(job->run, job->task.id, job->task.runs);
	return job;
}

void job_free(void *arg)
{
	struct job *job = arg;

	if (!job)
		return;
	if (job->reply)
		reply_release(job->reply);
	task_clear(&job->task);
	argv_clear(&job->caller);
	new_tasks_free(job->new_tasks);
	run_clear(&job->last);
	review_list_clear(&job->reviews);
	argv_clear(&job->keys);
	free(job->text);
	free(job->by);
	if (job->pipe > 0)
		close(job->pipe);
	free(job);
}

int job_read_caller(struct job *job, struct err *err)
{
	return caller_env_read(
		&job->caller, job->act->turn->host->state, job->task.id, err);
}

int job_start(struct job *job, worker_fn *run, worker_done_fn *done,
	bool of_task, struct err *err)
{
	struct work work = { run, done, job, job_free,
		of_task ? job->task.id : 0 };

	return worker_start(job->act->workers, &work, err);
}

void job_start_or_retry(struct job *job, worker_fn *run, worker_done_fn *done)
{
	struct turn *turn = job->act->turn;
	struct err err = ERR_INIT;

	if (job_start(job, run, done, true, &err) == 0)
		return;
	log_err(&err);
	turn_retry_later(turn);
}

void job_post(struct job *job, enum event_kind kind, const cJSON *answer,
	const struct err *why)
{
	struct event event = {
		.kind = kind, .task = job->task.id, .run = job->task.runs
	};

	if (answer)
		event.answer = cJSON_Duplicate(answer, true);
	if (why)
		event.why = *why;
	turn_post(job->act->turn, &event);
}
