/*
 * liveness_watch - look whether a run that goes still lives: see liveness_watch.h
 */
#include "supervisor/sense/liveness_watch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/time_limits.h"
#include "supervisor/core/keepers.h"
#include "agents/read/model_wait.h"
#include "supervisor/act/sample_activity.h"
#include "supervisor/tasks/state_table.h"
#include "policy/liveness.h"
#include "supervisor/sense/attention/attention_watch.h"

/* A keeper that did not answer is asked again. */
#define NO_ANSWER_MS 1000

/* What is known of a run beside its row; of daemon->still. */
struct still {
	struct still *next;
	int64_t task, run;
	bool sampling; /* a worker is at it */
	struct liveness_sample first, second;
};

static struct still *find(struct daemon *daemon, int64_t task, int64_t run)
{
	struct still *still = daemon->still;

	while (still && (still->task != task || still->run != run))
		still = still->next;
	return still;
}

static struct still *find_or_make(
	struct daemon *daemon, const struct task *task)
{
	struct still *still = find(daemon, task->id, task->runs);

	if (still)
		return still;
	still_forget(daemon, task->id);
	still = mem_alloc(sizeof(*still));
	still->next = daemon->still;
	still->task = task->id;
	still->run = task->runs;
	daemon->still = still;
	return still;
}

void still_forget(struct daemon *daemon, int64_t task)
{
	for (struct still **at = &daemon->still; *at;) {
		struct still *still = *at;

		if (still->task != task) {
			at = &still->next;
			continue;
		}
		*at = still->next;
		free(still);
	}
}

void still_close(struct daemon *daemon)
{
	while (daemon->still)
		still_forget(daemon, daemon->still->task);
}

bool still_says_done(const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = task->interactive &&
		    checkpoint_read(&checkpoint, daemon->checkpoints,
			    task->name, NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint_is_since(&checkpoint, run->started_ms);

	checkpoint_clear(&checkpoint);
	return done;
}

/* Who waits for a person is still for as long as the person is. */
bool still_is_of_interest(const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	return (task->idle_ms && task->state == STATE_RUNNING) ||
	       still_says_done(daemon, task, run);
}

int64_t still_first_look(const struct task *task, const struct run *run)
{
	return run->started_ms + task->idle_ms;
}

static int64_t checkpoint_time(
	const struct daemon *daemon, const struct task *task)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	int64_t written_ms = 0;

	if (checkpoint_read(
		    &checkpoint, daemon->checkpoints, task->name, NULL) == 0)
		written_ms = checkpoint.written_ms;
	checkpoint_clear(&checkpoint);
	return written_ms;
}

static struct model_wait model_wait_of(const struct daemon *daemon,
	const struct task *task, const struct run *run)
{
	const struct profile *profile =
		config_profile(&daemon->config, run->profile);
	struct model_wait wait = { 0 };
	char id[RUN_ID_SIZE];
	struct path path = path_run(daemon->state,
		run_id(id, task->id, run->number), "events.jsonl");

	/* An interactive one writes no events: its screen moves as it waits. */
	if (profile && !task->interactive)
		model_wait_read(&wait, profile, path.text);
	return wait;
}

static void sampled(struct daemon *daemon, int64_t id, int64_t run,
	const struct liveness_sample *sample)
{
	struct still *still = find(daemon, id, run);
	struct task task = TASK_INIT;

	if (!still)
		return;
	still->sampling = false;
	/* None: its due time comes once more. */
	if (!sample)
		return;
	*(still->first.at_ms ? &still->second : &still->first) = *sample;
	if (store_get_task(daemon->store, id, &task, NULL) == 0 &&
		task.state == STATE_RUNNING && task.runs == run)
		still_look(daemon, &task);
	task_clear(&task);
}

static void sample(
	struct daemon *daemon, const struct task *task, struct still *still)
{
	struct err err = ERR_INIT;

	if (still->sampling)
		return;
	if (sample_take(daemon, task, sampled, &err) < 0)
		log_err(&err);
	else
		still->sampling = true;
}

static void end_hung(
	struct daemon *daemon, int64_t task, struct evidence_list *evidence)
{
	struct ending ending = { .verdict = VERDICT_HUNG };
	struct step details = { .ending = &ending };
	struct err err = ERR_INIT;

	ending.evidence = *evidence;
	if (step(daemon, task, STEP_IN_VAIN, &details, &err) < 0)
		log_err(&err);
}

