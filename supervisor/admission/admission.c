/*
 * admission - may a run be started now? See admission.h
 *
 * The breakers come last and are changed only when nothing else holds the task
 * back: there is one probe, and it starts.
 */
#include "supervisor/admission/admission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "supervisor/admission/daily_budget.h"
#include "policy/admit/common_cause.h"
#include "supervisor/act/diagnose.h"
#include "policy/admit/memory_limit.h"
#include "supervisor/tasks/queue_order.h"

/* Why a task does not start, and when it asks again. */
struct held {
	int64_t until_ms;
	int64_t jitter_ms;
	char reason[ADMISSION_REASON_SIZE];
};

static bool limit_holds(struct held *held, const struct daemon *daemon,
	const struct admission *admission, int64_t now_ms)
{
	char when[CLOCK_TEXT_SIZE];

	if (admission->limit_ms <= now_ms)
		return false;
	held->until_ms = admission->limit_ms;
	held->jitter_ms = daemon->config.park_jitter_ms;
	snprintf(held->reason, sizeof(held->reason),
		"its profile '%.64s' is parked until %s", admission->profile,
		clock_text(admission->limit_ms, when));
	return true;
}

static bool day_holds(struct held *held, struct daemon *daemon)
{
	char spent[BUDGET_TEXT_SIZE], when[CLOCK_TEXT_SIZE];

	held->until_ms = daily_budget_is_spent(daemon, spent);
	if (!held->until_ms)
		return false;
	held->jitter_ms = daemon->config.park_jitter_ms;
	snprintf(held->reason, sizeof(held->reason),
		"%.200s; it waits until %s", spent,
		clock_text(held->until_ms, when));
	return true;
}

bool admission_is_day_spent(
	struct daemon *daemon, char reason[ADMISSION_REASON_SIZE])
{
	struct held held;

	if (!day_holds(&held, daemon))
		return false;
	snprintf(reason, ADMISSION_REASON_SIZE, "%s", held.reason);
	return true;
}

static bool memory_holds(
	struct held *held, const struct daemon *daemon, int64_t now_ms)
{
	const struct memory_config *config = &daemon->config.systemic.memory;
	struct memory_facts facts = memory_look(config);
	char why[MEMORY_REASON_SIZE];

	if (!memory_is_short(why, &facts, config))
		return false;
	held->until_ms = now_ms + config->recheck_interval_ms;
	held->jitter_ms = config->recheck_interval_ms;
	snprintf(held->reason, sizeof(held->reason), "%s", why);
	return true;
}

/* Fewer at once since one of them ran out of memory. */
static bool most_holds(struct held *held, struct daemon *daemon,
	const struct admission *admission, const struct task *task,
	int64_t now_ms)
{
	int64_t stable_ms = daemon->config.backoff_reset_after_ms;
	int64_t most = memory_most(admission, stable_ms, now_ms);
	char when[CLOCK_TEXT_SIZE];

	if (!most || admission_count_places(
			     daemon, admission->profile, task->id) < most)
		return false;
	held->until_ms = memory_raised_at(admission, stable_ms, now_ms);
	held->jitter_ms = 0;
	snprintf(held->reason, sizeof(held->reason),
		"one of its profile '%.64s' ran out of memory: %lld at once "
		"until %s, then one more",
		admission->profile, (long long)most,
		clock_text(held->until_ms, when));
	return true;
}

static struct probe_facts look_at_probe(
	struct daemon *daemon, const struct admission *admission)
{
	const struct breaker *breaker = &admission->breaker;
	struct probe_facts facts = { 0 };
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;

