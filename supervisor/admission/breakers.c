/*
 * breakers - what the end of a run means for others: see admission.h
 *
 * Many ends at once are looked at first: a cause outside of all profiles
 * explains more than a breaker of each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "supervisor/admission/breakers_parts.h"
#include "supervisor/core/journal.h"
#include "policy/admit/memory_limit.h"
#include "supervisor/notify/notify.h"

#define NAMES_SHOWN ((size_t)3)

void heard_behind(struct heard *heard, const struct gate *gate)
{
	heard->end->behind = true;
	heard->end->until_ms = gate->breaker.until_ms;
	gate_explain(heard->end->reason, gate);
}

/* The probe decides; the rest only says on which side of it this end is. */
void heard_probe(struct heard *heard, struct gate *gate, enum breaker_end end)
{
	struct breaker_times times = gate_times(heard->step->daemon, gate);
	enum breaker_state before = gate->breaker.state;

	if (before == BREAKER_CLOSED)
		return;
	breaker_hear(&gate->breaker, heard->run->task, heard->run->number, end,
		&times, heard->now_ms);
	if (gate->breaker.state != before) {
		gate_save(heard->step->daemon, gate);
		if (gate->breaker.state == BREAKER_CLOSED)
			gate_closed(heard->step->daemon, gate);
		else
			gate_journal(heard->step->daemon, gate, NULL);
		/* They waited for this: now it is known for how long. */
		if (gate->breaker.state == BREAKER_OPEN)
			gate_wake(heard->step->daemon, gate,
				gate->breaker.until_ms, 0);
	}
	if (gate->breaker.state != BREAKER_CLOSED && end == BREAKER_ALIKE)
		heard_behind(heard, gate);
}

void heard_success(struct heard *heard, struct gate *gate)
{
	if (!verdict_shows_work(heard->run->verdict) ||
		heard->run->verdict == gate->breaker.verdict ||
		gate->breaker.state != BREAKER_CLOSED || !gate->breaker.wait_ms)
		return;
	gate->breaker.wait_ms = 0;
	gate_save(heard->step->daemon, gate);
}

