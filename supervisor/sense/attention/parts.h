/*
 * parts - what the files of attention share
 */
#ifndef SUPERVISOR_SENSE_ATTENTION_PARTS_H
#define SUPERVISOR_SENSE_ATTENTION_PARTS_H

#include "policy/attention.h"
#include "supervisor/sense/attention/attention.h"

/* A text that waits for the next look. */
struct held_text {
	struct held_text *next;
	struct effect effect; /* EFFECT_SEND_TEXT */
};

/* A run that is watched. */
struct waiter {
	struct waiter *next;
	struct attention_watch *attention;
	int64_t task, run;
	char *agent, *profile;
	pid_t keeper, pid;
	int64_t pid_start;
	int64_t started_ms;
	bool turns; /* that its turn is over is worth telling */
	bool keep_alive; /* … but it is given its next turn */
	bool turn_refused; /* … not now, until the screen moves */

	struct awaited hook, status, screen;
	char *status_path; /* or NULL */
	struct watched *status_watch, *hooks_watch;
	bool hooks_found; /* hooks_watch is of the file, not the directory */

	int fd; /* to its keeper; -1: none */
	bool still;
	int64_t output_ms; /* when it last moved, while it is still */

	bool looking, again; /* look once more when this one is done */
	struct held_text *texts; /* that wait for this look */
	int64_t look_ms; /* look then (wall time); 0: no */
	/* What a dialog has held is released then, by the next look that shows
	 * no other one. */
	int64_t release_ms; /* 0: no */
	bool releasing;
	int64_t pause_ms; /* before the next such look */
	/* The profile's answer to the dialog that is open. */
	enum {
		TYPED_NOTHING = 0,
		TYPED_JUST_NOW,
		TYPED_IN_VAIN
	} typed;

	bool coming; /* a dialog of which a hook told, and that is not seen yet */
	bool told; /* … the task, for what it waits: */
	enum attention told_for;
	bool told_key;
	int64_t told_identity;
};

struct attention_watch {
	struct turn *turn;
	struct loop *loop;
	struct watch *watch;
	struct waiter *first;
};

/* `run` 0: of any run. NULL: it is not watched. */
struct waiter *waiter_find(
	const struct attention_watch *attention, int64_t task, int64_t run);

#define WAITER_PAUSE_MS 1000 /* the first pause_ms */

/* judge.c: puts all sources together, and tells the task */
void waiter_judge(struct waiter *waiter);

/* look.c: looks at the screen, and lets go what waited for that */
void waiter_look(struct waiter *waiter);
bool waiter_has_screens(const struct waiter *waiter);
void waiter_hand_texts(struct waiter *waiter);
/* A dialog is closed: what it held is released soon, or another one holds it. */
void waiter_release_soon(struct waiter *waiter);
void waiter_keep_held(struct waiter *waiter);

/* turn_end.c: has its run end when its turn is over; true: it waits for a
 * prompt all the same */
bool waiter_end_turn(struct waiter *waiter);
/* The turn has failed of what a policy knows what to do about. */
void waiter_fail_turn(
	const struct waiter *waiter, const struct awaited *awaited);

/* sources.c: what changes, where */
void waiter_begin_to_hear(struct waiter *waiter);
void waiter_stop_to_hear(struct waiter *waiter);
void waiter_read_status(struct waiter *waiter);

#endif