	if (breaker->state != BREAKER_HALF_OPEN ||
		store_get_task(daemon->store, breaker->probe, &task, NULL) < 0)
		return facts;
	/* Where another profile goes on with it, it shows nothing of ours. */
	facts.goes = (schedule_takes_place(task.state) ||
			     task.state == STATE_QUEUED) &&
		     (!strcmp(admission->profile, ADMISSION_ALL) ||
			     !strcmp(admission->profile, task.profile));
	if (store_get_run(daemon->store, task.id, breaker->probe_run, &run,
		    NULL) == 0)
		facts.started_ms = run.started_ms;
	run_clear(&run);
	task_clear(&task);
	return facts;
}

/* Asks one breaker; whether it was closed by that is in admission->breaker. */
static enum breaker_answer ask(struct daemon *daemon,
	struct admission *admission, const struct task *task)
{
	struct breaker_times times = admission_times(daemon, admission);
	struct probe_facts probe = look_at_probe(daemon, admission);

	return breaker_ask(
		&admission->breaker, task->id, &probe, &times, clock_wall_ms());
}

/* Of many ends at once: a cause that lasts is looked at, not tried. */
static bool looks_instead(struct daemon *daemon, struct admission *admission)
{
	int64_t now_ms = clock_wall_ms();

	if (strcmp(admission->profile, ADMISSION_ALL) != 0 ||
		admission->breaker.state != BREAKER_OPEN ||
		!mass_can_be_looked_at(admission->breaker.cause))
		return false;
	admission->breaker.until_ms =
		now_ms + daemon->config.systemic.mass.recheck_first_ms;
	admission_save(daemon, admission);
	mass_look(daemon, &admission->breaker);
	return true;
}

static void hold_behind(struct held *held, const struct admission *admission)
{
	held->until_ms = admission->breaker.until_ms;
	held->jitter_ms = 0;
	admission_explain(held->reason, admission);
}

/* Its next run is the probe; the others ask again when that is proof. */
static void make_probe(struct daemon *daemon, struct admission *admission,
	const struct task *task)
{
	struct breaker_times times = admission_times(daemon, admission);

	breaker_try(&admission->breaker, task->id, task->runs + 1, &times,
		clock_wall_ms());
	admission_save(daemon, admission);
	admission_journal(daemon, admission, NULL);
	admission_wake(daemon, admission, admission->breaker.until_ms, 0);
}

/* Both breakers; the task is the probe of those that need one. */
static bool breakers_hold(struct held *held, struct daemon *daemon,
	struct admission admissions[2], const struct task *task)
{
	enum breaker_answer answers[2];

	for (int i = 0; i < 2; i++) {
		bool open = admissions[i].breaker.state != BREAKER_CLOSED;

		answers[i] = ask(daemon, &admissions[i], task);
		if (open && admissions[i].breaker.state == BREAKER_CLOSED) {
			admission_save(daemon, &admissions[i]);
			admission_closed(daemon, &admissions[i]);
		}
		if (answers[i] == BREAKER_HOLD ||
			(answers[i] == BREAKER_PROBE &&
				looks_instead(daemon, &admissions[i]))) {
			hold_behind(held, &admissions[i]);
			return true;
		}
	}
	for (int i = 0; i < 2; i++)
		if (answers[i] == BREAKER_PROBE)
			make_probe(daemon, &admissions[i], task);
	return false;
}

static void set_held(struct step *step, const struct held *held)
{
	mem_replace(&step->task->reason, held->reason);
	if (!step->task->held_ms)
		step->task->held_ms = clock_wall_ms();
	step_set_due(step,
		held->until_ms + (int64_t)(random_number() %
					   ((uint64_t)held->jitter_ms + 1)));
}

bool admission_admits(struct step *step)
{
	struct daemon *daemon = step->daemon;
	struct task *task = step->task;
	int64_t now_ms = clock_wall_ms();
	struct admission admissions[2] = { ADMISSION_INIT, ADMISSION_INIT };
	struct held held = { 0 };
	bool holds;

	admission_get(daemon, ADMISSION_ALL, &admissions[0]);
	admission_get(daemon, task->profile, &admissions[1]);
	holds = day_holds(&held, daemon) ||
		limit_holds(&held, daemon, &admissions[1], now_ms) ||
		memory_holds(&held, daemon, now_ms) ||
		most_holds(&held, daemon, &admissions[1], task, now_ms) ||
		breakers_hold(&held, daemon, admissions, task);
	if (holds)
		set_held(step, &held);
	admission_clear(&admissions[0]);
	admission_clear(&admissions[1]);
	return !holds;
}

