/*
 * profile - how one kind of agent CLI is started, resumed and read, as data
 *
 * A row of the config's `profiles`; config.example.json has the built-in ones.
 * Arguments may have placeholders: {permissions} as an item of its own becomes
 * the permission flags of the task; {session}, {prompt}, {worktree}, {repo},
 * {git} (the git directory of the repository), {roots} (the directories outside
 * of the worktree that the agent writes to, as a list) and {settings} (the file
 * made from `settings`) are replaced anywhere, {json:repo} as a quoted string.
 * An item that is one placeholder without a value is removed.
 * docs/configuration.md describes each member.
 */
#ifndef MODEL_PROFILE_PROFILE_H
#define MODEL_PROFILE_PROFILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/profile/attention_rule.h"
#include "model/profile/sign.h"
#include "model/task.h"

enum profile_stdin {
	STDIN_NULL = 0, /* /dev/null: the CLI would wait for input */
	STDIN_PROMPT, /* the file with the prompt */
	STDIN_TERMINAL,
};

enum profile_session {
	SESSION_NONE = 0, /* no conversation: a resume is a new start */
	SESSION_CHOSEN, /* reeve makes a UUID before the start */
	SESSION_EVENT, /* the CLI reports it in `session_event` */
};

/* The kinds of events that `reeve render` makes readable. */
enum renderer {
	RENDERER_CLAUDE = 0,
	RENDERER_CODEX,
	RENDERERS
};

int renderer_from_name(const char *name); /* -1: no such kind */

struct profile {
	char *name;
	char *program; /* searched in the agent's PATH; NULL: the task's argv */
	/* Globs relative to the real directory of the program: the binary that
	 * a wrapper would start, executed instead of it. */
	struct argv native_binary;
	struct argv version_args; /* print the version; empty: not asked */
	char *min_version; /* "2.1", or NULL */

	cJSON *macros; /* as configured; the arguments are expanded */
	/* Arguments after the program's name. */
	struct argv headless, headless_resume;
	struct argv interactive, interactive_resume;
	struct argv permissions[PERMISSIONS];

	enum profile_stdin stdin_headless;
	enum profile_session session;
	char *render; /* the name of the renderer, or NULL */

	/*
	 * Patterns of events: an object whose members an event must have
	 * (nested ones too). Owned trees; NULL: none.
	 */
	cJSON *session_event; /* {"match":{…},"member":"thread_id"} */
	cJSON *success_event; /* the CLI reports success */
	cJSON *failure_event; /* the CLI reports failure */
	/* Members that hold its message, as "error.message". The first that
	 * exists counts; a text or a list of texts. */
	struct argv failure_text;
	/* How the CLI shows why a run ended; the first match counts. */
	struct sign *signs;
	size_t sign_count;
	/* How the CLI shows that it waits for a person; the first match. */
	struct attention_rule *attention;
	size_t attention_count;
	/* A JSON object with `pid` and `procStart` that the CLI keeps up to
	 * date during a run ("{pid}" in the path); or NULL. */
	char *status_file;
	/* {"event":{…},"of":"run","input":["usage.input_tokens"],"output":[…],
	 * "cost":["total_cost_usd"]}: the usage of a run; the members of one
	 * kind are added. of: "conversation" if the event has the sum of all
	 * runs. running: the usage of one message (its id: "id"), reported
	 * during the run. Owned, or NULL. */
	cJSON *usage;
	/* [{"event":{…},"timeout":"6m"}]: after this event the CLI waits for
	 * its model, and gives up after the timeout. Owned, or NULL. */
	cJSON *model_timeouts;

	/* The file of a conversation ("{session}" in it, globs, ~,
	 * ${NAME:-default}). No such file: a resume starts a new one. */
	char *conversation_file;

	/* NAME or PREFIX*. Variables of the caller that the agent gets … */
	struct argv env_allow;
	struct argv env_deny; /* … except these */
	cJSON *env; /* {"NAME":"value"}, owned; null removes a default */

	/* Files to merge members into before the start, so that no first-run
	 * dialog opens: [{"file":…,"merge":{…},"interactive":true,"lock":…}].
	 * interactive: not for headless runs. lock: a directory that the CLI
	 * makes while it writes. {tail20:VAR} is the end of a variable; members
	 * with a variable that is not set are left out. */
	cJSON *preset_files;
	cJSON *settings; /* written to a file of the run for {settings} */

	char *root_env; /* "IS_SANDBOX=1": root needs it to bypass permissions*/
	cJSON *exit_codes; /* {"41":"auth_error"}, owned; null removes one */
	bool needs_change; /* success without a change is incomplete */
	bool preamble; /* the prompt describes the checkpoint */
	int stop_signal; /* a number, from "TERM" */
	int64_t max_agents; /* 0: no limit of its own */
};

#define PROFILE_INIT ((struct profile){ 0 })

/*
 * Reads the members of one row; members that are missing keep their value. An
 * error names the place.
 */
int profile_read(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err);
void profile_clear(struct profile *profile);

#endif
