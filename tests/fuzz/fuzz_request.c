/*
 * fuzz_request - whatever a client sends, each line is answered by one
 *
 * The real server and loop over a pair of sockets. What a request means is not
 * in here but for its task; {"later":true} is answered only when the loop
 * comes round again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "model/request.h"
#include "model/task.h"
#include "supervisor/api/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct talk {
	struct loop *loop;
	int fd; /* our end */
	struct str heard;
	struct client *later;
	size_t asked;
};

static cJSON *answer_to(const cJSON *request)
{
	const cJSON *asked = cJSON_GetObjectItemCaseSensitive(request, "task");
	cJSON *answer = cJSON_CreateObject();
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	bool ok = task_read_asked(&task, asked, "request", &err) == 0;

	if (!ok && !*err.message)
		abort();
	json_add_bool(answer, "ok", ok);
	json_add_text(answer, "message", err.message);
	if (ok)
		cJSON_AddItemToObject(answer, "task", task_write_asked(&task));
	task_clear(&task);
	return answer;
}

static void ask(void *arg, struct client *client, const cJSON *request)
{
	struct talk *talk = arg;

	talk->asked++;
	if (json_bool(request, "later"))
		talk->later = client_hold(client);
	else
		client_answer(client, answer_to(request));
}

/* After each round: hear what came, say what is due; leave at the end. */
static void settle(void *arg, uint32_t events)
{
	struct talk *talk = arg;
	struct client *later = talk->later;
	char bytes[65536];
	ssize_t n;

	(void)events;
	talk->later = NULL;
	if (later) {
		client_answer(later, cJSON_CreateObject());
		client_release(later);
	}
	while ((n = recv(talk->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		str_add_bytes(&talk->heard, bytes, (size_t)n);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		loop_stop(talk->loop);
}

/* One line for the greeting, one for each request, one more if it gave up. */
static void check_heard(const struct talk *talk)
{
	const char *at = str_text(&talk->heard), *end;
	size_t lines = 0;

	for (; (end = strchr(at, '\n')); at = end + 1, lines++) {
		cJSON *line = json_parse(at, (size_t)(end - at),
			2 * REQUEST_MAX_BYTES, "answer", NULL);

		if (!cJSON_IsObject(line))
			abort();
		cJSON_Delete(line);
	}
	if (*at || lines > talk->asked + 2)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server server = { .fn = ask, .fd = -1 };
	struct talk talk = { 0 };
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0 ||
		loop_open(&talk.loop, NULL) < 0)
		abort();
	server.loop = talk.loop;
	server.arg = &talk;
	talk.fd = fds[0];
	/* The fuzzer's longest input fits into a socket. */
	if (write_all(fds[0], data, size) < 0)
		abort();
	shutdown(fds[0], SHUT_WR);
	client_welcome(&server, fds[1]);
	loop_run(talk.loop, settle, &talk, NULL);
	check_heard(&talk);
	if (talk.later)
		client_release(talk.later);
	while (server.first)
		client_leave(server.first);
	loop_close(talk.loop);
	close(fds[0]);
	str_clear(&talk.heard);
	return 0;
}
