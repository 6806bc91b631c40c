/*
 * liveness_probe - look whether a run that goes still lives: see sense.h
 *
 * Its keeper tells when its screen last moved (EFFECT_ASK_KEEPER). An
 * interactive agent that says done and is still is ended. Where --idle is set,
 * a run that is still in all respects for that long is hung (policy/liveness.h).
 * What was sampled is kept in memory: a new leader begins anew, so that its start
 * can only delay that.
 */
#include <stdio.h>
#include <stdlib.h>

#include "agents/read/model_wait.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "policy/liveness.h"
#include "supervisor/core/checkpoint_copy.h"
#include "supervisor/core/keepers.h"
#include "supervisor/sense/attention/attention.h"
#include "supervisor/sense/sense.h"

/* A keeper that did not answer is asked again. */
#define NO_ANSWER_MS 1000

/* What is known of a silent run beside its row. */
struct silence {
	struct silence *next;
	int64_t task, run;
	bool sampling; /* a worker is at it */
	struct liveness_sample first, second;
};

static struct silence *silence_find(
	struct sense *sense, int64_t task, int64_t run)
{
	struct silence *silence = sense->silences;

	while (silence && (silence->task != task || silence->run != run))
		silence = silence->next;
	return silence;
}

static struct silence *silence_find_or_make(
	struct sense *sense, const struct task *task)
{
	struct silence *silence = silence_find(sense, task->id, task->runs);

	if (silence)
		return silence;
	silence_forget(sense, task->id);
	silence = mem_alloc(sizeof(*silence));
	silence->next = sense->silences;
	silence->task = task->id;
	silence->run = task->runs;
	sense->silences = silence;
	return silence;
}

void silence_forget(struct sense *sense, int64_t task)
{
	for (struct silence **at = &sense->silences; *at;) {
		struct silence *silence = *at;

		if (task && silence->task != task) {
			at = &silence->next;
			continue;
		}
		*at = silence->next;
		free(silence);
	}
}

static int64_t checkpoint_time(const struct host *host, const struct task *task)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	int64_t written_ms = 0;

	if (checkpoint_read(&checkpoint, host->checkpoints, task->name, NULL) ==
		0)
		written_ms = checkpoint.written_ms;
	checkpoint_clear(&checkpoint);
	return written_ms;
}

/* How long its CLI waits for its model, by itself. An interactive one writes no
 * events: its screen moves as it waits. */
static struct model_wait model_wait_of(
	const struct turn *turn, const struct task *task, const struct run *run)
{
	const struct profile *profile =
		config_profile(turn->config, run->profile);
	struct model_wait wait = { 0 };
	char id[RUN_ID_SIZE];
	struct path path = path_run(turn->host->state,
		run_id(id, task->id, run->number), "events.jsonl");

	if (profile && !task->interactive)
		model_wait_read(&wait, profile, path.text);
	return wait;
}

static void post_look_later(
	struct sense *sense, const struct task *task, int64_t due_ms)
{
	turn_post(sense->turn, &(struct event){ .kind = EVENT_LOOK_LATER,
				       .task = task->id,
				       .run = task->runs,
				       .due_ms = due_ms });
}

static void begin_sample(
	struct sense *sense, const struct task *task, struct silence *silence)
{
	if (silence->sampling)
		return;
	silence->sampling = true;
	turn_emit(sense->turn, &(struct effect){ .kind = EFFECT_SAMPLE,
				       .task = task->id,
				       .run = task->runs });
}

/* Takes the evidence over. */
static void post_hung(struct sense *sense, const struct task *task,
	struct evidence_list *evidence)
{
	turn_post(sense->turn, &(struct event){ .kind = EVENT_MUST_END,
				       .task = task->id,
				       .run = task->runs,
				       .verdict = VERDICT_HUNG,
				       .evidence = *evidence });
	*evidence = (struct evidence_list){ 0 };
}

