/*
 * admission - may a run be started now? See admission.h
 *
 * The breakers come last and are changed only when nothing else holds the task
 * back: there is one probe, and it starts.
 */
#include "supervisor/admission/admission.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "supervisor/admission/daily_budget.h"
#include "policy/admit/admission_rules.h"
#include "policy/backoff.h"
#include "supervisor/act/diagnose.h"
#include "supervisor/core/memory_look.h"
#include "supervisor/tasks/queue_order.h"

/* What admission_holds asks for. The day's budget and memory_look are cheap, so
 * all of it is gathered at once. */
struct gathered {
	struct admission_facts facts;
	char day_text[BUDGET_TEXT_SIZE];
};

static void gather_facts(struct gathered *gathered, struct daemon *daemon,
	const struct admission *own, int64_t task)
{
	int64_t now_ms = clock_wall_ms();

	*gathered = (struct gathered){ 0 };
	gathered->facts = (struct admission_facts){
		.now_ms = now_ms,
		.own = own,
		.day_until_ms =
			daily_budget_is_spent(daemon, gathered->day_text),
		.day_text = gathered->day_text,
		.memory = memory_look(&daemon->config.systemic.memory),
		/* The places are counted only where that decides. */
		.places = memory_most(own,
				  daemon->config.backoff_reset_after_ms, now_ms)
				  ? admission_count_places(
					    daemon, own->profile, task)
				  : 0,
	};
}

/* Without a profile: only the day's budget. */
bool admission_is_day_spent(
	struct daemon *daemon, char reason[ADMISSION_REASON_SIZE])
{
	const struct admission none = ADMISSION_INIT;
	char spent[BUDGET_TEXT_SIZE];
	const struct admission_facts facts = {
		.own = &none,
		.day_until_ms = daily_budget_is_spent(daemon, spent),
		.day_text = spent,
	};
	const struct admission_answer answer = { ADMISSION_DAY_SPENT,
		facts.day_until_ms, 0 };

	if (facts.day_until_ms)
		admission_answer_text(reason, &answer, &facts, &daemon->config);
	return facts.day_until_ms;
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

/* What the answer of one breaker asks for, but its probe. */
static void settle_breaker(
	struct daemon *daemon, const struct breaker_question *question)
{
	if (question->closes || question->needs_look)
		admission_save(daemon, question->row);
	if (question->closes)
		admission_closed(daemon, question->row);
	if (question->needs_look)
		mass_look(daemon, &question->row->breaker);
}

/* Both breakers; the task is the probe of those that need one. */
static bool breakers_hold(struct admission_answer *answer,
	char reason[ADMISSION_REASON_SIZE], struct daemon *daemon,
	struct admission rows[ADMISSION_ROWS], const struct task *task)
{
	struct breaker_question questions[ADMISSION_ROWS];
	bool holds;

