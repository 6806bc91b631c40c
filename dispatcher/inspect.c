/*
 * inspect - look at what a run left: see inspect.h
 */
#include "dispatcher/inspect.h"

#include <stdlib.h>
#include <sys/wait.h>

#include "base/child.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "checkpoints/continuation.h"
#include "dispatcher/git.h"
#include "dispatcher/worktree_fault.h"
#include "model/launch.h"
#include "model/paths.h"
#include "model/record.h"

#define VERIFY_OUTPUT_BYTES ((size_t)256 << 10)

static void add_mark(const struct inspection *inspection, cJSON *answer)
{
	struct err err = ERR_INIT;
	char mark[WORKTREE_PRINT_SIZE];

	if (worktree_print(inspection->config, mark, inspection->task->worktree,
		    &err) < 0)
		log_warn("%s", err.message);
	json_add_text(answer, "mark", *mark ? mark : NULL);
}

static void look(const struct inspection *inspection, cJSON *answer)
{
	const struct task *task = inspection->task;
	struct worktree_facts facts = { 0 };
	struct err err = ERR_INIT;

	if (!task->base_commit)
		return;
	if (worktree_look(inspection->config, &facts, task->worktree,
		    task->base_commit, NULL, &err) < 0)
		log_warn("%s", err.message);
	json_add_bool(answer, "known", facts.known);
	json_add_number(answer, "commits", facts.commit_count);
	json_add_number(answer, "changes", facts.changed_count);
	worktree_facts_clear(&facts);
	if (task->keep_alive)
		add_mark(inspection, answer);
}

/* The environment that the run itself had, so that verify finds the same. */
static void verify(const struct inspection *inspection, cJSON *answer)
{
	const struct task *task = inspection->task;
	struct path launch_path =
		path_run(inspection->state, inspection->run, "launch");
	struct path log =
		path_run(inspection->state, inspection->run, "verify.log");
	const char *argv[] = { "/bin/sh", "-c", task->verify, NULL };
	struct child child = CHILD_INIT;
	struct launch launch;
	struct err err = ERR_INIT;

	if (launch_read(&launch, launch_path.text, &err) < 0)
		goto fail;
	child.argv = (char *const *)argv;
	child.env = launch.env;
	child.directory = task->worktree;
	child.max_output = VERIFY_OUTPUT_BYTES;
	child.keep_tail = child.merge = true;
	child.timeout_ms = inspection->config->verify_time_ms;
	if (child_run(&child, &err) < 0)
		goto out;
	json_add_bool(answer, "verify_timed_out", child.timed_out);
	json_add_number(answer, "verify_status", child.status);
	file_replace(log.text, str_text(&child.out), child.out.len,
		FILE_NO_SYNC, &err);
out:
	child_clear(&child);
	launch_clear(&launch);
fail:
	if (err.message[0])
		log_warn("%s", err.message);
}

static int sweep(const struct inspection *inspection)
{
	return leftovers_end(inspection->state, inspection->run,
		inspection->config->grace_ms);
}

/* Whether git works there at all: without it a look may never end. */
static bool has_fault(const struct inspection *inspection, cJSON *answer)
{
	const struct task *task = inspection->task;
	char *fault = NULL;

	if (!task->no_worktree && worktree_suspect(task->repo, task->name))
		fault = worktree_fault(
			inspection->config, task->repo, task->name);
	json_add_text(answer, "fault", fault);
	free(fault);
	return fault != NULL;
}

/* What exits with an error by itself has nothing to verify. */
static bool may_have_worked(const struct record *record)
{
	return record->stop.ms || !record->status_known ||
	       !WIFEXITED(record->wait_status) ||
	       WEXITSTATUS(record->wait_status) == 0;
}

int inspect(const struct inspection *inspection, cJSON *answer, struct err *err)
{
	struct path path = path_record(inspection->state, inspection->run);
	struct record record = RECORD_INIT;
	bool ended, worked;

	(void)err;
	ended = record_read(&record, path.text, NULL) == 0 && record.ended;
	worked = may_have_worked(&record);
	record_clear(&record);
	if (!ended) {
		json_add_number(answer, "swept", sweep(inspection));
		return 0;
	}
	if (has_fault(inspection, answer))
		return 0;
	look(inspection, answer);
	if (!inspection->task->verify || !worked)
		return 0;
	/* What another one left that was cut off, and what this one leaves. */
	sweep(inspection);
	verify(inspection, answer);
	sweep(inspection);
	return 0;
}
