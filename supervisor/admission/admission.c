/*
 * admission - may a run be started now? See admission.h
 *
 * The breakers come last and are changed only when nothing else holds the task
 * back: there is one probe, and it starts.
 */
#include "supervisor/admission/admission.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/daily_budget.h"
#include "policy/admit/admission_rules.h"
#include "supervisor/core/places.h"

/* What admission_holds asks for. The day's budget and the memory are cheap, so
 * all of it is gathered at once. */
struct gathered {
	struct admission_facts facts;
	char day_text[BUDGET_TEXT_SIZE];
};

static void gather_facts(struct gathered *gathered, struct turn *turn,
	const struct admission *own, int64_t task)
{
	int64_t now_ms = turn->now_ms;

	*gathered = (struct gathered){ 0 };
	gathered->facts = (struct admission_facts){
		.now_ms = now_ms,
		.own = own,
		.day_until_ms = daily_budget_is_spent(turn, gathered->day_text),
		.day_text = gathered->day_text,
		.memory = memory_facts_read(
			turn->config->systemic.memory.pressure_file),
		/* The places are counted only where that decides. */
		.places =
			memory_most(own, turn->config->backoff_reset_after_ms,
				now_ms)
				? places_taken(turn->store, own->profile, task)
				: 0,
	};
}

/* Without a profile: only the day's budget. */
bool admission_is_day_spent(
	struct turn *turn, char reason[ADMISSION_REASON_SIZE])
{
	const struct admission none = ADMISSION_INIT;
	char spent[BUDGET_TEXT_SIZE];
	const struct admission_facts facts = {
		.own = &none,
		.day_until_ms = daily_budget_is_spent(turn, spent),
		.day_text = spent,
	};
	const struct admission_answer answer = { ADMISSION_DAY_SPENT,
		facts.day_until_ms, 0 };

	if (facts.day_until_ms)
		admission_answer_text(reason, &answer, &facts, turn->config);
	return facts.day_until_ms;
}

static struct probe_facts look_at_probe(
	struct turn *turn, const struct admission *admission)
{
	const struct breaker *breaker = &admission->breaker;
	struct probe_facts facts = { 0 };
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;

	if (breaker->state != BREAKER_HALF_OPEN ||
		store_get_task(turn->store, breaker->probe, &task, NULL) < 0)
		return facts;
	/* Where another profile goes on with it, it shows nothing of ours. */
	facts.goes =
		(state_takes_place(task.state) || task.state == STATE_QUEUED) &&
		(!strcmp(admission->profile, ADMISSION_ALL) ||
			!strcmp(admission->profile, task.profile));
	if (store_get_run(
		    turn->store, task.id, breaker->probe_run, &run, NULL) == 0)
		facts.started_ms = run.started_ms;
	run_clear(&run);
	task_clear(&task);
	return facts;
}

/* Its next run is the probe; the others ask again when that is proof. */
static void make_probe(
	struct turn *turn, struct admission *admission, const struct task *task)
{
	struct breaker_times times = admission_times(turn, admission);

	breaker_try(&admission->breaker, task->id, task->runs + 1, &times,
		turn->now_ms);
	admission_save(turn, admission);
	admission_journal(turn, admission, NULL);
	admission_wake(
		turn, admission, admission->breaker.until_ms, 0, task->id);
}

/* What the answer of one breaker asks for, but its probe. */
static void settle_breaker(struct turn *turn,
	const struct breaker_question *question, const struct task *task)
{
	if (question->closes || question->needs_look)
		admission_save(turn, question->row);
	if (question->closes)
		admission_closed(turn, question->row, task->id);
	if (question->needs_look)
		admission_diagnose(turn, &question->row->breaker);
}

/* Both breakers; the task is the probe of those that need one. */
static bool breakers_hold(struct admission_answer *answer,
	char reason[ADMISSION_REASON_SIZE], struct turn *turn,
	struct admission rows[ADMISSION_ROWS], const struct task *task)
{
	struct breaker_question questions[ADMISSION_ROWS];
	bool holds;

	for (int i = 0; i < ADMISSION_ROWS; i++)
		questions[i] = (struct breaker_question){
			.row = &rows[i],
			.probe = look_at_probe(turn, &rows[i]),
			.times = admission_times(turn, &rows[i]),
		};
	holds = admission_breakers_hold(
		answer, questions, task->id, turn->now_ms, turn->config);
	for (int i = 0; i < ADMISSION_ROWS; i++)
		settle_breaker(turn, &questions[i], task);
	for (int i = 0; i < ADMISSION_ROWS; i++)
		if (questions[i].needs_probe)
			make_probe(turn, &rows[i], task);
	if (holds)
		admission_explain(
			reason, &rows[answer->code == ADMISSION_BREAKER_OWN]);
	return holds;
}

