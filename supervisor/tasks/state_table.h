/*
 * state_table - what may happen to a task, in which state, and what then
 *
 * The life of a task is one full table, state × event (state_table.c). Whoever
 * learns of something calls step(); the table says what follows. Events are
 * hints: a step looks at what is true before it acts, and an event that no
 * longer fits its state does nothing.
 */
#ifndef SUPERVISOR_TASKS_STATE_TABLE_H
#define SUPERVISOR_TASKS_STATE_TABLE_H

#include "model/evidence.h"
#include "model/record.h"
#include "model/profile/attention_rule.h"
#include "supervisor/daemon.h"

enum step_event {
	STEP_READY = 0, /* everything it comes after is completed */
	STEP_PLACE, /* a place is free for it */
	STEP_DISPATCHED, /* the worker handed its launch to a keeper */
	STEP_DISPATCH_FAILED, /* … or could not */
	STEP_STARTED, /* a record says that its run goes */
	STEP_ENDED, /* a record says that its run has ended */
	STEP_LOST, /* its keeper is gone and left no end */
	STEP_INSPECTED, /* the worker looked, swept and verified */
	STEP_PUBLISHED, /* the worker has published, or could not */
	STEP_DUE, /* its due_ms has come */
	STEP_CHECKPOINT, /* the agent left a valid checkpoint */
	STEP_AWAITS, /* it waits for a person, or no more */
	STEP_SIGN, /* its CLI says that this run comes to nothing */
	STEP_BEHIND, /* the breaker has opened that it had failed before */
	STEP_IN_VAIN, /* we have found that it hangs, or may use no more */
	STEP_STOP, /* from here on: somebody asks */
	STEP_HOLD,
	STEP_RESUME,
	STEP_RESTART,
	STEP_REASSIGN,
	STEP_HANDOFF, /* whether a kept-alive agent may end */
	STEP_APPROVE, /* … about a task that waits for a person */
	STEP_REJECT,
	STEP_ANSWER,
	STEP_EVENTS
};

/* What a CLI said while its run goes. */
struct sign_heard {
	enum verdict verdict;
	const char *text;
	int64_t until_ms; /* a limit lasts until then; 0: unknown */
	bool in_turn; /* the turn of an interactive agent has failed of it */
};

/* For what an agent waits. */
struct awaits {
	enum attention what_for; /* NOTHING: it goes on */
	const char *what; /* for people */
	enum attention_source source;
	int64_t identity; /* the same for the same: policy/attention.h */
	bool secret; /* the answer is kept nowhere */
};

/* Why a run that goes on must end: its verdict, before there is an end. */
struct ending {
	enum verdict verdict;
	struct evidence_list evidence;
	int64_t until_ms; /* nothing may begin before then; 0: it may */
};

/* What comes with an event; only what fits it is set. */
struct step {
	struct daemon *daemon;
	struct task *task; /* loaded by step(), saved when `changed` */
	bool changed;
	const struct record *record; /* STARTED, ENDED */
	const cJSON *answer; /* of a worker */
	const struct err *why; /* of a worker that failed */
	const char *by; /* who asks */
	const char *profile; /* REASSIGN: to which */
	const char *text; /* APPROVE, REJECT, ANSWER: in their words, or NULL */
	struct client *client; /* ANSWER: who asks */
	bool answers_later; /* ANSWER: `client` is told once it is known */
	bool rebooted; /* LOST */
	bool on; /* HANDOFF: it may */
	const struct sign_heard *sign; /* SIGN */
	const struct awaits *awaits; /* AWAITS */
	int64_t until_ms; /* BEHIND: …, and why in `text` and: */
	enum reason_code reason_code;
	const struct ending *ending; /* IN_VAIN */
	struct err *err; /* why an asked thing is refused */
};

/*
 * Loads the task, does what the table says, saves it. Returns 0, or -1 with
 * the reason in `err` when it was refused or the store failed.
 */
int step(struct daemon *daemon, int64_t task, enum step_event event,
	struct step *details, struct err *err);

typedef int step_fn(struct step *step);

/* The table, for its test. */
step_fn *step_of(enum state state, enum step_event event);

/* Shared by the files that hold the steps. */
void step_set_state(struct step *step, enum state state);
void step_set_due(struct step *step, int64_t due_ms);

/* on_run.c: a run begins, goes, ends */
step_fn step_to_queue, step_to_start, step_dispatched, step_start_failed,
	step_started, step_ended, step_ended_early, step_run_due,
	step_checkpoint, step_inspected, step_wait_over, step_rest_over,
	step_queue_due;

/* on_attention.c: a run waits for a person */
step_fn step_awaits;

/* on_publish.c: the last step, where there is one */
step_fn step_published, step_publish_due;

/* on_handoff.c: an agent that is kept alive */
step_fn step_handoff;

/* on_sign.c: a run that goes on in vain */
step_fn step_sign;

/* on_breaker.c: others have ended as it did */
step_fn step_behind;
/* end_run.c: a run that must not go on. The reason of a verdict is for who asks
 * once more. */
step_fn step_in_vain;
int step_end_run(struct step *step, const struct ending *ending,
	enum stop_reason reason);
enum stop_reason step_stop_reason(enum verdict verdict);

/* on_request.c: somebody asks */
step_fn step_stop_run, step_stop_waiting, step_stop_resting, step_hold_run,
	step_hold_waiting, step_resume_now, step_resume_run, step_resume_queued,
	step_restart_now, step_restart_queued, step_restart_run,
	step_reassign_now, step_reassign_run, step_refuse_unstarted,
	step_stop_completed, step_hold_completed, step_resume_agent;

/* on_review.c: a person has looked at it */
step_fn step_approve, step_reject, step_answer, step_answer_waiting,
	step_approve_parked, step_reject_parked, step_answer_parked,
	step_refuse_waiting, step_refuse_review;

#endif
