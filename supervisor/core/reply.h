/*
 * reply - the one who asked, as a handler of requests sees it
 *
 * A port: what is behind it (a line on reeved's socket, a test) is a struct
 * that begins with a struct reply. Handlers know no sockets, so every program
 * that speaks to reeved is answered by the same table of requests.
 *
 * Who asked may be gone by the time the answer is ready. Whoever keeps a reply
 * holds it (reply_hold) and releases it; to answer one that is gone is harmless.
 */
#ifndef SUPERVISOR_CORE_REPLY_H
#define SUPERVISOR_CORE_REPLY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct reply;

/* What a stream waits for. */
struct subscription {
	bool journal; /* every line of the journal */
	int64_t *tasks; /* owned: changes of these */
	size_t task_count;
	bool until_ended; /* one answer, when the task is at rest */
};

void subscription_clear(struct subscription *subscription);

struct reply_ops {
	/* Sends a line, which is deleted; the request is over. */
	void (*answer)(struct reply *reply, cJSON *line);
	/* Sends a line of a stream; the request goes on. */
	void (*stream)(struct reply *reply, cJSON *line);
	/* Takes the subscription over; { 0 } ends one. */
	void (*subscribe)(struct reply *reply, const struct subscription *what);
	/*
	 * A descriptor for a worker that writes the lines of a long answer; what
	 * waited before has been sent. -1: it is gone, or reads too slowly.
	 */
	int (*lend)(struct reply *reply);
	/* The worker is done. `whole`: the answer is, and the request is over;
	 * else the conversation cannot go on. */
	void (*take_back)(struct reply *reply, bool whole);
	bool (*is_gone)(const struct reply *reply);
	void (*hold)(struct reply *reply);
	void (*release)(struct reply *reply);
};

struct reply {
	const struct reply_ops *ops;
};

struct reply *reply_hold(struct reply *reply);
void reply_release(struct reply *reply);
bool reply_is_gone(const struct reply *reply);

void reply_answer(struct reply *reply, cJSON *line);
void reply_stream(struct reply *reply, cJSON *line);
void reply_subscribe(struct reply *reply, const struct subscription *what);
int reply_lend(struct reply *reply);
void reply_take_back(struct reply *reply, bool whole);

/* {"ok":false,"code":…,"message":…,"try":…} */
cJSON *reply_refusal(const struct err *err);
void reply_refuse(struct reply *reply, const struct err *err);

#endif
