/*
 * admission - what holds the starts of a profile's runs back: see admission.h
 */
#include "model/admission.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/table.h"

static const char *const states[BREAKER_STATES] = {
	[BREAKER_CLOSED] = "closed",
	[BREAKER_OPEN] = "open",
	[BREAKER_HALF_OPEN] = "half_open",
};

static const char *const causes[MASS_CAUSES] = {
	[MASS_UNSEEN] = "unseen",
	[MASS_UNKNOWN] = "unknown",
	[MASS_REBOOTED] = "rebooted",
	[MASS_SUSPENDED] = "suspended",
	[MASS_NO_MEMORY] = "out_of_memory",
	[MASS_DISK_FULL] = "disk_full",
	[MASS_NO_NETWORK] = "network_gone",
	[MASS_KILLED] = "killed",
	[MASS_NO_TMUX] = "tmux_gone",
};

const char *breaker_state_name(enum breaker_state state)
{
	return states[state];
}

int breaker_state_from_name(const char *name)
{
	return table_find(states, BREAKER_STATES, name);
}

const char *mass_cause_name(enum mass_cause cause)
{
	return causes[cause];
}

int mass_cause_from_name(const char *name)
{
	return table_find(causes, MASS_CAUSES, name);
}

cJSON *admission_write(const struct admission *admission)
{
	const struct breaker *breaker = &admission->breaker;
	bool shut = breaker->state != BREAKER_CLOSED;
	cJSON *json = cJSON_CreateObject();

	json_add_text(json, "profile", admission->profile);
	json_add_text(json, "breaker", breaker_state_name(breaker->state));
	json_add_text(json, "verdict",
		shut && !breaker->cause ? verdict_name(breaker->verdict)
					: NULL);
	json_add_text(json, "cause",
		shut && breaker->cause ? mass_cause_name(breaker->cause)
				       : NULL);
	json_add_time(json, "since", breaker->since_ms);
	json_add_time(json, "until", shut ? breaker->until_ms : 0);
	json_add_number(json, "probe",
		breaker->state == BREAKER_HALF_OPEN ? breaker->probe : 0);
	json_add_number(json, "agents", shut ? breaker->count : 0);
	json_add_text(json, "reason", shut ? breaker->reason : NULL);
	json_add_time(json, "limited_until", admission->limit_ms);
	json_add_number(json, "most", admission->most);
	return json;
}

void admission_clear(struct admission *admission)
{
	free(admission->profile);
	free(admission->breaker.reason);
	*admission = ADMISSION_INIT;
}

void admission_list_clear(struct admission_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		admission_clear(&list->items[i]);
	free(list->items);
	*list = (struct admission_list){ 0 };
}
