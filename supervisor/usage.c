/*
 * usage - read from an agent's events what its run has used: see usage.h
 *
 * The numbers are the CLI's word and so may be anything: what is negative or
 * beyond all reason counts as the nearest number that is not.
 */
#include "supervisor/usage.h"

#include "supervisor/event_pattern.h"

#define MOST 1e15

static double sum_of(const cJSON *rule, const char *name, const cJSON *event)
{
	const cJSON *item;
	double sum = 0;

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(rule, name))
	{
		const cJSON *member = event_member(event, item->valuestring);

		if (cJSON_IsNumber(member) && member->valuedouble > 0)
			sum += member->valuedouble;
	}
	return sum < MOST ? sum : MOST;
}

void usage_take_event(
	struct usage *usage, const cJSON *rule, const cJSON *event)
{
	double cost;

	if (!event_matches(
		    event, cJSON_GetObjectItemCaseSensitive(rule, "event")))
		return;
	usage->known = true;
	usage->input = (int64_t)sum_of(rule, "input", event);
	usage->output = (int64_t)sum_of(rule, "output", event);
	cost = sum_of(rule, "cost", event) * USAGE_COST_UNIT;
	usage->cost = (int64_t)(cost < MOST ? cost : MOST);
}
