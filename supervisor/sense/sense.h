/*
 * sense - learn what happens in the world, and post it as events
 *
 * Records and locks of keepers, checkpoints, what CLIs print while their runs
 * go, and whether a silent run still lives. What is on disk is the truth; a
 * watch only says when to look. Whether an agent waits for a person is the room
 * below (attention/).
 */
#ifndef SUPERVISOR_SENSE_SENSE_H
#define SUPERVISOR_SENSE_SENSE_H

#include "supervisor/core/turn.h"
#include "supervisor/core/watch.h"
#include "supervisor/core/workers.h"

struct attention_watch;
struct followed;
struct silence;

struct sense {
	struct turn *turn;
	struct loop *loop;
	struct watch *watch;
	const struct workers *workers; /* NULL: there are none */
	struct followed *followed; /* run_events.c */
	struct silence *silences; /* liveness_probe.c */
	struct attention_watch *attention;
};

/* Watches what is common to all tasks. */
int sense_open(struct sense *sense, struct err *err);
void sense_close(struct sense *sense);

/* A run goes: everything it has is watched. Twice is harmless. */
void sense_watch_run(struct sense *sense, int64_t task, int64_t run);
/* It has ended. */
void sense_forget_run(struct sense *sense, int64_t task);
/* Goes on with what was too much for one turn. */
void sense_go_on(struct sense *sense);

/* records.c */

/* The record of the task's newest run, and whether its keeper lives. True: an
 * event was posted. */
bool look_at_run(struct sense *sense, int64_t task);
/* EVENT_RESCAN: compares every task with what is, and goes on from there. */
void rescan(struct sense *sense);
/* EVENT_LIMITS_CHANGED: the limits of runs that go are looked at. */
void limits_changed(struct sense *sense);

/* checkpoints.c: watch_fn of the directory of checkpoints */
void checkpoints_changed(void *sense, const char *name);

/* run_events.c */
void run_events_watch(
	struct sense *sense, const struct task *task, const struct run *run);
void run_events_forget(struct sense *sense, int64_t task);
void run_events_go_on(struct sense *sense);

/* liveness_probe.c: answers of keepers and workers */
void keeper_reported(struct sense *sense, const struct event *event);
void activity_sampled(struct sense *sense, const struct event *event);
void silence_forget(struct sense *sense, int64_t task); /* 0: all */

/* "NAME.suffix" without its suffix; NULL when it has another. The caller frees
 * it. */
char *file_stem(const char *name, const char *suffix);
/* Calls fn for each task that is not at rest. */
void each_active_task(struct sense *sense,
	void (*fn)(struct sense *sense, const struct task *task));

#endif
