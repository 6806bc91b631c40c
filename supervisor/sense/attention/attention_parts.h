/*
 * attention_parts - what the files of waits share
 */
#ifndef SUPERVISOR_SENSE_ATTENTION_ATTENTION_PARTS_H
#define SUPERVISOR_SENSE_ATTENTION_ATTENTION_PARTS_H

#include "policy/attention.h"
#include "supervisor/sense/attention/attention_watch.h"

/* Somebody who waits for the next look. */
struct asker {
	struct asker *next;
	waits_fn *fn;
	void *arg;
};

struct wait {
	struct wait *next;
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
	int status_id, hooks_id; /* inotify's; -1: none */
	bool hooks_found; /* hooks_id is the file's, no more the directory's */

	int fd; /* to its keeper; -1: none */
	bool still;
	int64_t output_ms; /* when it last moved, while it is still */

	bool looking, again; /* look once more when this one is done */
	struct asker *askers; /* of this look */
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

struct waits {
	struct daemon *daemon;
	int inotify, timer;
	struct wait *all;
};

struct wait *wait_find(const struct waits *waits, int64_t task, int64_t run);

#define WAIT_PAUSE_MS 1000 /* the first pause_ms */

/* attention_judge.c: puts it all together, and tells the task. */
void wait_judge(struct waits *waits, struct wait *wait);
bool wait_has_screens(const struct daemon *daemon, const char *profile);
void wait_tell_askers(struct daemon *daemon, struct wait *wait);
void wait_look(struct waits *waits, struct wait *wait);

/* attention_turn.c: has its run end for that; true: it waits for a prompt still. */
bool wait_end_turn(struct waits *waits, struct wait *wait);
/* It has failed of what a policy knows what to do about. */
void wait_fail_turn(struct waits *waits, const struct wait *wait,
	const struct awaited *awaited);

/* attention_timers.c: a dialog is open no more, or another one is. */
void wait_release_soon(struct waits *waits, struct wait *wait);
void wait_keep_held(struct wait *wait);
/* The screen was just looked at. */
void wait_release_if_due(struct waits *waits, struct wait *wait);
void waits_due(void *waits, uint32_t events);
void wait_set_timer(struct waits *waits);

/* attention_sources.c: what changes, where */
void wait_begin_to_hear(
	struct waits *waits, struct wait *wait, const struct task *task);
void wait_stop_to_hear(struct waits *waits, struct wait *wait);
void wait_read_status(struct waits *waits, struct wait *wait);
void waits_heard(void *waits, uint32_t events);

#endif
