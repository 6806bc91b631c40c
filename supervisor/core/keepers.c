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
	struct talk *next; /* of daemon->talks */
	struct daemon *daemon;
	int fd;
	keeper_answer_fn *fn; /* may be NULL */
	void *arg;
};

static void talk_end(struct talk *talk, const char *bytes, size_t len)
{
	struct talk **at = &talk->daemon->talks;

	while (*at != talk)
		at = &(*at)->next;
	*at = talk->next;
	loop_remove(talk->daemon->loop, talk->fd);
	if (talk->fd >= 0)
		close(talk->fd);
	if (talk->fn)
		talk->fn(talk->arg, talk->daemon, bytes, len);
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

static void tell(struct daemon *daemon, const char *agent,
	const struct kv_writer *packet, keeper_answer_fn *fn, void *arg)
{
	struct path path = path_keeper(daemon->state, agent, "sock");
	struct talk *talk = mem_alloc(sizeof(*talk));

	*talk = (struct talk){ daemon->talks, daemon, -1, fn, arg };
	daemon->talks = talk;
	talk->fd =
		sock_connect(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, NULL);
	if (talk->fd < 0 || packet->overflow ||
		send(talk->fd, packet->bytes, packet->len,
			MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ||
		loop_add(daemon->loop, talk->fd, EPOLLIN, talk_readable, talk,
			NULL) < 0)
		talk_end(talk, NULL, 0);
}

void keepers_close(struct daemon *daemon)
{
	while (daemon->talks)
		talk_end(daemon->talks, NULL, 0);
}

static void begin(struct kv_writer *packet, const struct daemon *daemon,
	const char *command)
{
	kv_put_number(packet, "keeper", COMMAND_VERSION);
	kv_put(packet, "command", command);
	kv_put_number(packet, "epoch", daemon->epoch);
	kv_put_number(packet, "leader", getpid());
}

#define PACKET(name)                                                           \
	char name##_bytes[COMMAND_MAX_BYTES];                                  \
	struct kv_writer name = { name##_bytes, sizeof(name##_bytes), 0, 0 }

static void stop(struct daemon *daemon, const struct task *task,
	enum stop_reason reason, const char *by, keeper_answer_fn *fn,
	void *arg)
{
	PACKET(packet);

	begin(&packet, daemon, "stop");
	kv_put(&packet, "reason", stop_reason_name(reason));
	kv_put(&packet, "by", by);
	tell(daemon, task->name, &packet, fn, arg);
}

void keeper_stop(struct daemon *daemon, const struct task *task,
	enum stop_reason reason, const char *by)
{
	stop(daemon, task, reason, by ? by : "reeve", NULL, NULL);
}

void keeper_end_turn(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg)
{
	stop(daemon, task, STOP_TURN, "reeve", fn, arg);
}

void keeper_note(struct daemon *daemon, const struct task *task,
	const char *text, bool keys)
{
	PACKET(packet);

	begin(&packet, daemon, "note");
	kv_put(&packet, "text", text);
	kv_put_number(&packet, "keys", keys);
	kv_put_number(&packet, "due_ms", keys ? task->due_ms : 0);
	tell(daemon, task->name, &packet, NULL, NULL);
}

void keeper_greet(struct daemon *daemon, const struct task *task)
{
	keeper_report(daemon, task, NULL, NULL);
}

void keeper_leave(struct daemon *daemon, const struct task *task)
{
	PACKET(packet);

	begin(&packet, daemon, "leave");
	tell(daemon, task->name, &packet, NULL, NULL);
}

void keeper_send(struct daemon *daemon, const struct task *task,
	const char *text, const struct send_how *how, keeper_answer_fn *fn,
	void *arg)
{
	PACKET(packet);

	begin(&packet, daemon, "send");
	kv_put_number(&packet, "hold", how->hold);
	kv_put_number(&packet, "keys", how->keys);
	kv_put_number(&packet, "no_enter", how->no_enter);
	kv_put(&packet, "text", text);
	tell(daemon, task->name, &packet, fn, arg);
}

void keeper_asks(struct daemon *daemon, const struct task *task)
{
	PACKET(packet);

	begin(&packet, daemon, "asks");
	tell(daemon, task->name, &packet, NULL, NULL);
}

void keeper_answered(struct daemon *daemon, const struct task *task)
{
	PACKET(packet);

	begin(&packet, daemon, "answered");
	tell(daemon, task->name, &packet, NULL, NULL);
}

void keeper_release(struct daemon *daemon, const struct task *task)
{
	PACKET(packet);

	begin(&packet, daemon, "release");
	tell(daemon, task->name, &packet, NULL, NULL);
}

static int ask_to_follow(struct daemon *daemon, int fd, const char *run,
	int64_t still_ms, bool seen)
{
	PACKET(packet);

	begin(&packet, daemon, "follow");
	kv_put(&packet, "run", run);
	kv_put_number(&packet, "still_ms", still_ms);
	kv_put_number(&packet, "seen", seen);
	return send(fd, packet.bytes, packet.len, MSG_NOSIGNAL | MSG_DONTWAIT) <
			       0
		       ? -1
		       : 0;
}

int keeper_follow(struct daemon *daemon, const struct task *task,
	const char *run, int64_t still_ms)
{
	struct path path = path_keeper(daemon->state, task->name, "sock");
	int fd = sock_connect(path.text, SOCK_SEQPACKET | SOCK_NONBLOCK, NULL);

	if (fd < 0 || ask_to_follow(daemon, fd, run, still_ms, false) == 0)
		return fd;
	close(fd);
	return -1;
}

void keeper_follow_on(struct daemon *daemon, int fd, int64_t task, int64_t run)
{
	char id[RUN_ID_SIZE];

	ask_to_follow(daemon, fd, run_id(id, task, run),
		daemon->config.screen_settle_ms, true);
}

void keeper_report(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg)
{
	PACKET(packet);

	begin(&packet, daemon, "report");
	tell(daemon, task->name, &packet, fn, arg);
}

bool keeper_lives(const struct daemon *daemon, const char *agent)
{
	struct path path = path_keeper(daemon->state, agent, "lock");

	return lock_is_held(path.text);
}

bool keeper_lives_on(const struct daemon *daemon, const char *agent)
{
	struct path path = path_keeper(daemon->state, agent, "lock");

	return lock_stays_held(path.text);
}
