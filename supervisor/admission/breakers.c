/*
 * breakers - what the end of a run means for others: see admission.h
 *
 * Many ends at once are looked at first: a cause outside of all profiles
 * explains more than a breaker of each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "supervisor/admission/breakers_parts.h"
#include "supervisor/core/journal.h"
#include "policy/admit/memory_limit.h"
#include "supervisor/core/places.h"

#define NAMES_SHOWN ((size_t)3)

void heard_behind(struct heard *heard, const struct admission *admission)
{
	heard->end->behind = true;
	heard->end->until_ms = admission->breaker.until_ms;
	heard->end->reason_code = admission_reason_code(admission);
	admission_explain(heard->end->reason, admission);
}

/* The probe decides; the rest only says on which side of it this end is. */
void heard_probe(
	struct heard *heard, struct admission *admission, enum breaker_end end)
{
	struct breaker_times times = admission_times(heard->turn, admission);
	enum breaker_state before = admission->breaker.state;

	if (before == BREAKER_CLOSED)
		return;
	breaker_hear(&admission->breaker, heard->run->task, heard->run->number,
		end, &times, heard->now_ms);
	if (admission->breaker.state != before) {
		admission_save(heard->turn, admission);
		if (admission->breaker.state == BREAKER_CLOSED)
			admission_closed(heard->turn, admission, 0);
		else
			admission_journal(heard->turn, admission, NULL);
		/* They waited for this: now it is known for how long. */
		if (admission->breaker.state == BREAKER_OPEN)
			admission_wake(heard->turn, admission,
				admission->breaker.until_ms, 0, 0);
	}
	if (admission->breaker.state != BREAKER_CLOSED && end == BREAKER_ALIKE)
		heard_behind(heard, admission);
}

void heard_success(struct heard *heard, struct admission *admission)
{
	if (!verdict_shows_work(heard->run->verdict) ||
		heard->run->verdict == admission->breaker.verdict ||
		admission->breaker.state != BREAKER_CLOSED ||
		!admission->breaker.wait_ms)
		return;
	admission->breaker.wait_ms = 0;
	admission_save(heard->turn, admission);
}

/* What was decided about the others alone is taken back. */
void heard_take_along(struct heard *heard,
	const struct history_row *const *alike, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct event event = { .kind = EVENT_BEHIND_BREAKER,
			.task = alike[i]->task,
			.run = alike[i]->number,
			.profile = mem_copy(alike[i]->profile),
			.until_ms = heard->end->until_ms };

		reason_set(&event.reason, heard->end->reason_code,
			"the run ended like those of other agents: %s",
			heard->end->reason);
		if (alike[i]->task != heard->run->task)
			turn_post(heard->turn, &event);
		else
			event_clear(&event);
	}
}

void heard_add_names(struct argv *agents,
	const struct history_row *const *alike, size_t count)
{
	for (size_t i = 0; i < count; i++)
		argv_add(agents, alike[i]->agent);
}

/* "one, two, three and 5 more" */
char *heard_names(const struct argv *agents)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < agents->count && i < NAMES_SHOWN; i++)
		str_addf(&text, "%s%.64s", i ? ", " : "", agents->items[i]);
	if (agents->count > NAMES_SHOWN)
		str_addf(&text, " and %zu more", agents->count - NAMES_SHOWN);
	return str_take(&text);
}

/* What matters first: a notification has room for a line of it. */
static char *explain_profile(const struct heard *heard,
	const struct admission *admission, const struct argv *agents)
{
	char *names = heard_names(agents), *text;

	text = mem_format("%lld agents of profile '%s' ended in %s (%s); to "
			  "do: %s; then reeve resume one of them%s; evidence: "
			  "%.300s",
		(long long)admission->breaker.count, admission->profile,
		verdict_name(admission->breaker.verdict), names,
		breaker_advice(admission->breaker.verdict),
		admission_ending(admission),
		evidence_first(&heard->run->evidence, "none is left"));
	free(names);
	return text;
}

/* It stands for all of them where people look for what waits for them. */
static void ask_for_review(struct heard *heard, const char *reason)
{
	struct review review = { .task = heard->run->task,
		.run = heard->run->number,
		.time_ms = heard->now_ms,
		.what = REVIEW_ESCALATED,
		.by = mem_copy("reeve"),
		.text = mem_copy(reason) };
	struct err err = ERR_INIT;

	if (store_add_review(heard->turn->store, &review, &err) < 0)
		log_err(&err);
	review_clear(&review);
}

