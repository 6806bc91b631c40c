/*
 * workers - slow work, done beside the loop: see workers.h
 *
 * The end of the pipe is the end of the worker: only then is it reaped (at
 * once: it is ending) and its answer parsed.
 */
#include "supervisor/core/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/fd_limit.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/run.h"

#define ANSWER_MAX_BYTES ((size_t)4 << 20)
#define GIVE_UP_MS       200

struct worker {
	struct worker *next;
	struct workers *all;
	struct work work;
	pid_t pid;
	int pipe;
	struct str text;
};

struct workers {
	struct loop *loop;
	int close_fd;
	struct worker *first;
};

int workers_open(
	struct workers **out, struct loop *loop, int close_fd, struct err *err)
{
	struct workers *workers = mem_alloc(sizeof(*workers));

	(void)err;
	workers->loop = loop;
	workers->close_fd = close_fd;
	*out = workers;
	return 0;
}

static void worker_free(struct worker *worker)
{
	loop_remove(worker->all->loop, worker->pipe);
	close(worker->pipe);
	if (worker->work.free)
		worker->work.free(worker->work.arg);
	str_clear(&worker->text);
	free(worker);
}

/* So that what git has started ends as well; but nobody waits for long. */
static void end_all(const struct workers *workers)
{
	size_t count = 0;
	pid_t *pids;

	for (const struct worker *w = workers->first; w; w = w->next)
		count++;
	pids = mem_alloc((count + 1) * sizeof(*pids));
	count = 0;
	for (const struct worker *w = workers->first; w; w = w->next)
		pids[count++] = w->pid;
	child_end_all(pids, count, GIVE_UP_MS);
	free(pids);
}

void workers_close(struct workers *workers)
{
	if (!workers)
		return;
	end_all(workers);
	while (workers->first) {
		struct worker *worker = workers->first;

		workers->first = worker->next;
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
		worker_free(worker);
	}
	free(workers);
}

/*
 * {"ok":true,"answer":{…}} or {"ok":false,"code":…,"message":…,"try":…}; takes
 * the answer over.
 */
static void send_answer(int fd, int rc, cJSON *answer, const struct err *err)
{
	cJSON *reply = cJSON_CreateObject();
	char *line;

	json_add_bool(reply, "ok", rc == 0);
	if (rc == 0) {
		cJSON_AddItemToObject(reply, "answer", answer);
	} else {
		json_add_number(reply, "code", err->code);
		json_add_text(reply, "message", err->message);
		json_add_text(reply, "try", err->hint);
		cJSON_Delete(answer);
	}
	line = json_line(reply);
	write_all(fd, line, strlen(line));
	free(line);
	cJSON_Delete(reply);
}

/* SIGTERM is for child.c to see. */
static void listen_for_end(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	child_cancel_by(signalfd(-1, &set, SFD_CLOEXEC));
}

static void worker_main(const struct workers *workers, const struct work *work,
	pid_t parent, int fd) __attribute__((noreturn));

static void worker_main(const struct workers *workers, const struct work *work,
	pid_t parent, int fd)
{
	cJSON *answer = cJSON_CreateObject();
	struct err err = ERR_INIT;
	int rc;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_TRY_LATER);
	prctl(PR_SET_NAME, "reeve-worker");
	close(workers->close_fd);
	fd_limit_restore();
	listen_for_end();
	rc = work->run(work->arg, answer, &err);
	if (rc < 0 && !err.message[0])
		err_set(&err, EXIT_TRY_LATER, "it failed without a reason");
	send_answer(fd, rc, answer, &err);
	_exit(0);
}

/* The reason a worker that gave no answer left. */
static int explain_silence(int status, struct err *err)
{
	char text[STATUS_TEXT_SIZE];

	return err_set(err, EXIT_TRY_LATER,
		"a worker ended without an answer: %s",
		wait_status_text(status, text));
}

static int read_reply(const cJSON *reply, const cJSON **answer, struct err *err)
{
	*answer = cJSON_GetObjectItemCaseSensitive(reply, "answer");
	if (json_bool(reply, "ok"))
		return 0;
	err_set(err, (enum exit_code)json_number(reply, "code", EXIT_TRY_LATER),
		"%s", json_text(reply, "message"));
	if (json_text(reply, "try"))
		err_hint(err, "%s", json_text(reply, "try"));
	return -1;
}

static void worker_ended(struct worker *worker)
{
	struct worker **at = &worker->all->first;
	struct err err = ERR_INIT;
	const cJSON *answer = NULL;
	cJSON *reply = NULL;
	int status = 0, rc;

	while (*at != worker)
		at = &(*at)->next;
	*at = worker->next;
	waitpid(worker->pid, &status, 0);
	if (worker->text.len)
		reply = json_parse(worker->text.text, worker->text.len,
			ANSWER_MAX_BYTES, "worker", &err);
	else
		explain_silence(status, &err);
	rc = reply ? read_reply(reply, &answer, &err) : -1;
	worker->work.done(worker->work.arg, rc, answer, &err);
	cJSON_Delete(reply);
	worker_free(worker);
}

static void worker_readable(void *arg, uint32_t events)
{
	struct worker *worker = arg;
	char buffer[16384];
	ssize_t len;

	(void)events;
	while ((len = read(worker->pipe, buffer, sizeof(buffer))) > 0)
		if (worker->text.len + (size_t)len <= ANSWER_MAX_BYTES)
			str_add_bytes(&worker->text, buffer, (size_t)len);
	if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR))
		worker_ended(worker);
}

int worker_start(
	struct workers *workers, const struct work *work, struct err *err)
{
	struct worker *worker = mem_alloc(sizeof(*worker));
	pid_t parent = getpid();
	int fds[2] = { -1, -1 };

	worker->all = workers;
	worker->work = *work;
	if (pipe2(fds, O_CLOEXEC) < 0)
		goto fail;
	if (!fd_may_stay(fds[0])) {
		errno = EMFILE;
		goto fail;
	}
	if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0 ||
		loop_add(workers->loop, fds[0], EPOLLIN, worker_readable,
			worker, NULL) < 0)
		goto fail;
	worker->pid = fork();
	if (worker->pid == 0)
		worker_main(workers, work, parent, fds[1]);
	if (worker->pid < 0)
		goto fail;
	close(fds[1]);
	worker->pipe = fds[0];
	worker->next = workers->first;
	workers->first = worker;
	return 0;
fail:
	err_sys(err, "cannot start a worker");
	if (fds[1] >= 0)
		close(fds[1]);
	worker->pipe = fds[0];
	worker_free(worker);
	return -1;
}

void workers_give_up(struct workers *workers, int64_t task)
{
	for (struct worker *w = workers->first; w; w = w->next)
		if (w->work.task == task)
			kill(w->pid, SIGTERM);
}

bool workers_has(const struct workers *workers, int64_t task)
{
	for (struct worker *w = workers->first; w; w = w->next)
		if (w->work.task == task)
			return true;
	return false;
}