	for (int i = 0; i < ADMISSION_ROWS; i++)
		questions[i] = (struct breaker_question){
			.row = &rows[i],
			.probe = look_at_probe(daemon, &rows[i]),
			.times = admission_times(daemon, &rows[i]),
		};
	holds = admission_breakers_hold(
		answer, questions, task->id, clock_wall_ms(), &daemon->config);
	for (int i = 0; i < ADMISSION_ROWS; i++)
		settle_breaker(daemon, &questions[i]);
	for (int i = 0; i < ADMISSION_ROWS; i++)
		if (questions[i].needs_probe)
			make_probe(daemon, &rows[i], task);
	if (holds)
		admission_explain(
			reason, &rows[answer->code == ADMISSION_BREAKER_OWN]);
	return holds;
}

/* Of a breaker, the reason is in its own row. */
static enum reason_code code_of(const struct admission_answer *answer,
	const struct admission rows[ADMISSION_ROWS])
{
	switch (answer->code) {
	case ADMISSION_DAY_SPENT:
		return REASON_DAILY_BUDGET;
	case ADMISSION_LIMITED:
		return REASON_LIMIT;
	case ADMISSION_MEMORY_SHORT:
		return REASON_MEMORY;
	case ADMISSION_PLACES_LOWERED:
		return REASON_CONCURRENCY;
	case ADMISSION_BREAKER_ALL:
		return admission_reason_code(&rows[ROW_ALL]);
	case ADMISSION_BREAKER_OWN:
		return admission_reason_code(&rows[ROW_OWN]);
	case ADMISSION_OPEN:
	case ADMISSION_CODES:
		break;
	}
	return REASON_UNKNOWN;
}

static void set_held(struct step *step, const struct admission_answer *answer,
	enum reason_code code, const char *reason)
{
	reason_set(&step->task->reason, code, "%s", reason);
	if (!step->task->held_ms)
		step->task->held_ms = clock_wall_ms();
	step_set_due(
		step, answer->until_ms + backoff_full_jitter(answer->jitter_ms,
						 random_number()));
}

static void get_rows(struct daemon *daemon,
	struct admission rows[ADMISSION_ROWS], const struct task *task)
{
	admission_get(daemon, ADMISSION_ALL, &rows[ROW_ALL]);
	admission_get(daemon, task->profile, &rows[ROW_OWN]);
}

static void clear_rows(struct admission rows[ADMISSION_ROWS])
{
	admission_clear(&rows[ROW_ALL]);
	admission_clear(&rows[ROW_OWN]);
}

bool admission_admits(struct step *step)
{
	struct daemon *daemon = step->daemon;
	struct admission rows[ADMISSION_ROWS];
	char reason[ADMISSION_REASON_SIZE];
	struct admission_answer answer;
	struct gathered gathered;
	bool holds;

	get_rows(daemon, rows, step->task);
	gather_facts(&gathered, daemon, &rows[ROW_OWN], step->task->id);
	holds = admission_holds(&answer, &gathered.facts, &daemon->config);
	if (holds)
		admission_answer_text(
			reason, &answer, &gathered.facts, &daemon->config);
	else
		holds = breakers_hold(
			&answer, reason, daemon, rows, step->task);
	if (holds)
		set_held(step, &answer, code_of(&answer, rows), reason);
	clear_rows(rows);
	return !holds;
}

bool admission_is_shut(struct daemon *daemon, const struct task *task)
{
	struct admission rows[ADMISSION_ROWS];
	struct gathered gathered;
	bool shut;

	get_rows(daemon, rows, task);
	gather_facts(&gathered, daemon, &rows[ROW_OWN], task->id);
	shut = admission_is_shut_by(
		&gathered.facts, &rows[ROW_ALL], &daemon->config);
	clear_rows(rows);
	return shut;
}

bool admission_keeps(struct step *step)
{
	struct daemon *daemon = step->daemon;
	struct admission rows[ADMISSION_ROWS];
	char reason[ADMISSION_REASON_SIZE];
	struct admission_answer answer;
	bool keeps;

	if (!admission_is_behind(daemon, step->task))
		return false;
	get_rows(daemon, rows, step->task);
	keeps = breakers_hold(&answer, reason, daemon, rows, step->task);
	if (keeps)
		set_held(step, &answer, code_of(&answer, rows), reason);
	clear_rows(rows);
	return keeps;
}

bool admission_is_limited(struct daemon *daemon, const char *profile)
{
	struct admission admission;
	bool limited =
		admission_get(daemon, profile, &admission) &&
		admission_limited_until(&admission, clock_wall_ms()) != 0;

	admission_clear(&admission);
	return limited;
}

int64_t admission_opens_ms(struct daemon *daemon, const char *profile)
{
	struct admission admission;
	int64_t opens_ms = 0;

	if (admission_get(daemon, profile, &admission))
		opens_ms = admission_shut_until(&admission, clock_wall_ms());
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
