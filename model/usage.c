/*
 * usage - what runs have used, as far as their CLI says so: see usage_count.h
 */
#include "model/usage.h"

#include "base/json.h"

static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void usage_add(struct usage *sum, const struct usage *usage)
{
	sum->known = sum->known || usage->known;
	sum->input = add(sum->input, usage->input);
	sum->output = add(sum->output, usage->output);
	sum->cost = add(sum->cost, usage->cost);
}

int64_t usage_tokens(const struct usage *usage)
{
	return add(usage->input, usage->output);
}

cJSON *usage_write(const struct usage *usage)
{
	cJSON *json;

	if (!usage->known)
		return cJSON_CreateNull();
	json = cJSON_CreateObject();
	json_add_number(json, "input_tokens", usage->input);
	json_add_number(json, "output_tokens", usage->output);
	json_add_number(json, "tokens", usage_tokens(usage));
	cJSON_AddNumberToObject(
		json, "cost_usd", (double)usage->cost / USAGE_COST_UNIT);
	return json;
}
