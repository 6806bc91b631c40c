/*
 * act - carry out what a turn has decided to do in the world
 *
 * Each function carries out one kind of effect (core/effects.h), after the
 * commit. What comes of it is posted as an event.
 */
#ifndef SUPERVISOR_ACT_ACT_H
#define SUPERVISOR_ACT_ACT_H

#include "supervisor/core/keepers.h"
#include "supervisor/core/turn.h"
#include "supervisor/core/workers.h"

struct act {
	struct turn *turn;
	struct workers *workers;
	struct keepers *keepers;
	bool diagnosing; /* a worker looks why many runs ended */
	int64_t pruned_ms; /* wall time of the last pruning */
};

/* start_run.c */
void start_run_prepare(struct act *act, struct effect *effect);
void start_run_go(struct act *act, struct effect *effect);
void start_run_drop(struct act *act, struct effect *effect);

/* run_work.c: looking at the work of an ended run, and publishing it */
void inspect_run(struct act *act, int64_t task);
void publish_work(struct act *act, int64_t task);

/* figures.c: what is measured for figures and for liveness */
void count_changed_files(struct act *act, int64_t task);
void sample_activity(struct act *act, int64_t task);

/* check_tasks.c: what is checked before a task is stored or moved */
void check_new_tasks(struct act *act, struct effect *effect);
void check_profile(struct act *act, struct effect *effect);

/* screen.c */
void look_at_screen(struct act *act, const struct effect *effect);
void type_keys(struct act *act, struct effect *effect);

/* diagnose.c: why many runs ended at once, from `from_ms` on */
void diagnose(struct act *act, int64_t from_ms);

/* leftovers.c: what the git of a dead reeved has left running */
void sweep_git(struct act *act);

/* retention.c: where files of ended runs go, and for how long */
void archive_record(struct act *act, const struct effect *effect);
void prune_ended(struct act *act);

/* tell_keeper.c: keepers */
void stop_run(struct act *act, const struct effect *effect);
void end_turn(struct act *act, const struct effect *effect);
void note_in_pane(struct act *act, int64_t task);
void leave_pane(struct act *act, int64_t task);
void greet_keeper(struct act *act, int64_t task);
void ask_keeper(struct act *act, const struct effect *effect);
void hand_text(struct act *act, struct effect *effect);
void release_texts(struct act *act, int64_t task);
void open_dialog(struct act *act, int64_t task);
void close_dialog(struct act *act, int64_t task);

#endif
