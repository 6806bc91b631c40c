/*
 * wake - who waits at a admission, and what happens as it opens: see admission.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "policy/admit/common_cause.h"
#include "policy/admit/memory_limit.h"
#include "supervisor/core/memory_look.h"
#include "supervisor/tasks/queue_order.h"

bool admission_get(
	struct daemon *daemon, const char *profile, struct admission *admission)
{
	struct err err = ERR_INIT;

	*admission = ADMISSION_INIT;
	if (store_get_admission(daemon->store, profile, admission, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

void admission_save(struct daemon *daemon, const struct admission *admission)
{
	struct err err = ERR_INIT;

	if (store_save_admission(daemon->store, admission, &err) < 0)
		log_err(&err);
}

static bool is_of_all(const struct admission *admission)
{
	return !strcmp(admission->profile, ADMISSION_ALL);
}

struct breaker_times admission_times(
	const struct daemon *daemon, const struct admission *admission)
{
	const struct systemic_config *config = &daemon->config.systemic;
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
	times.most = daemon->config.attempts;
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
			"many runs ended at once; why is being looked for");
	else if (breaker->until_ms == BREAKER_NEVER_MS)
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s, %lld times in a row; it waits for a person: "
			"reeve resume",
			what, (long long)breaker->opened);
	else if (breaker->state == BREAKER_HALF_OPEN)
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; task %lld tries it, until %s at most", what,
			(long long)breaker->probe, when);
	else if (is_of_all(admission) && mass_can_be_looked_at(breaker->cause))
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; it is looked at again at %s", what, when);
	else
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%s; one run tries it at %s", what, when);
}

const char *admission_ending(const struct admission *admission)
{
	return admission->breaker.state == BREAKER_OPEN &&
			       admission->breaker.until_ms == BREAKER_NEVER_MS
		       ? "; it came back too often: it is not tried again by "
			 "itself"
		       : "";
}

void admission_journal(struct daemon *daemon, const struct admission *admission,
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
	journal(daemon, JOURNAL_BREAKER, NULL, 0, data);
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
	struct daemon *daemon, const char *profile, const struct task *task)
{
	struct admission admission;
	bool behind = admission_get(daemon, profile, &admission) &&
		      admission.breaker.state != BREAKER_CLOSED &&
		      waits_behind(&admission, task);

	admission_clear(&admission);
	return behind;
}

bool admission_is_behind(struct daemon *daemon, const struct task *task)
{
	return task->state == STATE_PARKED &&
	       (is_behind(daemon, task->profile, task) ||
		       is_behind(daemon, ADMISSION_ALL, task));
}

/* The one that opened it, or else the first that waits behind it. */
static int64_t speaker_of(
	struct daemon *daemon, const struct admission *admission)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;
	int64_t speaker = 0;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
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

bool admission_speaks(struct daemon *daemon, const struct task *task)
{
	const char *const keys[] = { task->profile, ADMISSION_ALL };
	bool speaks = false;

	for (size_t i = 0; !speaks && i < 2; i++) {
		struct admission admission;

		if (task->state == STATE_PARKED &&
			is_behind(daemon, keys[i], task) &&
			admission_get(daemon, keys[i], &admission)) {
			speaks = speaker_of(daemon, &admission) == task->id;
			admission_clear(&admission);
		}
	}
	return speaks;
}

void admission_wake(struct daemon *daemon, const struct admission *admission,
	int64_t at_ms, int64_t jitter_ms)
{
	bool closed = admission->breaker.state == BREAKER_CLOSED;
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		struct task *task = &tasks.items[i];
		bool queued =
			task->state == STATE_QUEUED && task->due_ms &&
			(is_of_all(admission) ||
				!strcmp(task->profile, admission->profile));

		if (!queued && !waits_behind(admission, task) &&
			!waits_for_limit(admission, task))
			continue;
		if (closed)
			reason_set(&task->reason, REASON_RELEASED,
				"what held it back is over: it goes on soon");
		task->due_ms = at_ms + (int64_t)(random_number() %
						 ((uint64_t)jitter_ms + 1));
		if (store_save_task(daemon->store, task, &err) < 0)
			log_err(&err);
	}
	task_list_clear(&tasks);
	daemon->places_changed = true;
}

void admission_closed(struct daemon *daemon, const struct admission *admission)
{
	admission_journal(daemon, admission, NULL);
	admission_wake(daemon, admission, clock_wall_ms(),
		daemon->config.park_jitter_ms);
}

int64_t admission_count_places(
	struct daemon *daemon, const char *profile, int64_t but_task)
{
	struct task_list active = { 0 };
	struct err err = ERR_INIT;
	int64_t count = 0;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &active, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < active.count; i++)
		count +=
			active.items[i].id != but_task &&
			schedule_takes_place(active.items[i].state) &&
			(!profile || !strcmp(active.items[i].profile, profile));
	task_list_clear(&active);
	return count;
}

/* Memory is of all profiles, and no row's: it is looked at. */
static void add_memory(cJSON *array, const struct daemon *daemon)
{
	const struct memory_config *config = &daemon->config.systemic.memory;
	struct memory_facts facts = memory_look(config);
	char why[MEMORY_REASON_SIZE];
	cJSON *row;

	if (!memory_is_short(why, &facts, config))
		return;
	row = cJSON_CreateObject();
	json_add_text(row, "profile", ADMISSION_ALL);
	json_add_text(row, "memory", why);
	cJSON_AddItemToArray(array, row);
}

cJSON *admission_write_shut(struct daemon *daemon)
{
	cJSON *array = cJSON_CreateArray();
	struct admission_list admissions = { 0 };
	int64_t now_ms = clock_wall_ms();
	struct err err = ERR_INIT;

	if (store_list_admissions(daemon->store, &admissions, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < admissions.count; i++) {
		struct admission *admission = &admissions.items[i];

		admission->most = memory_most(admission,
			daemon->config.backoff_reset_after_ms, now_ms);
		if (admission->limit_ms <= now_ms)
			admission->limit_ms = 0;
		if (admission->breaker.state != BREAKER_CLOSED ||
			admission->limit_ms || admission->most)
			cJSON_AddItemToArray(array, admission_write(admission));
	}
	add_memory(array, daemon);
	admission_list_clear(&admissions);
	return array;
}
