/*
 * config - every setting, with its default
 *
 * config.example.json is built into the programs and is the only list of
 * defaults. The file of a user is laid over the defaults member by member; an
 * unknown member, or a member of another type, is an error that names its
 * place. REEVE_SECTION__KEY=value in the environment comes last (REEVE_KEY for
 * members at the top); values that are not text are written as JSON.
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
#include "model/config/config_recovery.h"
#include "model/decision.h"
#include "model/profile/profile.h"
#include "model/verdict.h"

/* Limits of all tasks together, from midnight to midnight; 0: no limit. */
struct daily_limits {
	int64_t runs; /* that are started */
	int64_t run_time_ms; /* the sum over all agents */
	int64_t tokens, cost; /* as in struct config */
};

struct config {
	char *path; /* of the file; NULL: no file */
	cJSON *json; /* the merged document; owned */

	char *profile; /* of tasks that name none */
	int64_t max_agents; /* that run at the same time */
	char *checkpoints_path, *results_path, *logs_path;

	char *tmux_program, *tmux_socket; /* socket: NULL for the default */
	int64_t tmux_linger_ms, tmux_width, tmux_height;

	char *git_program;
	int64_t git_timeout_ms; /* of one call */
	int64_t git_large_tree_files; /* from this number git checks out */
	int64_t git_checkout_workers;

	int64_t attempts; /* maximum of runs per task */
	int64_t run_time_ms; /* maximum per run; 0: no limit */
	int64_t wall_time_ms; /* maximum per task without parks; 0: no limit */
	int64_t parked_time_ms; /* maximum per task, in all; 0: no limit */
	int64_t verify_time_ms;
	int64_t tokens; /* maximum per task, if the CLI reports it; 0: none */
	int64_t cost; /* the same in millionths of a dollar */
	struct daily_limits daily;
	int64_t grace_ms; /* between the stop signal and SIGKILL */

	enum action limits_action; /* escalate or fail */
	int64_t interrupt_window_ms; /* a second Ctrl-C within it: hold */
	int64_t backoff_first_ms, backoff_max_ms;
	int64_t backoff_reset_after_ms; /* duration of a run */
	int64_t screen_settle_ms; /* silence before a screen is examined */
	int64_t turn_end_after_ms; /* silence before a turn counts as over */
	int64_t idle_cpu_percent; /* of one processor; less is idle */
	struct policy_row policy[VERDICTS];
	struct argv reassign_to; /* profiles, in order */
	int64_t park_jitter_ms; /* maximum random delay after a rate limit */
	int64_t park_threshold_ms; /* longer rate limits end a waiting run */
	struct systemic_config systemic;

	struct publish_config publish;
	char *keep_alive_prompt; /* text of the next turn */
	int64_t keep_alive_backoff_first_ms, keep_alive_backoff_max_ms;

	struct notify_config notify;
	char *review_assignee; /* of reviews that are not assigned; NULL */

	int64_t retention_runs_ms; /* of transcripts and events of ended runs */
	int64_t retention_runs_bytes; /* of all ended runs together */
	int64_t retention_events_ms;
	int64_t retention_transcript_bytes; /* rotates at this size */

	/* The targets of `reeve metrics`. */
	struct {
		int64_t simple, complex, recovery; /* minimum percent */
		int64_t orphans; /* maximum */
	} targets;

	struct profile *profiles;
	size_t profile_count;
};

/*
 * Loads the defaults, then the file `path` (NULL: no file), then `env`
 * (NULL-terminated NAME=value). max_agents and git_checkout_workers are never
 * 0: the machine decides then. On success the caller calls config_clear; on
 * failure `config` is empty, and the error names the layer and the setting.
 */
int config_load(struct config *config, const char *path, char *const *env,
	struct err *err);
void config_clear(struct config *config);

/* NULL when there is no such profile. */
const struct profile *config_profile(
	const struct config *config, const char *name);

#endif
