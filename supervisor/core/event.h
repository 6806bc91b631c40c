/*
 * event - what happened, as plain data
 *
 * Whoever learns something (a descriptor, a worker, a request, another event)
 * posts an event (queue.h); a table says which handler answers it. An event is
 * a hint: its handler looks at what is true before it changes anything.
 *
 * The first group are the columns of the table state × event
 * (tasks/state_table.c): each is about one task. The others have handlers of
 * their own (../handlers.c).
 */
#ifndef SUPERVISOR_CORE_EVENT_H
#define SUPERVISOR_CORE_EVENT_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "model/evidence.h"
#include "model/notification.h"
#include "model/profile/attention_rule.h"
#include "model/reason.h"
#include "model/record.h"
#include "model/state.h"
#include "model/task.h"
#include "model/verdict.h"

/* X(NAME, comment): the event EVENT_NAME. */
#define TASK_EVENTS_LIST(X)                                                    \
	X(READY, "all tasks that it comes after are completed")                \
	X(PLACE_FREE, "a place is free for it")                                \
	X(DISPATCHED, "its launch was handed to its keeper")                   \
	X(DISPATCH_FAILED, "its launch could not be made or handed over")      \
	X(RUN_STARTED, "a record says that its run goes")                      \
	X(RUN_ENDED, "a record says that its run has ended")                   \
	X(RUN_LOST, "its keeper is gone and left no end")                      \
	X(INSPECTED, "a worker has looked at the worktree and verified it")    \
	X(PUBLISHED, "a worker has published the work, or could not")          \
	X(DUE, "its due time has come")                                        \
	X(CHECKPOINT, "its agent left a valid checkpoint")                     \
	X(ATTENTION, "its agent waits for a person, or no longer does")        \
	X(FATAL_SIGN, "its CLI says that the run cannot succeed")              \
	X(MUST_END, "its run hangs, or has spent a budget")                    \
	X(BEHIND_BREAKER, "a breaker opened for the verdict it ended with")    \
	X(ASK_AGAIN, "admission may let it start at another time")             \
	X(CAUSE_FOUND, "it is known why its run ended with others")            \
	X(DONE, "its checkpoint says done, and its screen is still")           \
	X(LOOK_LATER, "its run is to be looked at again then")                 \
	X(USED, "its CLI told what its run has used")                          \
	X(FILES_COUNTED, "a worker has counted the files it changed")          \
	X(TEXT_TAKEN, "its keeper has answered to a text")                     \
	X(TEXT_TYPED, "its keeper has typed texts up to a number")             \
	X(SEND, "a person sends its agent a text")                             \
	X(STOP, "a person wants it stopped")                                   \
	X(HOLD, "a person wants it held")                                      \
	X(RESUME, "a person wants it resumed")                                 \
	X(RESTART, "a person wants it restarted")                              \
	X(REASSIGN, "a person wants another profile to go on with it")         \
	X(HANDOFF, "a person says whether it may finish after its turn")       \
	X(ASSIGN, "a person says who looks after it")                          \
	X(APPROVE, "a person lets it go on")                                   \
	X(REJECT, "a person ends it as failed")                                \
	X(ANSWER, "a person answers its question")

#define OTHER_EVENTS_LIST(X)                                                   \
	X(TASK_CHANGED, "a task has come to another state")                    \
	X(NEW_TASKS, "tasks that were checked are to be stored")               \
	X(PLACES_CHANGED, "a queued task may be able to start")                \
	X(RESCAN, "every task is to be compared with what is")                 \
	X(LIMITS_CHANGED, "the limits of runs that go have changed")           \
	X(DIAGNOSED, "a worker looked for why many runs ended at once")        \
	X(DOWN, "a person wants reeved to end")                                \
	X(TELL_PEOPLE, "people are to be told something")                      \
	X(DISPATCH_OVER, "the worker of a dispatch has ended")                 \
	X(KEEPER_REPORTED, "a keeper has told when its screen last moved")     \
	X(SAMPLED, "a worker has measured what a silent run does")             \
	X(SCREEN_SEEN, "a worker has looked at a screen")                      \
	X(TURN_END_REFUSED, "a keeper did not end the turn of its agent")

#define EVENT_ENUM(name, comment) EVENT_##name,

enum event_kind {
	TASK_EVENTS_LIST(EVENT_ENUM) TASK_EVENTS,
	EVENT_NONE = TASK_EVENTS,
	OTHER_EVENTS_LIST(EVENT_ENUM) EVENTS
};

#undef EVENT_ENUM

struct reply;

/* Who asked for something is told what came of it (reply.h). */
enum answer_with {
	ANSWER_WITH_TASK = 0, /* the task, once all is durable */
	ANSWER_AT_REST, /* the task, once it is at rest */
	ANSWER_BY_HANDLER, /* the handler answers, or posts who does */
};

/* Tasks of one request: stored together or not at all. */
struct new_tasks {
	struct task_list tasks; /* in an order in which each can be stored */
	size_t *places; /* where each stood in the request */
	struct argv env; /* the caller's variables */
	char *directory; /* where the caller is */
	bool single; /* the answer has `task`, not `tasks` */
	int64_t first; /* the number the first one would get */
	int tries; /* checks that were made in vain */
	int suffix; /* of names made of the number */
};

void new_tasks_free(struct new_tasks *new_tasks); /* accepts NULL */

/* Only the members that fit the kind are set; the event owns all of them. */
struct event {
	enum event_kind kind;
	int64_t task;
	int64_t run; /* of that run, else of no use; 0: of the newest */
	struct record *record; /* RUN_STARTED, RUN_ENDED, RUN_LOST */
	cJSON *answer; /* of a worker or a keeper; NULL: it failed */
	struct err why; /* … of this */
	char *by; /* who asks */
	char *profile; /* REASSIGN: to which; BEHIND_BREAKER: of which */
	char *text; /* in words: of a person, a CLI, a screen, admission */
	struct reply *reply; /* who is told what came of it; or NULL */
	enum answer_with answer_with;
	bool on; /* HANDOFF: it may; DOWN: agents, too; ATTENTION: a
		    secret is asked for; KEEPER_REPORTED: it has */
	int64_t of_run; /* TEXT_TAKEN: of any run, not the newest alone */
	bool answers, secret; /* TEXT_TAKEN: as in struct effect */
	bool in_turn; /* FATAL_SIGN: the turn of an interactive agent failed */
	int64_t number; /* of a text; wall time of a look; ATTENTION: what is
			   waited for, policy/attention.h */
	int64_t due_ms; /* ASK_AGAIN, LOOK_LATER */
	int64_t until_ms; /* nothing may begin before then; 0: it may */
	enum verdict verdict; /* FATAL_SIGN, MUST_END */
	struct evidence_list evidence; /* MUST_END, CAUSE_FOUND */
	struct reason reason; /* ASK_AGAIN, CAUSE_FOUND, BEHIND_BREAKER */
	enum attention waiting_for; /* ATTENTION; NOTHING: it goes on */
	enum attention_source source;
	enum state before; /* TASK_CHANGED */
	enum notify_event notify; /* TELL_PEOPLE */
	struct new_tasks *new_tasks;
};

const char *event_kind_name(enum event_kind kind);
void event_clear(struct event *event);

#endif
