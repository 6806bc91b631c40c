/*
 * check_tasks - what is checked before a task is stored, or moves to a profile
 *
 * Profile, program, repository, base, name: by a worker, all tasks of a request
 * in one. What was found out is fixed from then on.
 */
#include "base/json.h"
#include "base/mem.h"
#include "dispatcher/accept.h"
#include "supervisor/act/job.h"

static struct acceptance job_acceptance(const struct job *job)
{
	const struct turn *turn = job->act->turn;
	const struct new_tasks *new_tasks = job->new_tasks;

	return (struct acceptance){
		.config = turn->config,
		.state = turn->host->state,
		.directory = new_tasks ? new_tasks->directory : NULL,
		.env = new_tasks ? new_tasks->env.items : job->caller.items,
		.programs = turn->host->programs,
	};
}

static int check_tasks_work(void *arg, cJSON *answer, struct err *err)
{
	const struct job *job = arg;
	struct new_tasks *new_tasks = job->new_tasks;
	struct acceptance acceptance = job_acceptance(job);
	cJSON *array = cJSON_AddArrayToObject(answer, "tasks");
	int rc = accept_prepare(&acceptance, err);

	for (size_t i = 0; rc == 0 && i < new_tasks->tasks.count; i++) {
		struct task *task = &new_tasks->tasks.items[i];
		cJSON *fixed = cJSON_CreateObject();

		cJSON_AddItemToArray(array, fixed);
		rc = accept_task(task, new_tasks->first + (int64_t)i,
			new_tasks->suffix, &acceptance, err);
		json_add_text(fixed, "name", task->name);
		json_add_text(fixed, "profile", task->profile);
		json_add_text(fixed, "repo", task->repo);
		json_add_text(fixed, "worktree", task->worktree);
		json_add_text(fixed, "branch", task->branch);
		json_add_text(fixed, "base_commit", task->base_commit);
	}
	argv_clear(&acceptance.sessions);
	return rc;
}

static void check_tasks_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	if (rc < 0) {
		reply_refuse(job->reply, why);
		return;
	}
	turn_post(
		job->act->turn, &(struct event){ .kind = EVENT_NEW_TASKS,
					.answer = cJSON_Duplicate(answer, true),
					.new_tasks = job->new_tasks,
					.reply = reply_hold(job->reply) });
	job->new_tasks = NULL;
}

void check_new_tasks(struct act *act, struct effect *effect)
{
	struct job *job = job_new(act, 0, NULL);
	struct reply *reply = reply_hold(effect->reply);
	struct err err = ERR_INIT;

	job->reply = reply_hold(reply);
	job->new_tasks = effect->new_tasks;
	effect->new_tasks = NULL;
	if (job_start(job, check_tasks_work, check_tasks_done, false, &err) < 0)
		reply_refuse(reply, &err);
	reply_release(reply);
}

/* What the shell profile ran means nothing to another. */
static int check_profile_work(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	struct acceptance acceptance = job_acceptance(job);

	(void)answer;
	if (job->task.prompt)
		argv_clear(&job->task.argv);
	return accept_profile(&job->task, &acceptance, err);
}

static void check_profile_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	(void)answer;
	if (rc < 0) {
		reply_refuse(job->reply, why);
		return;
	}
	turn_post(
		job->act->turn, &(struct event){ .kind = EVENT_REASSIGN,
					.task = job->task.id,
					.profile = mem_copy(job->task.profile),
					.by = mem_copy(job->by),
					.reply = reply_hold(job->reply) });
}

void check_profile(struct act *act, struct effect *effect)
{
	struct err err = ERR_INIT;
	struct job *job = job_new(act, effect->task, &err);
	struct reply *reply = reply_hold(effect->reply);

	if (job) {
		job->reply = reply_hold(reply);
		job->by = mem_copy(effect->by);
		mem_replace(&job->task.profile, effect->text);
	}
	if (!job) {
		reply_refuse(reply, &err);
	} else if (job_read_caller(job, &err) < 0) {
		job_free(job);
		reply_refuse(reply, &err);
	} else if (job_start(job, check_profile_work, check_profile_done, false,
			   &err) < 0) {
		reply_refuse(reply, &err);
	}
	reply_release(reply);
}
