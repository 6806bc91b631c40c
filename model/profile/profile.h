/*
 * profile - how one kind of agent CLI is started, resumed and read, as data
 *
 * A row of the config's `profiles`. The built-in ones stand in
 * config.example.json; a person's config changes members or adds rows. Argument
 * lists may hold placeholders: {permissions} as an item of its own becomes the
 * chosen permission flags; {session}, {prompt}, {worktree}, {repo}, {git} (the
 * repository's git directory), {roots} (the places outside of its worktree that
 * it writes to, as a list), {settings} (the file made from `settings`) are
 * replaced wherever they stand, {json:repo} and the like as a quoted string. A
 * placeholder that is an item of its own and has no value takes the item away.
 * docs/configuration.md explains each member.
 */
#ifndef MODEL_PROFILE_PROFILE_H
#define MODEL_PROFILE_PROFILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/profile/sign.h"
#include "model/task.h"
#include "model/profile/waiting.h"

enum profile_stdin {
	STDIN_NULL = 0, /* closed: the CLI would wait for more */
	STDIN_PROMPT, /* the prompt's file */
	STDIN_TERMINAL,
};

enum profile_session {
	SESSION_NONE = 0, /* nothing to go back to: the same start again */
	SESSION_CHOSEN, /* reeve chooses a UUID before the start */
	SESSION_EVENT, /* the CLI says it in `session_event` */
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
	char *program; /* looked up in the agent's PATH; NULL: the task's argv */
	/* Globs relative to the program's real directory: what to execute in
	 * its place (a wrapper's native binary). */
	struct argv native;
	struct argv version_args; /* how to ask for the version; empty: never */
	char *min_version; /* "2.1", or NULL */

	/* Arguments after the program's name. */
	struct argv headless, headless_resume;
	struct argv interactive, interactive_resume;
	struct argv permissions[PERMISSIONS];

	enum profile_stdin stdin_headless;
	enum profile_session session;
	char *render; /* the name of its renderer, or NULL */

	/*
	 * Patterns over events: an object whose members an event must have
	 * (nested ones too). Owned trees, NULL when there is none.
	 */
	cJSON *session_event; /* {"match":{…},"member":"thread_id"} */
	cJSON *success_event; /* the CLI's own word that it finished */
	cJSON *failure_event; /* … that it failed */
	/* Where its message is: "error.message"; the first there is, a text or
	 * a list of texts. */
	struct argv failure_text;
	/* By what it shows why a run ended; the first that fits counts. */
	struct sign *signs;
	size_t sign_count;
	/* By what it shows that it waits for a person; the first that fits. */
	struct waiting *waiting;
	size_t waiting_count;
	/* Where the CLI tells its own status while it runs ("{pid}" in it), a
	 * JSON object with `pid` and `procStart`; or NULL. */
	char *status_file;
	/* {"event":{…},"of":"run","input":["usage.input_tokens"],"output":[…],
	 * "cost":["total_cost_usd"]}: what a run has used; numbers of one kind
	 * are added. of: or "conversation", all its runs. running: the same of
	 * one message (its id: "id"), told while the run goes. Owned, or NULL. */
	cJSON *usage;
	/* [{"event":{…},"limit":"6m"}]: after such an event it is the model's
	 * turn, and so long the CLI waits for it by itself. Owned, or NULL. */
	cJSON *waits;

	/* Where the CLI keeps a conversation ("{session}" in it, globs, ~,
	 * ${NAME:-default}): not there, and a resume starts afresh. */
	char *conversation;

	struct argv pass; /* NAME or PREFIX*: from the caller's environment */
	struct argv scrub; /* the same, taken out again */
	cJSON *set; /* {"NAME":"value"}, owned; null: no longer */

	/* Files to merge members into before the start, so that no first-run
	 * dialog appears: [{"file":…,"merge":{…},"interactive":true,
	 * "lock":…}]. interactive: not for headless runs. lock: a directory the
	 * CLI makes while it writes. {tail20:VAR} is the end of a variable;
	 * what needs one that is not set is left out. */
	cJSON *seed;
	cJSON *settings; /* written to a file of the run for {settings} */

	char *root_needs; /* "IS_SANDBOX=1": else it refuses root */
	cJSON *exit_codes; /* {"41":"auth_error"}, owned; null: no longer */
	bool needs_change; /* success without a change is none */
	bool preamble; /* its prompt tells of the checkpoint */
	int stop_signal; /* a number, from "TERM" */
	int64_t max_agents; /* 0: no limit of its own */
};

#define PROFILE_INIT ((struct profile){ 0 })

/* Reads the members of one row over what `profile` has. */
int profile_read(struct profile *profile, const cJSON *json,
	const struct json_place *place, struct err *err);
void profile_clear(struct profile *profile);

#endif
