/*
 * config_policy - the rows of recovery.policy: see config_policy.h
 */
#include "model/config/config_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/similar.h"

static int complain_action(
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

static int read_steps(struct policy_row *row, enum verdict verdict,
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

		if (action < 0)
			return complain_action(&here, steps->items[i], err);
		/* Nobody may configure a crash to be a success. */
		if (action == ACTION_COMPLETE && verdict != VERDICT_COMPLETED)
			return json_complain(&here, NULL, err,
				"complete is for the verdict completed alone");
		/* Nor a stop to be answered by a run. */
		if (verdict == VERDICT_STOPPED && action != ACTION_NONE)
			return json_complain(&here, NULL, err,
				"what was stopped stays so: only none is "
				"possible");
		if (verdict == VERDICT_COMPLETED && action != ACTION_COMPLETE)
			return json_complain(&here, NULL, err,
				"what is completed is so: only complete is "
				"possible");
		if (action == ACTION_PUBLISH &&
			verdict != VERDICT_PUBLISH_FAILED)
			return json_complain(&here, NULL, err,
				"publish is for the verdict publish_failed "
				"alone");
		row->steps[i] = (enum action)action;
	}
	row->step_count = (int)steps->count;
	return 0;
}

static int read_after(struct policy_row *row, const char *after,
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

static int read_row(struct policy_row *row, enum verdict verdict,
	const cJSON *json, const struct json_place *place, struct err *err)
{
	struct argv steps = ARGV_INIT;
	char *after = NULL;
	int rc = -1;

	if (json_get_list(json, "do", &steps, place, err) == 0 &&
		json_get_text(json, "after", &after, place, err) == 0 &&
		read_steps(row, verdict, &steps, place, err) == 0)
		rc = read_after(row, after ? after : "0", place, err);
	argv_clear(&steps);
	free(after);
	return rc;
}

int config_read_policy(struct config *config, const cJSON *policy,
	const struct json_place *place, struct err *err)
{
	for (int verdict = 0; verdict < VERDICTS; verdict++) {
		const char *name = verdict_name((enum verdict)verdict);
		const struct json_place here = { place, name, -1 };

		if (read_row(&config->policy[verdict], (enum verdict)verdict,
			    cJSON_GetObjectItemCaseSensitive(policy, name),
			    &here, err) < 0)
			return -1;
	}
	return 0;
}
