/*
 * inspect - look at what a run has left: see inspect.h
 */
#include "dispatcher/inspect.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/child.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "checkpoints/continuation.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/worktree/worktree.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "model/launch.h"
#include "model/paths.h"
#include "model/record.h"

#define VERIFY_OUTPUT_BYTES ((size_t)256 << 10)

static void inspect_add_mark(const struct inspection *inspection, cJSON *answer)
{
	struct err err = ERR_INIT;
	char mark[WORKTREE_MARK_SIZE];

	if (worktree_mark(inspection->config, mark, inspection->task->worktree,
		    &err) < 0)
		log_warn("%s", err.message);
	json_add_text(answer, "mark", *mark ? mark : NULL);
}

static void inspect_worktree(const struct inspection *inspection, cJSON *answer)
{
	const struct task *task = inspection->task;
	struct worktree_facts facts = { 0 };
	struct err err = ERR_INIT;

	if (!task->base_commit)
		return;
	if (worktree_look(inspection->config, &facts, task->worktree,
		    task->base_commit, NULL, &err) < 0)
		log_warn("%s", err.message);
	json_add_text(answer, "unknown", err.message[0] ? err.message : NULL);
	json_add_bool(answer, "known", facts.known);
	json_add_number(answer, "commits", facts.commit_count);
	json_add_number(answer, "changes", facts.changed_count);
	worktree_facts_clear(&facts);
	if (task->keep_alive)
		inspect_add_mark(inspection, answer);
}

/* With the environment of the run itself, so that it finds the same programs. */
static int verify_run(const struct inspection *inspection, struct child *child,
	struct err *err)
{
	const struct task *task = inspection->task;
	struct path path =
		path_run(inspection->state, inspection->run, "launch");
	const char *argv[] = { "/bin/sh", "-c", task->verify, NULL };
	struct launch launch;
	int rc;

	if (launch_read(&launch, path.text, err) < 0)
		return -1;
	*child = (struct child){ .argv = (char *const *)argv,
		.env = launch.env,
		.directory = task->worktree,
		.max_output = VERIFY_OUTPUT_BYTES,
		.keep_tail = true,
		.merge = true,
		.cancellable = true,
		.timeout_ms = inspection->config->verify_time_ms };
	rc = child_run(child, err);
	launch_clear(&launch);
	return rc;
}

/*
 * By a signal to the shell, or to its command, which the shell reports as 128
 * and the signal. A person or the kernel did it: no program ends so by itself.
 */
static bool verify_was_killed(const struct child *child)
{
	int status = child->status;
	int number = WIFSIGNALED(status) ? WTERMSIG(status)
					 : WEXITSTATUS(status) - 128;

	return !child->timed_out && (number == SIGKILL || number == SIGTERM);
}

static void verify_answer(const struct inspection *inspection,
	const struct child *child, cJSON *answer, struct err *err)
{
	struct path log =
		path_run(inspection->state, inspection->run, "verify.log");

	json_add_bool(answer, "verify_timed_out", child->timed_out);
	json_add_number(answer, "verify_status", child->status);
	file_replace(log.text, str_text(&child->out), child->out.len,
		FILE_NO_SYNC, err);
}

static int inspect_sweep(const struct inspection *inspection)
{
	return leftovers_end(inspection->state, inspection->run,
		inspection->config->grace_ms);
}

/* A verify that was killed says nothing of the work, so it is run once more. */
static void inspect_verify(const struct inspection *inspection, cJSON *answer)
{
	struct child child = CHILD_INIT;
	struct err err = ERR_INIT;
	int rc;

	/* Before: an inspection that was cut off. After: this one. */
	inspect_sweep(inspection);
	rc = verify_run(inspection, &child, &err);
	inspect_sweep(inspection);
	if (rc == 0 && verify_was_killed(&child)) {
		json_add_bool(answer, "verify_again", true);
		child_clear(&child);
		rc = verify_run(inspection, &child, &err);
		inspect_sweep(inspection);
	}
	if (rc == 0)
		verify_answer(inspection, &child, answer, &err);
	child_clear(&child);
	if (err.message[0])
		log_warn("%s", err.message);
}

/* Asked first: where git does not work, a look at the worktree may hang. */
static bool inspect_has_fault(
	const struct inspection *inspection, cJSON *answer)
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

/* A run that exited with an error by itself has nothing to verify. */
static bool record_may_have_worked(const struct record *record)
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
	worked = record_may_have_worked(&record);
	record_clear(&record);
	if (!ended) {
		json_add_number(answer, "swept", inspect_sweep(inspection));
		return 0;
	}
	if (inspect_has_fault(inspection, answer))
		return 0;
	inspect_worktree(inspection, answer);
	if (inspection->task->verify && worked)
		inspect_verify(inspection, answer);
	return 0;
}