static void open_profile(struct heard *heard, struct admission *admission,
	const struct history_row *const *alike, size_t count)
{
	struct turn *turn = heard->turn;
	struct breaker_times times = admission_times(turn, admission);
	struct argv agents = ARGV_INIT;
	char *reason;

	heard_add_names(&agents, alike, count);
	admission->breaker.verdict = heard->run->verdict;
	admission->breaker.cause = MASS_UNSEEN;
	admission->breaker.count = (int64_t)count;
	admission->breaker.task = heard->run->task;
	breaker_open(&admission->breaker, &times, heard->now_ms);
	reason = explain_profile(heard, admission, &agents);
	mem_replace(&admission->breaker.reason, reason);
	admission_save(turn, admission);
	admission_journal(turn, admission, &agents);
	heard_behind(heard, admission);
	heard_take_along(heard, alike, count);
	ask_for_review(heard, reason);
	turn_post(turn, &(struct event){ .kind = EVENT_TELL_PEOPLE,
				.task = heard->task->id,
				.notify = NOTIFY_BREAKER,
				.text = mem_copy(reason) });
	free(reason);
	argv_clear(&agents);
}

/* All of them so near together that more may have had the same cause. */
static bool are_sudden(const struct heard *heard,
	const struct history_row *const *alike, size_t count)
{
	int64_t from_ms =
		heard->now_ms - heard->turn->config->systemic.mass.window_ms;

	for (size_t i = 0; i < count; i++)
		if (alike[i]->ended_ms < from_ms)
			return false;
	return true;
}

/*
 * As many had ended alike before those that may have a common cause had the
 * time to show it: they are tried again and again, and have none.
 */
static bool are_known(
	const struct heard *heard, const struct admission *admission)
{
	struct turn *turn = heard->turn;
	const struct breaker_config *config = &turn->config->systemic.breaker;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	size_t count;

	if (store_list_ends(turn->store, heard->now_ms - config->window_ms,
		    heard->now_ms - heard->end->settle_ms, &ends, &err) < 0)
		log_err(&err);
	count = breaker_count(&admission->breaker, &ends, admission->profile,
		heard->run->verdict, NULL);
	history_clear(&ends);
	return count >= (size_t)config->agents;
}

static void try_profile(struct heard *heard, struct admission *admission)
{
	struct turn *turn = heard->turn;
	const struct breaker_config *config = &turn->config->systemic.breaker;
	const struct history_row **alike;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	size_t count;

	if (!config->agents || !config->verdicts[heard->run->verdict])
		return;
	if (store_list_ends(turn->store, heard->now_ms - config->window_ms,
		    heard->now_ms, &ends, &err) < 0)
		log_err(&err);
	alike = mem_alloc((ends.count + 1) * sizeof(*alike));
	count = breaker_count(&admission->breaker, &ends, admission->profile,
		heard->run->verdict, alike);
	if (count >= (size_t)config->agents &&
		(!heard->end->settle_ms || !are_sudden(heard, alike, count) ||
			are_known(heard, admission)))
		open_profile(heard, admission, alike, count);
	free(alike);
	history_clear(&ends);
}

static void hear_profile(struct heard *heard)
{
	struct admission admission;
	enum breaker_end end;

	if (!admission_get(heard->turn, heard->run->profile, &admission))
		return;
	end = breaker_end_of(&admission.breaker, heard->run->verdict);
	heard_probe(heard, &admission, end);
	heard_success(heard, &admission);
	if (admission.breaker.state == BREAKER_CLOSED)
		try_profile(heard, &admission);
	admission_clear(&admission);
}

/* One that ran out of memory lowers how many may; any end makes a place. */
static void hear_memory(struct heard *heard)
{
	struct turn *turn = heard->turn;
	int64_t stable_ms = turn->config->backoff_reset_after_ms;
	const char *profile = heard->run->profile;
	struct admission admission;
	cJSON *data;

	if (!admission_get(turn, profile, &admission))
		return;
	if (heard->run->verdict == VERDICT_OUT_OF_MEMORY) {
		memory_lower(&admission,
			places_taken(turn->store, profile, heard->run->task) +
				1,
			stable_ms, heard->now_ms);
		admission_save(turn, &admission);
		data = cJSON_CreateObject();
		json_add_text(data, "profile", profile);
		json_add_number(data, "most", admission.most);
		journal(turn, JOURNAL_LOWERED, heard->task, heard->run->number,
			data);
	} else if (memory_most(&admission, stable_ms, heard->now_ms) &&
		   admission.breaker.state == BREAKER_CLOSED) {
		admission_wake(turn, &admission, heard->now_ms, 0, 0);
	}
	admission_clear(&admission);
}

void admission_on_end(struct turn *turn, const struct task *task,
	const struct run *run, struct admission_end *end)
{
	struct heard heard = { turn, task, run, end, turn->now_ms };

	*end = (struct admission_end){ 0 };
	hear_memory(&heard);
	heard_by_all(&heard);
	if (!end->behind)
		hear_profile(&heard);
}
