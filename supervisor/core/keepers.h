/*
 * keepers - talk to keepers without waiting for them
 *
 * One packet there, one back (model/command.h), to the keeper of an agent by the
 * agent's name. A keeper that is gone or hangs costs nothing: its end shows by
 * its lock and by the record.
 */
#ifndef SUPERVISOR_CORE_KEEPERS_H
#define SUPERVISOR_CORE_KEEPERS_H

#include <stdbool.h>

#include "model/stop_reason.h"
#include "supervisor/core/host.h"
#include "supervisor/core/loop.h"

struct keepers;

struct keepers *keepers_open(struct loop *loop, const struct host *host);
/* Ends all talks that go on, as if there was no answer. Accepts NULL. */
void keepers_close(struct keepers *keepers);

/* `len` is 0 when there was no answer. */
typedef void keeper_answer_fn(void *arg, const char *bytes, size_t len);

/* `by`: who asked; NULL: reeve. */
void keeper_stop(struct keepers *keepers, const char *agent,
	enum stop_reason reason, const char *by);
/* The turn of an agent that is kept alive is over: its run ends. The keeper
 * refuses while somebody types, or a text is to be typed. */
void keeper_end_turn(struct keepers *keepers, const char *agent,
	keeper_answer_fn *fn, void *arg);
/* `keys`: the agent waits until due_ms, and r, h and s mean something. */
void keeper_note(struct keepers *keepers, const char *agent, const char *text,
	int64_t due_ms, bool keys);
/* Its leader has changed: the keeper watches the new one. */
void keeper_greet(struct keepers *keepers, const char *agent);
void keeper_leave(struct keepers *keepers, const char *agent);
/* How a text is typed: see model/command.h. */
struct send_how {
	bool hold, keys, no_enter;
};
void keeper_send(struct keepers *keepers, const char *agent, const char *text,
	const struct send_how *how, keeper_answer_fn *fn, void *arg);
/* A dialog is open: what somebody types now answers it … */
void keeper_asks(struct keepers *keepers, const char *agent);
/* … and now it is closed. */
void keeper_answered(struct keepers *keepers, const char *agent);
/* What was held may be typed. */
void keeper_release(struct keepers *keepers, const char *agent);
void keeper_report(struct keepers *keepers, const char *agent,
	keeper_answer_fn *fn, void *arg);

/*
 * A connection on which the keeper tells when the run's terminal is still and
 * when it moves (model/command.h); the caller closes it. -1: there is none.
 */
int keeper_follow(const struct host *host, const char *agent, const char *run,
	int64_t still_ms);
/* The screen was looked at: the next output is to be told of. */
void keeper_follow_on(
	const struct host *host, int fd, const char *run, int64_t still_ms);

bool keeper_lives(const struct host *host, const char *agent);
/* The same once its lock was closed: the kernel says that a moment early. */
bool keeper_lives_on(const struct host *host, const char *agent);

#endif
