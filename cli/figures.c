/*
 * figures - numbers as `metrics` and `report` print them: see figures.h
 */
#include "cli/figures.h"

#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/ask.h"

const cJSON *figure_object(
	const cJSON *json, const char *name, const char *below)
{
	const cJSON *object = cJSON_GetObjectItemCaseSensitive(json, name);

	return below ? cJSON_GetObjectItemCaseSensitive(object, below) : object;
}

const char *figure_percent(
	const cJSON *json, const char *name, char text[FIGURE_SIZE])
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(json, name);

	if (cJSON_IsNumber(number))
		snprintf(text, FIGURE_SIZE, "%.1f %%", number->valuedouble);
	else
		snprintf(text, FIGURE_SIZE, "-");
	return text;
}

const char *figure_time(
	const cJSON *json, const char *name, char text[FIGURE_SIZE])
{
	int64_t ms = json_number(json, name, -1);

	if (ms < 0)
		snprintf(text, FIGURE_SIZE, "-");
	else if (ms >= 1000 && ms < 10000)
		snprintf(text, FIGURE_SIZE, "%.1f s", (double)ms / 1000);
	else
		duration_text(ms, text);
	return text;
}

const char *figure_usage(const cJSON *usage, char text[FIGURE_SIZE])
{
	const cJSON *cost = cJSON_GetObjectItemCaseSensitive(usage, "cost_usd");
	long long tokens = (long long)json_number(usage, "tokens", 0);

	if (!cJSON_IsObject(usage))
		return strcpy(text, "-");
	if (cJSON_IsNumber(cost) && cost->valuedouble > 0)
		snprintf(text, FIGURE_SIZE, "%.2f $, %lld tokens",
			cost->valuedouble, tokens);
	else
		snprintf(text, FIGURE_SIZE, "%lld tokens", tokens);
	return text;
}

char *figure_list(const cJSON *list, int max)
{
	struct str text = STR_INIT;
	const cJSON *item;
	int count = 0;

	cJSON_ArrayForEach(item, list)
	{
		if (count++ < max && cJSON_IsString(item))
			str_addf(&text, "%s%s", count > 1 ? ", " : "",
				item->valuestring);
	}
	if (count > max)
		str_addf(&text, " and %d more", count - max);
	if (!text.len)
		str_add(&text, "-");
	return str_take(&text);
}

int figures_ask(struct client *client, int64_t period_ms, cJSON **answer,
	struct err *err)
{
	cJSON *request = ask_new("metrics", NULL);

	json_add_number(request, "period_ms", period_ms);
	return client_ask(client, request, answer, err);
}
