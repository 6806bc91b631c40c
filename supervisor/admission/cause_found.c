/*
 * cause_found - why many runs ended at once is known, or cannot be: see admission.h
 *
 * People are told once, when it has been looked for the first time. What is
 * over lets all carry on; what lasts is looked at again, later each time; what
 * cannot be known from here is tried by one run.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/admission/cause_found.h"
#include "supervisor/core/journal.h"
#include "policy/admit/common_cause.h"

/* What is to be done about a cause that lasts. */
static const char *advice(enum mass_cause cause)
{
	switch (cause) {
	case MASS_DISK_FULL:
		return "; to do: make room there";
	case MASS_NO_MEMORY:
		return "; to do: end what uses it, or lower max_agents";
	case MASS_NO_NETWORK:
		return "; to do: look at this machine's network";
	case MASS_UNKNOWN:
		return "; to do: look with reeve why, then reeve resume one of "
		       "them";
	default:
		return "; it recurred: one run probes it first";
	}
}

/* Each of them says why it waits, and what ended it if that is known. */
static void tell_each(
	struct turn *turn, const struct admission *admission, const char *cause)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		const struct task *task = &tasks.items[i];
		struct event event = { .kind = EVENT_CAUSE_FOUND,
			.task = task->id,
			.run = task->runs };

		if (task->state != STATE_PARKED ||
			!admission_is_behind(turn, task))
			continue;
		reason_set(&event.reason, REASON_MASS_FAILURE, "%s",
			admission->breaker.reason);
		if (cause && admission->breaker.cause != MASS_UNKNOWN)
			evidence_addf(&event.evidence, EVIDENCE_COMMON_CAUSE,
				"it ended with others at once: %s", cause);
		turn_post(turn, &event);
	}
	task_list_clear(&tasks);
}

/* The first look: its reason grows by the cause, and people are told. */
static void name_cause(struct turn *turn, struct admission *admission,
	const cJSON *answer, bool over)
{
	struct breaker *breaker = &admission->breaker;
	const char *text = json_text(answer, "text");
	/* More may have ended since it opened. */
	char *who = admission_describe_mass(turn, breaker);
	char *reason = mem_format("%s: %s%s%s%s", who ? who : breaker->reason,
		text ? text : "the cause could not be looked for",
		over ? "; the cause is over, and all tasks continue" : "",
		over ? "" : advice(breaker->cause),
		admission_ending(admission));

	mem_replace(&breaker->reason, reason);
	free(reason);
	free(who);
	tell_each(turn, admission, text);
	turn_post(turn, &(struct event){ .kind = EVENT_TELL_PEOPLE,
				.notify = NOTIFY_BREAKER,
				.text = mem_copy(breaker->reason) });
}

static void ask_for_review(struct turn *turn, const struct admission *admission)
{
	struct task task = TASK_INIT;
	struct review review = { .task = admission->breaker.task,
		.time_ms = turn->now_ms,
		.what = REVIEW_ESCALATED,
		.by = mem_copy("reeve"),
		.text = mem_copy(admission->breaker.reason) };
	struct err err = ERR_INIT;

	if (store_get_task(turn->store, review.task, &task, &err) == 0) {
		review.run = task.runs;
		if (store_add_review(turn->store, &review, &err) < 0)
			log_err(&err);
	}
	task_clear(&task);
	review_clear(&review);
}

/* Later each time; the first wait is of the cause that is known now. */
static void wait_longer(
	struct turn *turn, struct admission *admission, bool first)
{
	struct breaker *breaker = &admission->breaker;
	struct breaker_times times = admission_times(turn, admission);

	if (!first)
		breaker_wait_longer(breaker, &times);
	else if (breaker->wait_ms < times.first_ms)
		breaker->wait_ms = times.first_ms;
	breaker->until_ms = breaker_next(breaker, &times, turn->now_ms);
	admission_wake(turn, admission, breaker->until_ms, 0, 0);
}

/* It was looked at again, and may be over: a run finds out. */
static void try_now(struct turn *turn, struct admission *admission)
{
	struct breaker_times times = admission_times(turn, admission);

	admission->breaker.cause = MASS_UNKNOWN;
	admission->breaker.until_ms = turn->now_ms;
	if (breaker_next(&admission->breaker, &times, 0) == BREAKER_NEVER_MS)
		admission->breaker.until_ms = BREAKER_NEVER_MS;
	admission_wake(turn, admission, admission->breaker.until_ms, 0, 0);
}

static void take_in(struct turn *turn, struct admission *admission, bool first,
	const cJSON *answer)
{
	struct breaker *breaker = &admission->breaker;
	int cause = mass_cause_from_name(json_text(answer, "cause"));
	int64_t now = json_number(answer, "now", MASS_TRY);
	/* Another cause now than before is none at all. */
	bool other = !first && answer && cause != (int)breaker->cause;
	/* It has opened again before anything went well. */
	bool again =
		first &&
		breaker->wait_ms > turn->config->systemic.mass.recheck_first_ms;

	/* What could not be looked at lasts: perhaps it is why. */
	if (!first && !answer)
		now = MASS_LASTS;
	/* There are ways out of a machine that has no default route. */
	if (cause == MASS_NO_NETWORK && now == MASS_LASTS &&
		breaker->wait_ms >= turn->config->systemic.mass.probe_after_ms)
		now = MASS_TRY;

	/* What is over comes back: that it is over is not believed. */
	if (again && now == MASS_IS_OVER)
		now = MASS_TRY;
	if (first)
		breaker->cause =
			cause > 0 ? (enum mass_cause)cause : MASS_UNKNOWN;
	if (other || (now == MASS_IS_OVER && answer)) {
		breaker_over(breaker, turn->now_ms);
	} else if (now == MASS_LASTS || first) {
		wait_longer(turn, admission, first);
	} else {
		try_now(turn, admission);
	}
	if (first)
		name_cause(turn, admission, answer,
			breaker->state == BREAKER_CLOSED);
	if (first && breaker->state != BREAKER_CLOSED)
		ask_for_review(turn, admission);
}

void admission_cause_found(struct turn *turn, const cJSON *answer)
{
	struct admission admission;

	if (!admission_get(turn, ADMISSION_ALL, &admission))
		return;
	if (admission.breaker.state == BREAKER_OPEN) {
		take_in(turn, &admission,
			admission.breaker.cause == MASS_UNSEEN, answer);
		admission_save(turn, &admission);
		if (admission.breaker.state == BREAKER_CLOSED)
			admission_closed(turn, &admission, 0);
		else
			admission_journal(turn, &admission, NULL);
	}
	admission_clear(&admission);
}

void admission_diagnose_again(struct turn *turn)
{
	struct admission admission;

	if (!admission_get(turn, ADMISSION_ALL, &admission))
		return;
	if (admission.breaker.state == BREAKER_OPEN &&
		admission.breaker.cause == MASS_UNSEEN)
		admission_diagnose(turn, &admission.breaker);
	admission_clear(&admission);
}
