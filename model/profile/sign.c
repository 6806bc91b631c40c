/*
 * sign - how a CLI shows why its run ended: see sign.h
 */
#include "model/profile/sign.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/setting.h"

static int sign_check_names(
	const cJSON *json, const struct json_place *place, struct err *err)
{
	static const char *const known[] = { "verdict", "event", "text",
		"matches", "early", "transcript", NULL };
	const cJSON *item;

	if (!cJSON_IsObject(json))
		return json_complain(place, NULL, err, "expected an object");
	cJSON_ArrayForEach(item, json)
	{
		size_t i = 0;

		while (known[i] && strcmp(known[i], item->string) != 0)
			i++;
		if (!known[i])
			return setting_refuse_unknown(
				place, item->string, (char *const *)known, err);
	}
	return 0;
}

static int sign_read_verdict(enum verdict *verdict, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const char *word = json_text(json, "verdict");
	int found = word ? verdict_from_name(word) : -1;

	/* Success needs a success_event, and a stop needs a request. */
	if (found <= VERDICT_UNKNOWN || found == VERDICT_COMPLETED ||
		found == VERDICT_STOPPED)
		return json_complain(place, "verdict", err,
			"expected a verdict other than unknown, completed and "
			"stopped");
	*verdict = (enum verdict)found;
	return 0;
}

static int sign_read_regex(struct sign *sign, const cJSON *json,
	const char *name, const struct json_place *place, struct err *err)
{
	char *text = NULL, why[128];
	int rc = json_get_text(json, name, &text, place, err);

	if (rc == 0 && text) {
		rc = regcomp(&sign->regex, text,
			REG_EXTENDED | REG_ICASE | REG_NOSUB | REG_NEWLINE);
		sign->has_regex = rc == 0;
		if (rc != 0) {
			regerror(rc, &sign->regex, why, sizeof(why));
			rc = json_complain(place, name, err, why);
		}
	}
	free(text);
	return rc;
}

static int sign_read_event(struct sign *sign, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const cJSON *event = cJSON_GetObjectItemCaseSensitive(json, "event");

	if (!cJSON_IsObject(event) || !event->child)
		return json_complain(place, "event", err,
			"expected a pattern, or an expression in transcript");
	sign->event = cJSON_Duplicate(event, true);
	if (json_get_list(json, "text", &sign->text, place, err) < 0 ||
		json_get_bool(json, "early", &sign->early, place, err) < 0 ||
		sign_read_regex(sign, json, "matches", place, err) < 0)
		return -1;
	if (sign->has_regex && !sign->text.count)
		return json_complain(
			place, "text", err, "required with matches");
	return 0;
}

static int sign_read(struct sign *sign, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const char *text = json_text(json, "transcript");

	if (sign_check_names(json, place, err) < 0 ||
		sign_read_verdict(&sign->verdict, json, place, err) < 0)
		return -1;
	if (!text)
		return sign_read_event(sign, json, place, err);
	if (cJSON_GetArraySize(json) > 2)
		return json_complain(place, NULL, err,
			"transcript is valid with verdict only");
	return sign_read_regex(sign, json, "transcript", place, err);
}

int signs_read(struct sign **signs, size_t *count, const cJSON *list,
	const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "signs", -1 };
	const cJSON *item;
	int index = 0;

	*signs = NULL;
	*count = 0;
	if (!list || cJSON_IsNull(list))
		return 0;
	if (!cJSON_IsArray(list))
		return json_complain(&here, NULL, err, "expected a list");
	*signs = mem_alloc(
		((size_t)cJSON_GetArraySize(list) + 1) * sizeof(**signs));
	cJSON_ArrayForEach(item, list)
	{
		const struct json_place one = { &here, NULL, index++ };

		if (sign_read(&(*signs)[(*count)++], item, &one, err) < 0)
			return -1;
	}
	return 0;
}

void signs_clear(struct sign *signs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		cJSON_Delete(signs[i].event);
		argv_clear(&signs[i].text);
		if (signs[i].has_regex)
			regfree(&signs[i].regex);
	}
	free(signs);
}

bool sign_fits(const struct sign *sign, const char *text)
{
	return !sign->has_regex || regexec(&sign->regex, text, 0, NULL, 0) == 0;
}

bool sign_tells_of_connection(const char *words)
{
	static const char pattern[] =
		"connect|network|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|"
		"resolve|dns error|error sending request|fetch failed|socket";
	regex_t regex;
	bool fits;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB))
		return false;
	fits = regexec(&regex, words, 0, NULL, 0) == 0;
	regfree(&regex);
	return fits;
}