/* Why it is held back: what the task waits for, as a code. */
static enum reason_code held_reason_code(
	const struct admission_answer *answer, const struct admission *rows)
{
	static const enum reason_code codes[ADMISSION_CODES] = {
		[ADMISSION_DAY_SPENT] = REASON_DAILY_BUDGET,
		[ADMISSION_LIMITED] = REASON_LIMIT,
		[ADMISSION_MEMORY_SHORT] = REASON_MEMORY,
		[ADMISSION_PLACES_LOWERED] = REASON_CONCURRENCY,
	};

	if (answer->code == ADMISSION_BREAKER_ALL)
		return admission_reason_code(&rows[ROW_ALL]);
	if (answer->code == ADMISSION_BREAKER_OWN)
		return admission_reason_code(&rows[ROW_OWN]);
	return codes[answer->code];
}

static void set_held(struct turn *turn, struct task *task,
	const struct admission_answer *answer, const struct admission *rows,
	const char *reason)
{
	reason_set(&task->reason, held_reason_code(answer, rows), "%s", reason);
	if (!task->held_ms)
		task->held_ms = turn->now_ms;
	task->due_ms = turn_jitter(turn, answer->until_ms, answer->jitter_ms);
}

static void get_rows(struct turn *turn, struct admission rows[ADMISSION_ROWS],
	const struct task *task)
{
	admission_get(turn, ADMISSION_ALL, &rows[ROW_ALL]);
	admission_get(turn, task->profile, &rows[ROW_OWN]);
}

static void clear_rows(struct admission rows[ADMISSION_ROWS])
{
	admission_clear(&rows[ROW_ALL]);
	admission_clear(&rows[ROW_OWN]);
}

bool admission_admits(struct turn *turn, struct task *task)
{
	struct admission rows[ADMISSION_ROWS];
	char reason[ADMISSION_REASON_SIZE];
	struct admission_answer answer;
	struct gathered gathered;
	bool holds;

	get_rows(turn, rows, task);
	gather_facts(&gathered, turn, &rows[ROW_OWN], task->id);
	holds = admission_holds(&answer, &gathered.facts, turn->config);
	if (holds)
		admission_answer_text(
			reason, &answer, &gathered.facts, turn->config);
	else
		holds = breakers_hold(&answer, reason, turn, rows, task);
	if (holds)
		set_held(turn, task, &answer, rows, reason);
	clear_rows(rows);
	return !holds;
}

bool admission_is_shut(struct turn *turn, const struct task *task)
{
	struct admission rows[ADMISSION_ROWS];
	struct gathered gathered;
	bool shut;

	get_rows(turn, rows, task);
	gather_facts(&gathered, turn, &rows[ROW_OWN], task->id);
	shut = admission_is_shut_by(
		&gathered.facts, &rows[ROW_ALL], turn->config);
	clear_rows(rows);
	return shut;
}

bool admission_keeps(struct turn *turn, struct task *task)
{
	struct admission rows[ADMISSION_ROWS];
	char reason[ADMISSION_REASON_SIZE];
	struct admission_answer answer;
	bool keeps;

	if (!admission_is_behind(turn, task))
		return false;
	get_rows(turn, rows, task);
	keeps = breakers_hold(&answer, reason, turn, rows, task);
	if (keeps)
		set_held(turn, task, &answer, rows, reason);
	clear_rows(rows);
	return keeps;
}

bool admission_is_limited(struct turn *turn, const char *profile)
{
	struct admission admission;
	bool limited = admission_get(turn, profile, &admission) &&
		       admission_limited_until(&admission, turn->now_ms) != 0;

	admission_clear(&admission);
	return limited;
}

int64_t admission_opens_ms(struct turn *turn, const char *profile)
{
	struct admission admission;
	int64_t opens_ms = 0;

	if (admission_get(turn, profile, &admission))
		opens_ms = admission_shut_until(&admission, turn->now_ms);
	admission_clear(&admission);
	return opens_ms;
}

void admission_limit(struct turn *turn, const char *profile, int64_t until_ms)
{
	struct admission admission;

	if (!admission_get(turn, profile, &admission))
		return;
	if (until_ms > admission.limit_ms) {
		admission.limit_ms = until_ms;
		admission_save(turn, &admission);
	}
	admission_clear(&admission);
}

static void fixed(
	struct turn *turn, const char *profile, const struct task *task)
{
	struct admission admission;

	if (!admission_get(turn, profile, &admission))
		return;
	/* That the day's budget is spent is not for one of them to end. */
	if (admission.limit_ms && strcmp(profile, ADMISSION_ALL) != 0) {
		admission.limit_ms = 0;
		admission_save(turn, &admission);
		admission_wake(turn, &admission, turn->now_ms,
			turn->config->park_jitter_ms, task->id);
	}
	if (admission.breaker.state != BREAKER_CLOSED)
		make_probe(turn, &admission, task);
	admission_clear(&admission);
}

void admission_lift(struct turn *turn, const struct task *task)
{
	fixed(turn, ADMISSION_ALL, task);
	fixed(turn, task->profile, task);
}
