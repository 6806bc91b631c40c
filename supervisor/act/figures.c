/*
 * figures - what is measured: changed files, and what a silent run does
 *
 * By workers, after everything else: figures hold nobody up, and where one
 * cannot be had it stays unknown.
 */
#include "base/json.h"
#include "base/log.h"
#include "dispatcher/activity.h"
#include "dispatcher/worktree/worktree.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/act/job.h"

static int count_files_work(void *arg, cJSON *answer, struct err *err)
{
	const struct job *job = arg;
	int64_t files = 0;

	if (worktree_count(job->act->turn->config, &files, job->task.worktree,
		    job->task.base_commit, err) < 0)
		return -1;
	json_add_number(answer, "files", files);
	return 0;
}

static void count_files_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	if (rc == 0)
		job_post(job, EVENT_FILES_COUNTED, answer, NULL);
	else
		log_debug("%s", why->message);
}

/* A task that works in the repository itself is left out: what a person has
 * changed there would count as its own. */
static bool can_be_counted(const struct task *task)
{
	return state_is_at_rest(task->state) && task->runs &&
	       task->base_commit && task->worktree && !task->no_worktree;
}

void count_changed_files(struct act *act, int64_t task)
{
	struct job *job = job_new(act, task, NULL);
	struct err err = ERR_INIT;

	if (!job || !can_be_counted(&job->task))
		job_free(job);
	else if (job_start(job, count_files_work, count_files_done, false,
			 &err) < 0)
		log_err(&err);
}

static int sample_work(void *arg, cJSON *answer, struct err *err)
{
	const struct job *job = arg;

	return activity_measure(job->act->turn->config, job->leader, job->run,
		job->task.worktree, answer, err);
}

static void sample_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	if (rc < 0)
		log_warn("cannot measure run %s: %s", job->run, why->message);
	job_post(job, EVENT_SAMPLED, rc < 0 ? NULL : answer, NULL);
}

/* Of no task: who waits for the workers of a task does not wait for this. */
void sample_activity(struct act *act, int64_t task)
{
	struct job *job = job_new(act, task, NULL);
	struct record record = RECORD_INIT;
	struct err err = ERR_INIT;
	struct path path;

	if (!job)
		return;
	path = path_record(act->turn->host->state, job->run);
	if (record_read(&record, path.text, &err) < 0) {
		log_err(&err);
		job_post(job, EVENT_SAMPLED, NULL, NULL);
		job_free(job);
		return;
	}
	job->leader = record.keeper_pid;
	record_clear(&record);
	if (job_start(job, sample_work, sample_done, false, &err) < 0)
		log_err(&err);
}
