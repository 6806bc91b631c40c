/*
 * wake - who waits for admission, and what happens when it opens: see admission.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "policy/admit/common_cause.h"
#include "policy/admit/memory_limit.h"

bool admission_get(
	struct turn *turn, const char *profile, struct admission *admission)
{
	struct err err = ERR_INIT;

	*admission = ADMISSION_INIT;
	if (store_get_admission(turn->store, profile, admission, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

void admission_save(struct turn *turn, const struct admission *admission)
{
	struct err err = ERR_INIT;

	if (store_save_admission(turn->store, admission, &err) < 0)
		log_err(&err);
}

static bool is_of_all(const struct admission *admission)
{
	return !strcmp(admission->profile, ADMISSION_ALL);
}

struct breaker_times admission_times(
	const struct turn *turn, const struct admission *admission)
{
	const struct systemic_config *config = &turn->config->systemic;
	enum mass_cause cause = admission->breaker.cause;
	struct breaker_times times = breaker_times_of(&config->breaker);

	if (is_of_all(admission))
		times = (struct breaker_times){
			mass_can_be_looked_at(cause)
				? config->mass.recheck_first_ms
				: config->mass.probe_after_ms,
			config->mass.recheck_max_ms,
			config->mass.probe_after_ms, 0
		};
	times.most = turn->config->attempts;
	return times;
}

enum reason_code admission_reason_code(const struct admission *admission)
{
	return is_of_all(admission) ? REASON_MASS_FAILURE : REASON_BREAKER;
}

void admission_explain(
	char reason[ADMISSION_REASON_SIZE], const struct admission *admission)
{
	const struct breaker *breaker = &admission->breaker;
	char when[CLOCK_TEXT_SIZE], what[80];

	if (is_of_all(admission))
		snprintf(what, sizeof(what), "many runs ended at once (%s)",
			mass_cause_name(breaker->cause));
	else
		snprintf(what, sizeof(what),
			"the breaker of profile '%.40s' is open",
			admission->profile);
	clock_text(breaker->until_ms, when);
	if (is_of_all(admission) && breaker->cause == MASS_UNSEEN)
		snprintf(reason, ADMISSION_REASON_SIZE,
			"many runs ended at once; reeve looks for the cause");
	else if (breaker->until_ms == BREAKER_NEVER_MS)
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s, %lld times in a row; it waits for a person: "
			"reeve resume",
			what, (long long)breaker->opened);
	else if (breaker->state == BREAKER_HALF_OPEN)
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; task %lld probes it, until %s at the latest", what,
			(long long)breaker->probe, when);
	else if (is_of_all(admission) && mass_can_be_looked_at(breaker->cause))
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; it is looked at again at %s", what, when);
	else
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; one run probes it at %s", what, when);
}

const char *admission_ending(const struct admission *admission)
{
	return admission->breaker.state == BREAKER_OPEN &&
			       admission->breaker.until_ms == BREAKER_NEVER_MS
		       ? "; it recurred too often: reeve does not probe it by "
			 "itself"
		       : "";
}

void admission_journal(struct turn *turn, const struct admission *admission,
	const struct argv *agents)
{
	const struct breaker *breaker = &admission->breaker;
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "profile", admission->profile);
	json_add_text(data, "state", breaker_state_name(breaker->state));
	if (breaker->cause)
		json_add_text(data, "cause", mass_cause_name(breaker->cause));
	else
		json_add_text(data, "verdict", verdict_name(breaker->verdict));
	if (breaker->state != BREAKER_CLOSED) {
		json_add_text(data, "reason", breaker->reason);
		json_add_time(data, "until", breaker->until_ms);
	}
	if (breaker->state == BREAKER_HALF_OPEN)
		json_add_number(data, "probe", breaker->probe);
	if (agents)
		json_add_list(data, "agents", agents);
	journal(turn, JOURNAL_BREAKER, NULL, 0, data);
}

/* It is parked because of what has opened this breaker. */
static bool waits_behind(
	const struct admission *admission, const struct task *task)
{
	if (task->state != STATE_PARKED || task->decision != ACTION_PARK ||
		task->verdict == VERDICT_RATE_LIMITED)
		return false;
	if (is_of_all(admission))
		return mass_counts(task->verdict);
	return !strcmp(admission->profile, task->profile) &&
	       task->verdict == admission->breaker.verdict;
}

/* It is parked for a limit that a person has lifted. */
static bool waits_for_limit(
	const struct admission *admission, const struct task *task)
{
	return !admission->limit_ms && task->state == STATE_PARKED &&
	       task->verdict == VERDICT_RATE_LIMITED &&
	       !strcmp(admission->profile, task->profile);
}