/* When to look again; 0: not at all, for it is ended. */
static int64_t judge(struct daemon *daemon, const struct task *task,
	const struct run *run, int64_t output_ms)
{
	struct still *still = find_or_make(daemon, task);
	struct model_wait wait = model_wait_of(daemon, task, run);
	struct liveness_facts facts = {
		.now_ms = clock_wall_ms(),
		.awake_ms = clock_awake_ms(),
		.idle_ms = task->idle_ms,
		.cpu_percent = daemon->config.idle_cpu_percent,
		.started_ms = run->started_ms,
		.output_ms =
			output_ms > wait.event_ms ? output_ms : wait.event_ms,
		.checkpoint_ms = checkpoint_time(daemon, task),
		.model_until_ms = wait.until_ms,
		.first = still->first,
		.second = still->second,
	};
	struct liveness found;
	bool over;

	liveness_judge(&found, &facts);
	still->first = found.first;
	still->second = (struct liveness_sample){ 0 };
	switch (found.next) {
	case LIVENESS_LOOK:
		return found.look_ms;
	case LIVENESS_SAMPLE:
		sample(daemon, task, still);
		break;
	case LIVENESS_HUNG:
		over = waits_turn_is_over(daemon, task->id, run->number);
		if (!over)
			end_hung(daemon, task->id, &found.evidence);
		evidence_clear(&found.evidence);
		if (!over)
			return 0;
		break;
	}
	return facts.now_ms + task->idle_ms;
}

static void set_due(struct daemon *daemon, struct task *task,
	const struct run *run, int64_t look_ms)
{
	struct err err = ERR_INIT;

	task->due_ms =
		deadline_earlier(look_ms, deadline_next(daemon, task, run));
	if (store_save_task(daemon->store, task, &err) < 0)
		log_err(&err);
}

static void judge_done(struct daemon *daemon, struct task *task,
	const struct run *run, int64_t output_ms)
{
	int64_t quiet_ms = output_ms + daemon->config.turn_end_after_ms;

	if (quiet_ms <= clock_wall_ms()) {
		keeper_stop(daemon, task, STOP_DONE, "reeve");
		quiet_ms = act_ask_again(daemon);
	}
	set_due(daemon, task, run, quiet_ms);
}

/* It hangs, or has too much to do: its end would show elsewhere. */
static void ask_later(struct daemon *daemon, struct task *task)
{
	struct err err = ERR_INIT;

	task->due_ms =
		deadline_earlier(clock_wall_ms() + NO_ANSWER_MS, task->due_ms);
	if (store_save_task(daemon->store, task, &err) < 0)
		log_err(&err);
}

static void reported(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	int64_t *id = arg, output_ms, look_ms;
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(daemon->store, *id, &task, &err) < 0 ||
		(task.state != STATE_RUNNING && task.state != STATE_WAITING) ||
		task.wanted != WANTED_RUN ||
		store_get_run(daemon->store, *id, task.runs, &run, &err) < 0 ||
		run.verdict || run.judged)
		goto out;
	if (!len) {
		if (keeper_lives(daemon, task.name))
			ask_later(daemon, &task);
		goto out;
	}
	output_ms = kv_get_number(bytes, len, "output_ms", 0);
	if (still_says_done(daemon, &task, &run)) {
		judge_done(daemon, &task, &run, output_ms);
	} else if (task.idle_ms && task.state == STATE_RUNNING) {
		look_ms = judge(daemon, &task, &run, output_ms);
		if (look_ms)
			set_due(daemon, &task, &run, look_ms);
	}
out:
	run_clear(&run);
	task_clear(&task);
	free(id);
}

struct looking {
	struct daemon *daemon;
	int64_t task;
};

static void look(void *arg, int rc, const struct err *why)
{
	struct looking *looking = arg;
	struct task task = TASK_INIT;
	int64_t *id;

	(void)why;
	if (rc == 0 && store_get_task(looking->daemon->store, looking->task,
			       &task, NULL) == 0) {
		id = mem_alloc(sizeof(*id));
		*id = task.id;
		keeper_report(looking->daemon, &task, reported, id);
	}
	task_clear(&task);
	free(looking);
}

/* After the step that asks for it: what is found changes the task as well. */
void still_look(struct daemon *daemon, const struct task *task)
{
	struct looking *looking = mem_alloc(sizeof(*looking));

	*looking = (struct looking){ daemon, task->id };
	store_when_durable(daemon->store, look, looking);
}
