/*
 * keepers - talk to keepers without waiting for them: see keepers.h
 */
#include "supervisor/core/keepers.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/kv.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sock.h"
#include "model/command.h"
#include "model/paths.h"

struct talk {
	struct talk *next;
	struct keepers *keepers;
	int fd;
	keeper_answer_fn *fn; /* may be NULL */
	void *arg;
};

struct keepers {
	struct loop *loop;
	const struct host *host;
	struct talk *talks; /* with keepers that have not answered yet */
};

struct keepers *keepers_open(struct loop *loop, const struct host *host)
{
	struct keepers *keepers = mem_alloc(sizeof(*keepers));

	*keepers = (struct keepers){ .loop = loop, .host = host };
	return keepers;
}

static void talk_end(struct talk *talk, const char *bytes, size_t len)
{
	struct talk **at = &talk->keepers->talks;

	while (*at != talk)
		at = &(*at)->next;
	*at = talk->next;
	loop_remove(talk->keepers->loop, talk->fd);
	if (talk->fd >= 0)
		close(talk->fd);
	if (talk->fn)
		talk->fn(talk->arg, bytes, len);
	free(talk);
}

static void talk_readable(void *arg, uint32_t events)
{
	char bytes[4096];
	struct talk *talk = arg;
	ssize_t len = recv(talk->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)events;
	talk_end(talk, bytes, len > 0 ? (size_t)len : 0);
}

static void talk_begin(struct keepers *keepers, const char *agent,
	const struct kv_writer *packet, keeper_answer_fn *fn, void *arg)
{
	struct path path = path_keeper(keepers->host->state, agent, "sock");
	struct talk *talk = mem_alloc(sizeof(*talk));

	*talk = (struct talk){ keepers->talks, keepers, -1, fn, arg };
	keepers->talks = talk;
	talk->fd =
		sock_connect(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, NULL);
	if (talk->fd < 0 || packet->overflow ||
		send(talk->fd, packet->bytes, packet->len,
			MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ||
		loop_add(keepers->loop, talk->fd, EPOLLIN, talk_readable, talk,
			NULL) < 0)
		talk_end(talk, NULL, 0);
}

void keepers_close(struct keepers *keepers)
{
	while (keepers && keepers->talks)
		talk_end(keepers->talks, NULL, 0);
	free(keepers);
}

static void packet_begin(
	struct kv_writer *packet, const struct host *host, const char *command)
{
	kv_put_number(packet, "keeper", COMMAND_VERSION);
	kv_put(packet, "command", command);
	kv_put_number(packet, "epoch", host->epoch);
	kv_put_number(packet, "leader", getpid());
}

#define PACKET(name)                                                           \
	char name##_bytes[COMMAND_MAX_BYTES];                                  \
	struct kv_writer name = { name##_bytes, sizeof(name##_bytes), 0, 0 }

/* A command without members. */
static void talk_simply(struct keepers *keepers, const char *agent,
	const char *command, keeper_answer_fn *fn, void *arg)
{
	PACKET(packet);

	packet_begin(&packet, keepers->host, command);
	talk_begin(keepers, agent, &packet, fn, arg);
}

static void talk_stop(struct keepers *keepers, const char *agent,
	enum stop_reason reason, const char *by, keeper_answer_fn *fn,
	void *arg)
{
	PACKET(packet);

	packet_begin(&packet, keepers->host, "stop");
	kv_put(&packet, "reason", stop_reason_name(reason));
	kv_put(&packet, "by", by ? by : "reeve");
	talk_begin(keepers, agent, &packet, fn, arg);
}

void keeper_stop(struct keepers *keepers, const char *agent,
	enum stop_reason reason, const char *by)
{
	talk_stop(keepers, agent, reason, by, NULL, NULL);
}

void keeper_end_turn(struct keepers *keepers, const char *agent,
	keeper_answer_fn *fn, void *arg)
{
	talk_stop(keepers, agent, STOP_TURN, NULL, fn, arg);
}

void keeper_note(struct keepers *keepers, const char *agent, const char *text,
	int64_t due_ms, bool keys)
{
	PACKET(packet);

	packet_begin(&packet, keepers->host, "note");
	kv_put(&packet, "text", text);
	kv_put_number(&packet, "keys", keys);
	kv_put_number(&packet, "due_ms", due_ms);
	talk_begin(keepers, agent, &packet, NULL, NULL);
}

void keeper_greet(struct keepers *keepers, const char *agent)
{
	keeper_report(keepers, agent, NULL, NULL);
}

void keeper_leave(struct keepers *keepers, const char *agent)
{
	talk_simply(keepers, agent, "leave", NULL, NULL);
}

void keeper_send(struct keepers *keepers, const char *agent, const char *text,
	const struct send_how *how, keeper_answer_fn *fn, void *arg)
{
	PACKET(packet);

	packet_begin(&packet, keepers->host, "send");
	kv_put_number(&packet, "hold", how->hold);
	kv_put_number(&packet, "keys", how->keys);
	kv_put_number(&packet, "no_enter", how->no_enter);
	kv_put(&packet, "text", text);
	talk_begin(keepers, agent, &packet, fn, arg);
}

void keeper_asks(struct keepers *keepers, const char *agent)
{
	talk_simply(keepers, agent, "asks", NULL, NULL);
}

void keeper_answered(struct keepers *keepers, const char *agent)
{
	talk_simply(keepers, agent, "answered", NULL, NULL);
}

void keeper_release(struct keepers *keepers, const char *agent)
{
	talk_simply(keepers, agent, "release", NULL, NULL);
}

void keeper_report(struct keepers *keepers, const char *agent,
	keeper_answer_fn *fn, void *arg)
{
	talk_simply(keepers, agent, "report", fn, arg);
}

static int ask_to_follow(const struct host *host, int fd, const char *run,
	int64_t still_ms, bool seen)
{
	PACKET(packet);

	packet_begin(&packet, host, "follow");
	kv_put(&packet, "run", run);
	kv_put_number(&packet, "still_ms", still_ms);
	kv_put_number(&packet, "seen", seen);
	return send(fd, packet.bytes, packet.len, MSG_NOSIGNAL | MSG_DONTWAIT) <
			       0
		       ? -1
		       : 0;
}

int keeper_follow(const struct host *host, const char *agent, const char *run,
	int64_t still_ms)
{
	struct path path = path_keeper(host->state, agent, "sock");
	int fd = sock_connect(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, NULL);

	if (fd < 0 || ask_to_follow(host, fd, run, still_ms, false) == 0)
		return fd;
	close(fd);
	return -1;
}

void keeper_follow_on(
	const struct host *host, int fd, const char *run, int64_t still_ms)
{
	ask_to_follow(host, fd, run, still_ms, true);
}

bool keeper_lives(const struct host *host, const char *agent)
{
	struct path path = path_keeper(host->state, agent, "lock");

	return lock_is_held(path.text);
}

bool keeper_lives_on(const struct host *host, const char *agent)
{
	struct path path = path_keeper(host->state, agent, "lock");

	return lock_stays_held(path.text);
}
