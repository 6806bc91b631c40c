/*
 * config_recovery - the section `recovery`: see config_recovery.h
 */
#include "model/config/config_recovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/similar.h"
#include "base/str.h"
#include "model/config/config.h"

static int refuse_action(
	const struct json_place *place, const char *word, struct err *err)
{
	struct argv known = ARGV_INIT;
	const char *meant;
	char why[160];

	for (int action = 0; action < ACTIONS; action++)
		argv_add(&known, action_name((enum action)action));
	meant = similar_word(word, known.items);
	snprintf(why, sizeof(why), "no such action '%.40s'%s%s%s", word,
		meant ? " (did you mean '" : "", meant ? meant : "",
		meant ? "'?)" : "");
	argv_clear(&known);
	return json_complain(place, NULL, err, why);
}

/*
 * Why an action cannot follow a verdict, or NULL. A crash cannot be configured
 * to be a success, and a stop that a person asked for cannot start a run.
 */
static const char *action_problem(enum action action, enum verdict verdict)
{
	if (action == ACTION_COMPLETE && verdict != VERDICT_COMPLETED)
		return "complete is valid for the verdict completed only";
	if (verdict == VERDICT_STOPPED && action != ACTION_NONE)
		return "the only action for the verdict stopped is none";
	if (verdict == VERDICT_COMPLETED && action != ACTION_COMPLETE)
		return "the only action for the verdict completed is complete";
	if (action == ACTION_PUBLISH && verdict != VERDICT_PUBLISH_FAILED)
		return "publish is valid for the verdict publish_failed only";
	return NULL;
}

static int policy_read_steps(struct policy_row *row, enum verdict verdict,
	const struct argv *steps, const struct json_place *place,
	struct err *err)
{
	struct json_place list = { place, "do", -1 };

	if (!steps->count || steps->count > POLICY_STEPS)
		return json_complain(
			place, "do", err, "expected one to eight actions");
	for (size_t i = 0; i < steps->count; i++) {
		struct json_place here = { &list, NULL, (int)i };
		int action = action_from_name(steps->items[i]);
		const char *problem;

		if (action < 0)
			return refuse_action(&here, steps->items[i], err);
		problem = action_problem((enum action)action, verdict);
		if (problem)
			return json_complain(&here, NULL, err, problem);
		row->steps[i] = (enum action)action;
	}
	row->step_count = (int)steps->count;
	return 0;
}

static int policy_read_after(struct policy_row *row, const char *after,
	const struct json_place *place, struct err *err)
{
	row->after_ms = 0;
	row->wait = WAIT_BACKOFF;
	if (!strcmp(after, "backoff"))
		return 0;
	row->wait = WAIT_FIXED;
	row->after_ms = duration_parse(after);
	if (row->after_ms < 0)
		return json_complain(place, "after", err,
			"expected backoff, or a duration as \"3s\"");
	return 0;
}

static int policy_read_row(struct policy_row *row, enum verdict verdict,
	const cJSON *json, const struct json_place *place, struct err *err)
{
	struct argv steps = ARGV_INIT;
	char *after = NULL;
	int rc = -1;

	if (json_get_list(json, "do", &steps, place, err) == 0 &&
		json_get_text(json, "after", &after, place, err) == 0 &&
		policy_read_steps(row, verdict, &steps, place, err) == 0)
		rc = policy_read_after(row, after ? after : "0", place, err);
	argv_clear(&steps);
	free(after);
	return rc;
}

static int policy_read(struct config *config, const cJSON *policy,
	const struct json_place *place, struct err *err)
{
	for (int verdict = 0; verdict < VERDICTS; verdict++) {
		const char *name = verdict_name((enum verdict)verdict);
		const struct json_place here = { place, name, -1 };

		if (policy_read_row(&config->policy[verdict],
			    (enum verdict)verdict,
			    cJSON_GetObjectItemCaseSensitive(policy, name),
			    &here, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * A rate limit has a wait of its own; a completed or a stopped run has not
 * failed.
 */
static bool opens_breaker(int verdict)
{
	return verdict >= 0 && verdict != VERDICT_COMPLETED &&
	       verdict != VERDICT_STOPPED && verdict != VERDICT_RATE_LIMITED;
}

static int refuse_breaker_verdict(
	const char *word, const struct json_place *place, struct err *err)
{
	struct str why = STR_INIT;
	int rc;

	str_addf(&why, "'%.40s' cannot open a breaker: expected one of", word);
	for (int i = 0, count = 0; i < VERDICTS; i++)
		if (opens_breaker(i))
			str_addf(&why, "%s %s", count++ ? "," : "",
				verdict_name((enum verdict)i));
	rc = json_complain(place, NULL, err, str_text(&why));
	str_clear(&why);
	return rc;
}

static int breaker_read_verdicts(struct breaker_config *config,
	const cJSON *section, const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "verdicts", -1 };
	struct argv words = ARGV_INIT;
	int rc = json_get_list(section, "verdicts", &words, place, err);

	memset(config->verdicts, 0, sizeof(config->verdicts));
	for (size_t i = 0; rc == 0 && i < words.count; i++) {
		const struct json_place here = { &list, NULL, (int)i };
		int verdict = verdict_from_name(words.items[i]);

		if (opens_breaker(verdict))
			config->verdicts[verdict] = true;
		else
			rc = refuse_breaker_verdict(words.items[i], &here, err);
	}
	argv_clear(&words);
	return rc;
}

int config_read_recovery(struct config *config, const cJSON *recovery,
	const struct json_place *place, struct err *err)
{
	const struct json_place policy = { place, "policy", -1 };
	const struct json_place breaker = { place, "breaker", -1 };
	const struct json_place mass = { place, "mass_death", -1 };
	int action = action_from_name(json_text(recovery, "limits_action"));

	if (action != ACTION_ESCALATE && action != ACTION_FAIL)
		return json_complain(place, "limits_action", err,
			"expected escalate or fail");
	config->limits_action = (enum action)action;
	/* A mass failure needs company. */
	if (config->systemic.mass.agents == 1)
		return json_complain(
			&mass, "agents", err, "must be 0, or at least 2");
	if (breaker_read_verdicts(&config->systemic.breaker,
		    cJSON_GetObjectItemCaseSensitive(recovery, "breaker"),
		    &breaker, err) < 0)
		return -1;
	return policy_read(config,
		cJSON_GetObjectItemCaseSensitive(recovery, "policy"), &policy,
		err);
}
