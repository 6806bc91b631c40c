/*
 * task - what a person asked for, and how far it is
 *
 * The first half is what was asked and never changes (but profile, by
 * reassign); the second is kept by reeved and saved in the store with every
 * step. A task owns all its text; task_clear gives it back. `name` is the name
 * of the agent, of its tmux session, worktree, keeper and checkpoint.
 */
#ifndef MODEL_TASK_H
#define MODEL_TASK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/decision.h"
#include "model/state.h"
#include "model/verdict.h"

enum permissions {
	PERMISSIONS_BYPASS = 0,
	PERMISSIONS_EDITS,
	PERMISSIONS_ASK,
	PERMISSIONS
};

/* What somebody asked for last; kept until it is so. */
enum wanted {
	WANTED_STOPPED = 0,
	WANTED_RUN,
	WANTED_HELD,
	WANTED_RESTART, /* stop the run, then begin again from the base */
	WANTED_REASSIGN, /* stop the run, then go on with task->profile */
	WANTED_RESUME, /* stop the run, then go on at once */
	WANTEDS
};

/* How the next run begins. */
enum run_mode {
	RUN_START = 0, /* nothing came before */
	RUN_RESUME, /* same conversation, same worktree */
	RUN_RESTART, /* a clean worktree from the base, a new conversation */
	RUN_REASSIGN, /* same worktree, another profile, a new conversation */
	RUN_MODES
};

struct task {
	int64_t id; /* 0 until it is in the store */

	/* What was asked. */
	char *name;
	char *profile;
	char *prompt; /* may be NULL for shell */
	struct argv argv; /* shell: the program */
	char *repo; /* absolute */
	char *base; /* as it was given; NULL: HEAD */
	char *verify; /* shell command, or NULL */
	struct argv env; /* NAME or NAME=VALUE, as --env gave them */
	struct argv after; /* task numbers, as text */
	struct argv reassign_to; /* profiles, in order; empty: the config's */
	enum permissions permissions;
	int64_t priority; /* higher first */
	int64_t timeout_ms; /* of one run; 0: none */
	int64_t idle_ms; /* 0: the config's */
	bool publish, keep_alive, interactive, no_worktree;

	/* Fixed when it was accepted; never NULL then. */
	char *worktree, *branch, *base_commit;

	/* How far it is. */
	enum state state;
	enum wanted wanted;
	char *wanted_by; /* who asked, or NULL */
	char *conversation; /* the CLI's session id, or NULL */
	int64_t runs; /* number of the newest run; 0: none */
	int64_t attempts; /* of the budget, spent */
	bool recovery_used; /* a run was started by recovery */
	enum run_mode mode; /* of the next run */
	int64_t due_ms; /* wall time something is due; 0: nothing */
	int64_t created_ms, started_ms, ended_ms;
	int64_t budget_ms; /* wall time from which the budgets count */
	int64_t waited_ms; /* since then, for limits: no time of its own */
	int64_t held_ms; /* since when a limit holds it back; 0: none does */
	enum verdict verdict; /* of the newest ended run */
	enum action decision;
	struct reason reason; /* of the decision, or what it waits for */
	int64_t awaits; /* waiting: the same number for the same thing */
	bool asks_secret; /* waiting: the answer is kept nowhere */
	bool handoff; /* keep_alive: it may end when its turn is complete */
	char *published; /* what the publish command said last, or NULL */
	bool files_known; /* … were counted, when it last came to rest */
	int64_t files; /* changed against its base, committed or not */
};

#define TASK_INIT ((struct task){ 0 })

const char *permissions_name(enum permissions value);
int permissions_from_name(const char *name);
const char *wanted_name(enum wanted wanted);
int wanted_from_name(const char *name);
const char *run_mode_name(enum run_mode mode);
int run_mode_from_name(const char *name);

/* "task-agent-12" fits tmux, git, the file system and a person's eye. */
#define TASK_NAME_MAX 64
bool task_name_is_valid(const char *name);

/* Reads a task's number, "12"; false where it is none. */
bool task_number_parse(const char *text, int64_t *number);

#define RUN_ID_SIZE 44
/* "12.2" */
const char *run_id(char text[RUN_ID_SIZE], int64_t task, int64_t number);
/* Reads "12.2"; false where it is none. */
bool run_id_parse(const char *text, int64_t *task, int64_t *number);

/*
 * Reads what was asked from JSON (members named as run's long options: agent,
 * repo, name, base, prompt, argv, after, priority, timeout, idle, verify,
 * publish, keep_alive, interactive, permissions, env, no_worktree,
 * reassign_to). An unknown member or a wrong type is an error that names it.
 * `what` names the source. Missing members leave what `task` has.
 */
int task_read_asked(struct task *task, const cJSON *json, const char *what,
	struct err *err);

/* The other way: what was asked, for a request or the store. */
cJSON *task_write_asked(const struct task *task);

/* The members of `show --json` but for runs and checkpoint. */
cJSON *task_write(const struct task *task);

void task_clear(struct task *task);

/* All its budgets count from then on; 0: from its next run on. */
void task_count_anew(struct task *task, int64_t now_ms);

struct task_list {
	struct task *items;
	size_t count;
};

void task_list_clear(struct task_list *list);

#endif
