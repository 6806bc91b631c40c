/*
 * keepers - talk to keepers without waiting for them
 *
 * One packet there, one back (model/command.h). A keeper that is gone or hangs
 * costs nothing: its end shows elsewhere (the lock, the record).
 */
#ifndef SUPERVISOR_CORE_KEEPERS_H
#define SUPERVISOR_CORE_KEEPERS_H

#include "model/stop_reason.h"
#include "model/task.h"
#include "supervisor/daemon.h"

/* `len` is 0 when there was no answer. */
typedef void keeper_answer_fn(
	void *arg, struct daemon *daemon, const char *bytes, size_t len);

void keeper_stop(struct daemon *daemon, const struct task *task,
	enum stop_reason reason, const char *by);
/* The turn of an agent that is kept alive is over: its run ends. The keeper
 * refuses while somebody types, or a text is to be typed. */
void keeper_end_turn(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg);
/* keys: it waits for its due_ms, and r, h and s mean something until then. */
void keeper_note(struct daemon *daemon, const struct task *task,
	const char *text, bool keys);
/* Its leader has changed: the keeper sees to it that it lives. */
void keeper_greet(struct daemon *daemon, const struct task *task);
void keeper_leave(struct daemon *daemon, const struct task *task);
/* How a text is typed: see model/command.h. */
struct send_how {
	bool hold, keys, no_enter;
};
void keeper_send(struct daemon *daemon, const struct task *task,
	const char *text, const struct send_how *how, keeper_answer_fn *fn,
	void *arg);
/* A dialog is open: what somebody types now answers it … */
void keeper_asks(struct daemon *daemon, const struct task *task);
/* … and now it is open no more. */
void keeper_answered(struct daemon *daemon, const struct task *task);
/* What was held may be typed. */
void keeper_release(struct daemon *daemon, const struct task *task);

/*
 * A connection on which the keeper tells when the run's terminal is still and
 * when it moves (model/command.h); the caller closes it. -1: there is none.
 */
int keeper_follow(struct daemon *daemon, const struct task *task,
	const char *run, int64_t still_ms);
/* We have looked: the next output is to be told of. */
void keeper_follow_on(struct daemon *daemon, int fd, int64_t task, int64_t run);
void keeper_report(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg);

/* Ends all talks that go on, as if there was no answer. */
void keepers_close(struct daemon *daemon);

bool keeper_lives(const struct daemon *daemon, const char *agent);
/* The same once its lock was closed: the kernel says that a moment early. */
bool keeper_lives_on(const struct daemon *daemon, const char *agent);

#endif
