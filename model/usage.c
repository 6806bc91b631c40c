/*
 * usage - what runs have used, as far as their CLI says so: see usage.h
 */
#include "model/usage.h"

#include "base/json.h"

void usage_add(struct usage *sum, const struct usage *usage)
{
	sum->known = sum->known || usage->known;
	sum->input += usage->input;
	sum->output += usage->output;
	sum->cost += usage->cost;
}

cJSON *usage_write(const struct usage *usage)
{
	cJSON *json;

	if (!usage->known)
		return cJSON_CreateNull();
	json = cJSON_CreateObject();
	json_add_number(json, "input_tokens", usage->input);
	json_add_number(json, "output_tokens", usage->output);
	json_add_number(json, "tokens", usage->input + usage->output);
	cJSON_AddNumberToObject(
		json, "cost_usd", (double)usage->cost / USAGE_COST_UNIT);
	return json;
}