/* What was decided about the others alone is taken back. */
void heard_take_along(struct heard *heard,
	const struct history_row *const *alike, size_t count)
{
	struct step details = { .until_ms = heard->end->until_ms };
	char *reason = mem_format(
		"its run ended as those of others: %s", heard->end->reason);
	struct err err = ERR_INIT;

	details.text = reason;
	for (size_t i = 0; i < count; i++) {
		struct task task = TASK_INIT;

		if (alike[i]->task != heard->run->task &&
			store_get_task(heard->step->daemon->store,
				alike[i]->task, &task, &err) == 0 &&
			task.runs == alike[i]->number &&
			!strcmp(task.profile, alike[i]->profile)) {
			details.changed = false;
			if (step(heard->step->daemon, task.id, STEP_BEHIND,
				    &details, &err) < 0)
				log_err(&err);
		}
		task_clear(&task);
	}
	free(reason);
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
static char *explain_profile(const struct heard *heard, const struct gate *gate,
	const struct argv *agents)
{
	const struct argv *evidence = &heard->run->evidence;
	char *names = heard_names(agents), *text;

	text = mem_format("%lld agents of profile '%s' ended in %s (%s); to "
			  "do: %s; then reeve resume one of them%s; evidence: "
			  "%.300s",
		(long long)gate->breaker.count, gate->profile,
		verdict_name(gate->breaker.verdict), names,
		breaker_advice(gate->breaker.verdict), gate_ending(gate),
		evidence->count ? evidence->items[0] : "none is left");
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

	if (store_add_review(heard->step->daemon->store, &review, &err) < 0)
		log_err(&err);
	review_clear(&review);
}

static void open_profile(struct heard *heard, struct gate *gate,
	const struct history_row *const *alike, size_t count)
{
	struct daemon *daemon = heard->step->daemon;
	struct breaker_times times = gate_times(daemon, gate);
	struct argv agents = ARGV_INIT;
	char *reason;

	heard_add_names(&agents, alike, count);
	gate->breaker.verdict = heard->run->verdict;
	gate->breaker.cause = MASS_UNSEEN;
	gate->breaker.count = (int64_t)count;
	gate->breaker.task = heard->run->task;
	breaker_open(&gate->breaker, &times, heard->now_ms);
	reason = explain_profile(heard, gate, &agents);
	mem_replace(&gate->breaker.reason, reason);
	gate_save(daemon, gate);
	gate_journal(daemon, gate, &agents);
	heard_behind(heard, gate);
	heard_take_along(heard, alike, count);
	ask_for_review(heard, reason);
	notify_event(daemon, NOTIFY_BREAKER, heard->step->task, reason);
	free(reason);
	argv_clear(&agents);
}

/* All of them so near together that more may have had the same cause. */
static bool are_sudden(const struct heard *heard,
	const struct history_row *const *alike, size_t count)
{
	int64_t from_ms = heard->now_ms -
			  heard->step->daemon->config.systemic.mass.within_ms;

	for (size_t i = 0; i < count; i++)
		if (alike[i]->ended_ms < from_ms)
			return false;
	return true;
}

/*
 * As many had ended alike before those that may have a common cause had the
 * time to show it: they are tried again and again, and have none.
 */
static bool are_known(const struct heard *heard, const struct gate *gate)
{
	struct daemon *daemon = heard->step->daemon;
	const struct breaker_config *config = &daemon->config.systemic.breaker;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	size_t count;

	if (store_list_ends(daemon->store, heard->now_ms - config->within_ms,
		    heard->now_ms - heard->end->settle_ms, &ends, &err) < 0)
		log_err(&err);
	count = breaker_count(&gate->breaker, &ends, gate->profile,
		heard->run->verdict, NULL);
	history_clear(&ends);
	return count >= (size_t)config->agents;
}

static void try_profile(struct heard *heard, struct gate *gate)
{
	struct daemon *daemon = heard->step->daemon;
	const struct breaker_config *config = &daemon->config.systemic.breaker;
	const struct history_row **alike;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	size_t count;

	if (!config->agents || !config->verdicts[heard->run->verdict])
		return;
	if (store_list_ends(daemon->store, heard->now_ms - config->within_ms,
		    heard->now_ms, &ends, &err) < 0)
		log_err(&err);
	alike = mem_alloc((ends.count + 1) * sizeof(*alike));
	count = breaker_count(&gate->breaker, &ends, gate->profile,
		heard->run->verdict, alike);
	if (count >= (size_t)config->agents &&
		(!heard->end->settle_ms || !are_sudden(heard, alike, count) ||
			are_known(heard, gate)))
		open_profile(heard, gate, alike, count);
	free(alike);
	history_clear(&ends);
}

static void hear_profile(struct heard *heard)
{
	struct gate gate;
	enum breaker_end end;

	if (!gate_get(heard->step->daemon, heard->run->profile, &gate))
		return;
	end = breaker_end_of(&gate.breaker, heard->run->verdict);
	heard_probe(heard, &gate, end);
	heard_success(heard, &gate);
	if (gate.breaker.state == BREAKER_CLOSED)
		try_profile(heard, &gate);
	gate_clear(&gate);
}

/* One that ran out of memory lowers how many may; any end makes a place. */
static void hear_memory(struct heard *heard)
{
	struct daemon *daemon = heard->step->daemon;
	int64_t stable_ms = daemon->config.stable_ms;
	const char *profile = heard->run->profile;
	struct gate gate;
	cJSON *data;

	if (!gate_get(daemon, profile, &gate))
		return;
	if (heard->run->verdict == VERDICT_OUT_OF_MEMORY) {
		memory_lower(&gate,
			gate_count_places(daemon, profile, heard->run->task) +
				1,
			stable_ms, heard->now_ms);
		gate_save(daemon, &gate);
		data = cJSON_CreateObject();
		json_add_text(data, "profile", profile);
		json_add_number(data, "most", gate.most);
		journal(daemon, "lowered", heard->step->task,
			heard->run->number, data);
	} else if (memory_most(&gate, stable_ms, heard->now_ms) &&
		   gate.breaker.state == BREAKER_CLOSED) {
		gate_wake(daemon, &gate, heard->now_ms, 0);
	}
	gate_clear(&gate);
}

void gate_hear(struct step *step, const struct run *run, struct gate_end *end)
{
	struct heard heard = { step, run, end, clock_wall_ms() };

	*end = (struct gate_end){ 0 };
	hear_memory(&heard);
	heard_by_all(&heard);
	if (!end->behind)
		hear_profile(&heard);
}