bool admission_is_shut(struct daemon *daemon, const struct task *task)
{
	int64_t now_ms = clock_wall_ms();
	struct admission all, own;
	struct held held;
	bool shut;

	admission_get(daemon, ADMISSION_ALL, &all);
	admission_get(daemon, task->profile, &own);
	shut = day_holds(&held, daemon) ||
	       limit_holds(&held, daemon, &own, now_ms) ||
	       all.breaker.state != BREAKER_CLOSED ||
	       own.breaker.state != BREAKER_CLOSED ||
	       memory_holds(&held, daemon, now_ms) ||
	       most_holds(&held, daemon, &own, task, now_ms);
	admission_clear(&all);
	admission_clear(&own);
	return shut;
}

bool admission_keeps(struct step *step)
{
	struct daemon *daemon = step->daemon;
	struct task *task = step->task;
	struct admission admissions[2] = { ADMISSION_INIT, ADMISSION_INIT };
	struct held held = { 0 };
	bool keeps = false;

	if (!admission_is_behind(daemon, task))
		return false;
	admission_get(daemon, ADMISSION_ALL, &admissions[0]);
	admission_get(daemon, task->profile, &admissions[1]);
	keeps = breakers_hold(&held, daemon, admissions, task);
	if (keeps)
		set_held(step, &held);
	admission_clear(&admissions[0]);
	admission_clear(&admissions[1]);
	return keeps;
}

bool admission_is_limited(struct daemon *daemon, const char *profile)
{
	struct admission admission;
	bool limited = admission_get(daemon, profile, &admission) &&
		       admission.limit_ms > clock_wall_ms();

	admission_clear(&admission);
	return limited;
}

int64_t admission_opens_ms(struct daemon *daemon, const char *profile)
{
	int64_t opens_ms = 0, now_ms = clock_wall_ms();
	struct admission admission;

	if (admission_get(daemon, profile, &admission)) {
		if (admission.limit_ms > now_ms)
			opens_ms = admission.limit_ms;
		if (admission.breaker.state != BREAKER_CLOSED &&
			admission.breaker.until_ms > now_ms &&
			admission.breaker.until_ms > opens_ms)
			opens_ms = admission.breaker.until_ms;
	}
	admission_clear(&admission);
	return opens_ms;
}

void admission_limit(
	struct daemon *daemon, const char *profile, int64_t until_ms)
{
	struct admission admission;

	if (!admission_get(daemon, profile, &admission))
		return;
	if (until_ms > admission.limit_ms) {
		admission.limit_ms = until_ms;
		admission_save(daemon, &admission);
	}
	admission_clear(&admission);
}

static void fixed(
	struct daemon *daemon, const char *profile, const struct task *task)
{
	struct admission admission;

	if (!admission_get(daemon, profile, &admission))
		return;
	/* That the day's budget is spent is not for one of them to end. */
	if (admission.limit_ms && strcmp(profile, ADMISSION_ALL) != 0) {
		admission.limit_ms = 0;
		admission_save(daemon, &admission);
		admission_wake(daemon, &admission, clock_wall_ms(),
			daemon->config.park_jitter_ms);
	}
	if (admission.breaker.state != BREAKER_CLOSED)
		make_probe(daemon, &admission, task);
	admission_clear(&admission);
}

void admission_lift(struct daemon *daemon, const struct task *task)
{
	fixed(daemon, ADMISSION_ALL, task);
	fixed(daemon, task->profile, task);
}
