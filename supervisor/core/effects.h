/*
 * effects - what is to be done in the world, as plain data
 *
 * Handlers of events emit effects; nothing is done before the rows that a turn
 * has changed are durable. After the commit the effects are carried out in the
 * order in which they were emitted, by a table of functions (../carry_out.c; the
 * simulation has a table of its own). When the commit fails all are dropped, and
 * who waits for an answer is told why.
 *
 * EFFECT_DISPATCH alone begins before the commit: its worker prepares files of a
 * run that nobody starts, and waits at a pipe for the commit (act/start_run.c).
 * The time of the commit is then no time of the start.
 */
#ifndef SUPERVISOR_CORE_EFFECTS_H
#define SUPERVISOR_CORE_EFFECTS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/stop_reason.h"
#include "supervisor/core/event.h"

/* X(NAME, comment): the effect EFFECT_NAME. */
#define EFFECTS_LIST(X)                                                        \
	/* Workers: children that do what may take long. */                    \
	X(DISPATCH, "prepare the newest run, and hand it to its keeper")       \
	X(INSPECT, "look at the worktree of the newest run, and verify it")    \
	X(PUBLISH, "publish the work of the newest run")                       \
	X(COUNT_FILES, "count the files that the task has changed")            \
	X(SAMPLE, "measure what a silent run does")                            \
	X(LOOK_AT_SCREEN, "match the screen of an agent")                      \
	X(TYPE_KEYS, "type keys into the pane of an agent")                    \
	X(DIAGNOSE, "look for why many runs ended at once")                    \
	X(SWEEP_GIT, "end what the git of a dead reeved has left")             \
	X(CHECK_TASKS, "check new tasks before they are stored")               \
	X(CHECK_PROFILE, "check a profile before a task moves to it")          \
	X(PRUNE, "remove old files of ended runs")                             \
	/* Keepers. */                                                         \
	X(STOP_RUN, "have the keeper end the run, and why")                    \
	X(END_TURN, "have the keeper end the run unless somebody types")       \
	X(NOTE_IN_PANE, "say in the pane what happens next")                   \
	X(LEAVE_PANE, "have the keeper leave, and its pane close")             \
	X(GREET_KEEPER, "tell the keeper who leads now")                       \
	X(ASK_KEEPER, "ask when the screen last moved")                        \
	X(SEND_TEXT, "hand a text to the keeper, once the screen is known")    \
	X(HAND_TEXT, "hand a text to the keeper")                              \
	X(RELEASE_TEXTS, "let the keeper type the texts that it holds")        \
	X(OPEN_DIALOG, "tell the keeper that a dialog is open")                \
	X(CLOSE_DIALOG, "tell the keeper that the dialog is closed")           \
	/* What reeved watches. */                                             \
	X(WATCH_RUN, "follow the events, hooks and screen of a run")           \
	X(FORGET_RUN, "follow them no longer")                                 \
	/* Files and those who ask. */                                         \
	X(ARCHIVE_RECORD, "put the record of a run with its other files")      \
	X(WRITE_RESULTS, "write AGENT_results.json")                           \
	X(WRITE_JOURNAL, "append a line to reeve.jsonl, and tell who follows") \
	X(TELL_TASK, "tell who waits for a task that it has changed")          \
	X(ANSWER, "answer a request with a line")                              \
	X(ANSWER_TASK, "answer a request with a task")                         \
	X(ANSWER_TASKS, "answer a request with the tasks it has made")         \
	X(ANSWER_AT_REST, "answer a request with a task, once it rests")       \
	X(REFUSE, "refuse a request")                                          \
	X(READ, "answer a request that only reads")

#define EFFECT_ENUM(name, comment) EFFECT_##name,

enum effect_kind {
	EFFECTS_LIST(EFFECT_ENUM) EFFECTS
};

#undef EFFECT_ENUM

/* Only the members that fit the kind are set; the effect owns all of them. */
struct effect {
	enum effect_kind kind;
	int64_t task, run;
	int64_t number; /* of a line of the journal; wall time for DIAGNOSE */
	enum stop_reason stop_reason;
	char *text, *by;
	struct argv keys; /* TYPE_KEYS */
	cJSON *data;
	struct reply *reply;
	struct new_tasks *new_tasks;
	struct err why; /* REFUSE */
	bool answers; /* a text answers the dialog that is open */
	bool secret; /* … and is kept nowhere */
	bool hold, typed_as_keys, no_enter; /* HAND_TEXT: model/command.h */
	int pipe; /* DISPATCH: at which its worker waits; 0: none */
};

void effect_clear(struct effect *effect);

/* How an effect is carried out. `arg` is the owner's of the table. */
typedef void effect_fn(void *arg, struct effect *effect);

struct effect_row {
	effect_fn *carry_out;
	/* Before the commit; NULL: nothing. */
	effect_fn *prepare;
	/* The commit has failed; NULL: it is forgotten. */
	effect_fn *drop;
};

struct effects {
	struct effect *items;
	size_t count, size;
	size_t prepared; /* so many have been looked at for `prepare` */
};

/* Takes over all that `effect` owns. */
void effects_emit(struct effects *effects, const struct effect *effect);

/* Begins those that may begin before the commit. */
void effects_prepare(
	struct effects *effects, const struct effect_row *table, void *arg);
/* Carries out all that there are; what these emit is not among them. */
void effects_carry_out(
	struct effects *effects, const struct effect_row *table, void *arg);
/* The commit has failed: drops all, and refuses who asked with `why`. */
void effects_drop(struct effects *effects, const struct effect_row *table,
	void *arg, const struct err *why);
void effects_clear(struct effects *effects);

#endif
