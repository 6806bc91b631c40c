/*
 * config - every setting, with its default
 *
 * The defaults are config.example.json itself, built into the program: there
 * is no second list of them to drift. A person's file is laid over it member
 * by member; a member that the example does not have, or of another type, is
 * an error that names its place. REEVE_SECTION__KEY=value in the environment
 * comes last (text, or JSON for other types; REEVE_KEY for members at the top).
 */
#ifndef MODEL_CONFIG_CONFIG_H
#define MODEL_CONFIG_CONFIG_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/config/config_notify.h"
#include "model/config/config_publish.h"
#include "model/config/config_systemic.h"
#include "model/decision.h"
#include "model/profile/profile.h"
#include "model/verdict.h"

/* When the next run starts after a verdict. */
enum policy_wait {
	WAIT_FIXED = 0, /* after_ms */
	WAIT_BACKOFF, /* at once first, then exponential with full jitter */
};

/*
 * One row of recovery.policy: the n-th such verdict in a row takes the n-th
 * action, the last one is repeated while budgets last.
 */
#define POLICY_STEPS 8
struct policy_row {
	enum action steps[POLICY_STEPS];
	int step_count;
	enum policy_wait wait;
	int64_t after_ms;
};

struct config {
	char *path; /* the file it came from; NULL: defaults alone */
	cJSON *json; /* all of it, merged; owned */

	char *profile; /* for tasks that name none */
	int64_t max_agents; /* at once, in total; 0 became a number */
	char *checkpoints_path, *results_path, *logs_path;

	char *tmux_program, *tmux_socket; /* socket: NULL for the default */
	int64_t tmux_linger_ms, tmux_width, tmux_height;

	char *git_program;
	int64_t git_timeout_ms; /* of one call */
	int64_t git_large_tree; /* files; from here on git checks out */
	int64_t git_checkout_workers; /* 0 became a number */

	int64_t attempts; /* runs of one task */
	int64_t run_time_ms; /* of one run; 0: no limit */
	int64_t wall_time_ms; /* of one task, but for parks; 0: no limit */
	int64_t parked_time_ms; /* of one task, in all; 0: no limit */
	int64_t verify_time_ms;
	int64_t tokens; /* of one task, where its CLI tells them; 0: any */
	int64_t cost; /* the same, in millionths of a dollar */

	/* Of all tasks together, since local midnight; 0: any. */
	struct day_limits {
		int64_t runs; /* that began */
		int64_t run_time_ms; /* of all agents together */
		int64_t tokens, cost; /* as above */
	} day;

	enum action when_spent; /* escalate or fail */
	int64_t keyboard_hold_ms; /* two Ctrl-C within: the person means it */
	int64_t backoff_first_ms, backoff_max_ms;
	int64_t stable_ms; /* a run this long starts the backoff anew */
	int64_t grace_ms; /* from asking a run to end until SIGKILL */
	int64_t still_ms; /* a terminal that shows nothing new for so long is
			     looked at: does it wait for a person? */
	int64_t quiet_ms; /* an interactive agent that says done is ended
				  once its screen has been still for this long */
	int64_t idle_cpu; /* percent of one core: that much is still */
	struct policy_row policy[VERDICTS];
	struct argv reassign_to; /* profiles, in order */
	int64_t park_jitter_ms; /* after a limit's end, so that not all of
				   its profile come back at once */
	int64_t park_early_ms; /* a limit that lasts for longer than this ends
				  a run that still tries */
	struct systemic_config systemic;

	struct publish_config publish;
	char *keep_alive_prompt; /* what the next turn is told */
	int64_t keep_alive_first_ms, keep_alive_max_ms; /* the wait after a
				turn that was short and changed nothing */

	struct notify_config notify;
	char *review_assign; /* whose tasks that want somebody are; NULL */

	int64_t keep_runs_ms; /* transcripts and events of ended runs */
	int64_t keep_bytes; /* … of all runs together */
	int64_t keep_events_ms;
	int64_t transcript_bytes;

	/* What `reeve metrics` measures against. */
	struct {
		int64_t simple, complex, recovery; /* percent, at least */
		int64_t orphans; /* at most */
	} targets;

	struct profile *profiles;
	size_t profile_count;
};

/*
 * Loads the defaults, then `path` (NULL: none), then the environment
 * (NULL-terminated NAME=value). The caller clears it.
 */
int config_load(struct config *config, const char *path, char *const *env,
	struct err *err);
void config_clear(struct config *config);

/* NULL when there is no such profile. */
const struct profile *config_profile(
	const struct config *config, const char *name);

#endif
