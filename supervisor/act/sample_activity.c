/*
 * sample_activity - what a run that shows nothing does all the same, in a worker: see
 * sample_activity.h
 */
#include "supervisor/act/sample_activity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/proc_tree.h"
#include "dispatcher/worktree/worktree.h"
#include "model/paths.h"
#include "model/record.h"

struct job {
	struct daemon *daemon;
	int64_t task, run;
	pid_t keeper;
	char *worktree;
	char *environment; /* what all processes of the run have in theirs */
	sample_fn *fn;
};

/* An agent can be the first to need reeved, or a tmux server, and so become
 * an ancestor of other agents. */
static bool is_exempt(pid_t pid, const char *comm, void *arg)
{
	const struct job *job = arg;

	if (!strcmp(comm, "reeved"))
		return true;
	return !strcmp(comm, "tmux: server") &&
	       !proc_has_environment(pid, job->environment);
}

static int job_run(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	char worktree[WORKTREE_MARK_SIZE];
	int64_t awake_ms = clock_awake_ms();
	int64_t cpu_ms = proc_tree_cpu_ms(job->keeper, is_exempt, job);

	/* That git cannot say is an answer, too. */
	if (worktree_mark(&job->daemon->config, worktree, job->worktree, err) <
		0)
		log_debug("%s", err->message);
	json_add_number(answer, "at_ms", clock_wall_ms());
	json_add_number(answer, "awake_ms", awake_ms);
	json_add_number(answer, "cpu_ms", cpu_ms);
	json_add_text(answer, "worktree", worktree);
	return 0;
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;
	const char *worktree = rc < 0 ? NULL : json_text(answer, "worktree");
	struct liveness_sample sample = { 0 };

	if (rc < 0) {
		log_warn("cannot look at run %lld.%lld: %s",
			(long long)job->task, (long long)job->run,
			why->message);
		job->fn(job->daemon, job->task, job->run, NULL);
		return;
	}
	sample.at_ms = json_number(answer, "at_ms", 0);
	sample.awake_ms = json_number(answer, "awake_ms", 0);
	sample.cpu_ms = json_number(answer, "cpu_ms", -1);
	snprintf(sample.worktree, sizeof(sample.worktree), "%s",
		worktree ? worktree : "");
	job->fn(job->daemon, job->task, job->run, &sample);
}

static void job_free(void *arg)
{
	struct job *job = arg;

	free(job->worktree);
	free(job->environment);
	free(job);
}

int sample_take(struct daemon *daemon, const struct task *task, sample_fn *fn,
	struct err *err)
{
	struct job *job;
	struct record record = RECORD_INIT;
	char id[RUN_ID_SIZE];
	struct path path =
		path_record(daemon->state, run_id(id, task->id, task->runs));
	/* Of no task: whoever waits for a task's workers is not to wait for
	 * this one. */
	struct work work = { job_run, job_done, NULL, job_free, 0 };

	if (record_read(&record, path.text, err) < 0)
		return -1;
	job = mem_alloc(sizeof(*job));
	*job = (struct job){ daemon, task->id, task->runs, record.keeper_pid,
		mem_copy(task->worktree), mem_format("REEVE_RUN=%s", id), fn };
	record_clear(&record);
	work.arg = job;
	return worker_start(daemon->workers, &work, err);
}