static bool is_behind(
	struct turn *turn, const char *profile, const struct task *task)
{
	struct admission admission;
	bool behind = admission_get(turn, profile, &admission) &&
		      admission.breaker.state != BREAKER_CLOSED &&
		      waits_behind(&admission, task);

	admission_clear(&admission);
	return behind;
}

bool admission_is_behind(struct turn *turn, const struct task *task)
{
	return task->state == STATE_PARKED &&
	       (is_behind(turn, task->profile, task) ||
		       is_behind(turn, ADMISSION_ALL, task));
}

/* The one that opened it, or else the first that waits behind it. */
static int64_t speaker_of(struct turn *turn, const struct admission *admission)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;
	int64_t speaker = 0;

	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		const struct task *task = &tasks.items[i];

		if (waits_behind(admission, task) &&
			(!speaker || task->id == admission->breaker.task))
			speaker = task->id;
	}
	task_list_clear(&tasks);
	return speaker;
}

bool admission_speaks(struct turn *turn, const struct task *task)
{
	const char *const keys[] = { task->profile, ADMISSION_ALL };
	bool speaks = false;

	for (size_t i = 0; !speaks && i < 2; i++) {
		struct admission admission;

		if (task->state == STATE_PARKED &&
			is_behind(turn, keys[i], task) &&
			admission_get(turn, keys[i], &admission)) {
			speaks = speaker_of(turn, &admission) == task->id;
			admission_clear(&admission);
		}
	}
	return speaks;
}

/* It asks again at `at_ms` and a random part of `jitter_ms`. */
static void post_ask_again(struct turn *turn, const struct task *task,
	int64_t at_ms, int64_t jitter_ms, bool released)
{
	struct event event = { .kind = EVENT_ASK_AGAIN,
		.task = task->id,
		.run = task->runs,
		.due_ms = turn_jitter(turn, at_ms, jitter_ms) };

	if (released)
		reason_set(&event.reason, REASON_RELEASED,
			"nothing holds the task back any more; its next run follows");
	turn_post(turn, &event);
}

void admission_wake(struct turn *turn, const struct admission *admission,
	int64_t at_ms, int64_t jitter_ms, int64_t but_task)
{
	bool closed = admission->breaker.state == BREAKER_CLOSED;
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		const struct task *task = &tasks.items[i];
		bool queued =
			task->state == STATE_QUEUED && task->due_ms &&
			(is_of_all(admission) ||
				!strcmp(task->profile, admission->profile));

		if (task->id != but_task &&
			(queued || waits_behind(admission, task) ||
				waits_for_limit(admission, task)))
			post_ask_again(turn, task, at_ms, jitter_ms, closed);
	}
	task_list_clear(&tasks);
	turn_post_places_changed(turn);
}

void admission_diagnose(struct turn *turn, const struct breaker *breaker)
{
	turn_emit(turn, &(struct effect){ .kind = EFFECT_DIAGNOSE,
				.number = breaker->from_ms });
}

void admission_closed(
	struct turn *turn, const struct admission *admission, int64_t but_task)
{
	admission_journal(turn, admission, NULL);
	admission_wake(turn, admission, turn->now_ms,
		turn->config->park_jitter_ms, but_task);
}

/* Memory is of all profiles, and no row's: it is looked at. */
static void add_memory(cJSON *array, const struct turn *turn)
{
	const struct memory_config *config = &turn->config->systemic.memory;
	struct memory_facts facts = memory_facts_read(config->pressure_file);
	char why[MEMORY_REASON_SIZE];
	cJSON *row;

	if (!memory_is_short(why, &facts, config))
		return;
	row = cJSON_CreateObject();
	json_add_text(row, "profile", ADMISSION_ALL);
	json_add_text(row, "memory", why);
	cJSON_AddItemToArray(array, row);
}

cJSON *admission_write_shut(struct turn *turn)
{
	cJSON *array = cJSON_CreateArray();
	struct admission_list admissions = { 0 };
	int64_t now_ms = turn->now_ms;
	struct err err = ERR_INIT;

	if (store_list_admissions(turn->store, &admissions, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < admissions.count; i++) {
		struct admission *admission = &admissions.items[i];

		admission->most = memory_most(admission,
			turn->config->backoff_reset_after_ms, now_ms);
		if (admission->limit_ms <= now_ms)
			admission->limit_ms = 0;
		if (admission->breaker.state != BREAKER_CLOSED ||
			admission->limit_ms || admission->most)
			cJSON_AddItemToArray(array, admission_write(admission));
	}
	add_memory(array, turn);
	admission_list_clear(&admissions);
	return array;
}