static void judge_silence(struct sense *sense, const struct task *task,
	const struct run *run, int64_t output_ms)
{
	const struct turn *turn = sense->turn;
	struct silence *silence = silence_find_or_make(sense, task);
	struct model_wait wait = model_wait_of(turn, task, run);
	struct liveness_facts facts = {
		.now_ms = turn->now_ms,
		.awake_ms = turn->awake_ms,
		.idle_ms = task->idle_ms,
		.cpu_percent = turn->config->idle_cpu_percent,
		.started_ms = run->started_ms,
		.output_ms =
			output_ms > wait.event_ms ? output_ms : wait.event_ms,
		.checkpoint_ms = checkpoint_time(turn->host, task),
		.model_until_ms = wait.until_ms,
		.first = silence->first,
		.second = silence->second,
	};
	struct liveness found;
	int64_t look_ms = facts.now_ms + task->idle_ms;
	bool hung;

	liveness_judge(&found, &facts);
	silence->first = found.first;
	silence->second = (struct liveness_sample){ 0 };
	hung = found.next == LIVENESS_HUNG &&
	       !attention_turn_is_over(sense->attention, task->id, run->number);
	if (found.next == LIVENESS_LOOK)
		look_ms = found.look_ms;
	else if (found.next == LIVENESS_SAMPLE)
		begin_sample(sense, task, silence);
	if (hung)
		post_hung(sense, task, &found.evidence);
	else
		post_look_later(sense, task, look_ms);
	evidence_clear(&found.evidence);
}

static void judge_done(
	struct sense *sense, const struct task *task, int64_t output_ms)
{
	int64_t quiet_ms = output_ms + sense->turn->config->turn_end_after_ms;

	if (quiet_ms > sense->turn->now_ms)
		post_look_later(sense, task, quiet_ms);
	else
		turn_post(sense->turn, &(struct event){ .kind = EVENT_DONE,
					       .task = task->id,
					       .run = task->runs });
}

static bool goes(const struct task *task)
{
	return (task->state == STATE_RUNNING || task->state == STATE_WAITING) &&
	       task->wanted == WANTED_RUN;
}

void keeper_reported(struct sense *sense, const struct event *event)
{
	const struct turn *turn = sense->turn;
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;

	if (store_get_task(turn->store, event->task, &task, NULL) < 0 ||
		task.runs != event->run || !goes(&task) ||
		store_get_run(turn->store, task.id, task.runs, &run, NULL) <
			0 ||
		run.verdict || run.judged)
		goto out;
	/* A keeper that hangs is asked again; its end would show elsewhere. */
	if (!event->on) {
		if (keeper_lives(turn->host, task.name))
			post_look_later(
				sense, &task, turn->now_ms + NO_ANSWER_MS);
	} else if (checkpoint_says_done(turn->host, &task, &run)) {
		judge_done(sense, &task, event->number);
	} else if (task.idle_ms && task.state == STATE_RUNNING) {
		judge_silence(sense, &task, &run, event->number);
	}
out:
	run_clear(&run);
	task_clear(&task);
}

void activity_sampled(struct sense *sense, const struct event *event)
{
	struct silence *silence = silence_find(sense, event->task, event->run);
	struct liveness_sample sample = { 0 };
	const char *worktree;

	if (!silence)
		return;
	silence->sampling = false;
	/* None: the due time comes once more. */
	if (!event->answer)
		return;
	worktree = json_text(event->answer, "worktree");
	sample.at_ms = json_number(event->answer, "at_ms", 0);
	sample.awake_ms = json_number(event->answer, "awake_ms", 0);
	sample.cpu_ms = json_number(event->answer, "cpu_ms", -1);
	snprintf(sample.worktree, sizeof(sample.worktree), "%s",
		worktree ? worktree : "");
	*(silence->first.at_ms ? &silence->second : &silence->first) = sample;
	turn_emit(sense->turn, &(struct effect){ .kind = EFFECT_ASK_KEEPER,
				       .task = event->task,
				       .run = event->run });
}
