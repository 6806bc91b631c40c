/*
 * fatal_sign - hear that going on is in vain: see fatal_sign.h
 */
#include "supervisor/sense/fatal_sign.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "agents/read/reset_time.h"
#include "agents/read/signs.h"
#include "supervisor/tasks/state_table.h"

/* What is certain enough to end a run that may still hope. */
static bool is_certain(const struct daemon *daemon, const struct sign *sign,
	const char *text, int64_t *until_ms)
{
	int64_t now_ms = clock_wall_ms();

	*until_ms = 0;
	if (!sign->early)
		return false;
	if (sign->verdict != VERDICT_RATE_LIMITED)
		return true;
	*until_ms = reset_parse(text, now_ms, NULL);
	return *until_ms > now_ms + daemon->config.park_threshold_ms;
}

static void tell(struct daemon *daemon, const struct followed *run,
	const struct sign_heard *sign)
{
	struct step details = { .sign = sign };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(daemon->store, run->task, &task, &err) < 0 ||
		(task.runs == run->run &&
			step(daemon, run->task, STEP_SIGN, &details, &err) < 0))
		log_err(&err);
	task_clear(&task);
}

void early_hear(
	struct daemon *daemon, const struct followed *run, const cJSON *event)
{
	struct sign_heard what = { 0 };
	char *text = NULL;
	const struct sign *sign = sign_of_event(run->profile, event, &text);

	if (sign && is_certain(daemon, sign, text, &what.until_ms)) {
		what.verdict = sign->verdict;
		what.text = text;
		tell(daemon, run, &what);
	}
	free(text);
}
