/*
 * child - run another program and wait for it: see child.h
 *
 * The input of the program is a file in memory, so that poll waits for output
 * alone and neither side can block the other. The end of the program is read
 * from a pidfd: a daemon that the program left behind may keep the pipes open,
 * and child_wait still returns.
 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

/* Readable once cancellable children have to end. */
static int cancel_fd = -1;

#define DEFAULT_MAX_OUTPUT ((size_t)64 << 10)
#define LAST_LINE_SIZE     200
#define MAX_READS          64
#define CANCEL_MS          100 /* from SIGTERM to SIGKILL */

static void child_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void child_close_pipes(struct child_pipes *pipes)
{
	child_close(&pipes->input);
	child_close(&pipes->pidfd);
	for (int end = 0; end < 2; end++) {
		child_close(&pipes->out[end]);
		child_close(&pipes->errors[end]);
		child_close(&pipes->failure[end]);
	}
}

static int child_open_input(const struct child *child)
{
	int fd;

	if (!child->input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0)
		return -1;
	if (write_all(fd, child->input, child->input_len) < 0 ||
		lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int child_open_pipes(
	struct child_pipes *pipes, const struct child *child)
{
	*pipes = (struct child_pipes){ -1, { -1, -1 }, { -1, -1 }, { -1, -1 },
		-1 };
	pipes->input = child_open_input(child);
	if (pipes->input < 0 || pipe2(pipes->out, O_CLOEXEC) < 0 ||
		pipe2(pipes->failure, O_CLOEXEC) < 0)
		return -1;
	if (!child->merge && pipe2(pipes->errors, O_CLOEXEC) < 0)
		return -1;
	fcntl(pipes->out[0], F_SETFL, O_NONBLOCK);
	if (!child->merge)
		fcntl(pipes->errors[0], F_SETFL, O_NONBLOCK);
	return 0;
}

/*
 * Runs in the child. Copies the descriptors above 2 first: where the parent was
 * started without 0, 1 or 2, dup2 would otherwise overwrite a pipe.
 */
static int child_take_streams(
	const struct child_pipes *pipes, const struct child *child)
{
	int in = fcntl(pipes->input, F_DUPFD_CLOEXEC, 3);
	int out = fcntl(child->output_fd > 0 ? child->output_fd : pipes->out[1],
		F_DUPFD_CLOEXEC, 3);
	int errors = child->merge ? out
				  : fcntl(pipes->errors[1], F_DUPFD_CLOEXEC, 3);

	if (in < 0 || out < 0 || errors < 0)
		return -1;
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(errors, 2) < 0)
		return -1;
	return close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

static void child_reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void child_exec(const struct child *child,
	const struct child_pipes *pipes, pid_t parent)
{
	/* Above 2 as well: dup2 must not close the pipe for the error. */
	int failure = fcntl(pipes->failure[1], F_DUPFD_CLOEXEC, 3);
	int why;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	child_reset_signals();
	if (!child->directory || chdir(child->directory) == 0) {
		if (child->env)
			environ = (char **)child->env;
		if (child_take_streams(pipes, child) == 0)
			execvp(child->argv[0], child->argv);
	}
	why = errno;
	if (write(failure, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

/* The errno of a failed exec, or 0 when the program runs. */
static int child_wait_for_exec(const struct child_pipes *pipes)
{
	int why = 0;
	ssize_t n;

	do
		n = read(pipes->failure[0], &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == sizeof(why) ? why : 0;
}

static void output_cut_to_tail(struct str *str, size_t max)
{
	if (str->len <= max)
		return;
	memmove(str->text, str->text + str->len - max, max + 1);
	str->len = max;
}

/* Keeps `max` bytes of the start, or up to twice as many of the end. */
static void output_add(
	struct str *str, const char *bytes, size_t len, size_t max, bool tail)
{
	size_t room = str->len < max ? max - str->len : 0;

	str_add_bytes(str, bytes, tail || len < room ? len : room);
	if (tail && str->len > 2 * max)
		output_cut_to_tail(str, max);
}

/*
 * Reads what is available; closes *fd at its end. The number of reads is
 * limited, so that a program that never stops writing cannot delay the timeout.
 */
static int output_read(int *fd, struct str *str, const struct child *child)
{
	char buffer[16384];

	for (int turn = 0; *fd >= 0 && turn < MAX_READS; turn++) {
		ssize_t n = read(*fd, buffer, sizeof(buffer));

		if (n > 0)
			output_add(str, buffer, (size_t)n, child->max_output,
				child->keep_tail);
		else if (n == 0)
			child_close(fd);
		else if (errno != EINTR)
			return errno == EAGAIN ? 0 : -1;
	}
	return 0;
}

static int child_time_left(int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_boot_ms();

	if (!deadline_ms)
		return -1;
	return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

void child_cancel_by(int fd)
{
	cancel_fd = fd;
}

static void child_cancel(const struct child *child) __attribute__((noreturn));

/*
 * Kills the process group, since the descendants of the child would outlive it.
 * SIGTERM comes first: git removes its lock files then.
 */
static void child_cancel(const struct child *child)
{
	struct pollfd ended = { .fd = child->pipes.pidfd, .events = POLLIN };

	kill(-child->pid, SIGTERM);
	poll(&ended, 1, CANCEL_MS);
	kill(-child->pid, SIGKILL);
	_exit(EXIT_TRY_LATER);
}

/* Collects output until the program has ended or its timeout is over. */
static int child_collect(struct child *child, struct child_pipes *pipes)
{
	int64_t deadline_ms =
		child->timeout_ms ? clock_boot_ms() + child->timeout_ms : 0;
	bool ended = false;

	while (!ended) {
		struct pollfd fds[] = {
			{ .fd = pipes->out[0], .events = POLLIN },
			{ .fd = pipes->errors[0], .events = POLLIN },
			{ .fd = pipes->pidfd, .events = POLLIN },
			{ .fd = child->cancellable ? cancel_fd : -1,
				.events = POLLIN },
		};
		int ready = poll(fds, 4, child_time_left(deadline_ms));

		if (ready < 0 && errno != EINTR)
			return -1;
		if (ready > 0 && fds[3].revents)
			child_cancel(child);
		if (ready == 0 || child_time_left(deadline_ms) == 0) {
			child->timed_out = true;
			return 0;
		}
		ended = ready > 0 && fds[2].revents;
		if (output_read(&pipes->out[0], &child->out, child) < 0 ||
			output_read(&pipes->errors[0], &child->errors, child) <
				0)
			return -1;
	}
	return 0;
}

static int child_fail_start(const struct child *child, int why, struct err *err)
{
	if (child->pid > 0)
		waitpid(child->pid, NULL, 0);
	errno = why;
	if (child->directory)
		err_sys(err, "cannot run '%s' in '%s'", child->argv[0],
			child->directory);
	else
		err_sys(err, "cannot run '%s'", child->argv[0]);
	errno = why;
	return -1;
}

/* A process that has been told to end starts nothing that it would only end. */
static void child_exit_if_cancelled(const struct child *child)
{
	struct pollfd cancel = { .fd = cancel_fd, .events = POLLIN };

	if (child->cancellable && poll(&cancel, 1, 0) > 0)
		_exit(EXIT_TRY_LATER);
}

int child_start(struct child *child, struct err *err)
{
	struct child_pipes *pipes = &child->pipes;
	pid_t parent = getpid();

	child_exit_if_cancelled(child);
	child->timed_out = false;
	child->pid = -1;
	if (!child->max_output)
		child->max_output = DEFAULT_MAX_OUTPUT;
	if (child_open_pipes(pipes, child) < 0 || (child->pid = fork()) < 0) {
		int rc = child_fail_start(child, errno, err);
		int why = errno;

		child_close_pipes(pipes);
		errno = why;
		return rc;
	}
	if (child->pid == 0)
		child_exec(child, pipes, parent);
	setpgid(child->pid, child->pid);
	pipes->pidfd = pidfd_open(child->pid, 0);
	child_close(&pipes->out[1]);
	child_close(&pipes->errors[1]);
	child_close(&pipes->failure[1]);
	return 0;
}

int child_wait(struct child *child, struct err *err)
{
	struct child_pipes *pipes = &child->pipes;
	int rc = 0, why = child_wait_for_exec(pipes);

	if (why) {
		rc = child_fail_start(child, why, err);
		goto out;
	}
	if (pipes->pidfd < 0 || child_collect(child, pipes) < 0)
		rc = err_sys(err, "cannot follow '%s'", child->argv[0]);
	if (rc < 0 || child->timed_out)
		kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	output_cut_to_tail(&child->out, child->max_output);
	output_cut_to_tail(&child->errors, child->max_output);
out:
	why = errno;
	child_close_pipes(pipes);
	errno = why;
	return rc;
}

int child_run(struct child *child, struct err *err)
{
	return child_start(child, err) < 0 ? -1 : child_wait(child, err);
}

/* The last line that is not blank, for an error; stdout if stderr is empty. */
static const char *child_last_line(const struct child *child, char *text)
{
	const struct str *from =
		child->errors.len ? &child->errors : &child->out;
	const char *start = str_text(from);
	size_t end = from->len, begin;

	while (end && strchr("\r\n\t ", start[end - 1]))
		end--;
	for (begin = end; begin && start[begin - 1] != '\n'; begin--)
		;
	if (end - begin >= LAST_LINE_SIZE)
		end = begin + LAST_LINE_SIZE - 1;
	memcpy(text, start + begin, end - begin);
	text[end - begin] = '\0';
	return text;
}

int child_check(struct child *child, struct err *err)
{
	char words[LAST_LINE_SIZE];

	if (child_run(child, err) < 0)
		return -1;
	if (child->timed_out)
		return err_set(err, EXIT_TRY_LATER, "'%s' took too long",
			child->argv[0]);
	if (WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0)
		return 0;
	child_last_line(child, words);
	if (WIFSIGNALED(child->status))
		return err_set(err, EXIT_NO, "'%s' died of signal %d%s%s",
			child->argv[0], WTERMSIG(child->status),
			*words ? ": " : "", words);
	return err_set(err, EXIT_NO, "'%s' failed with exit code %d%s%s",
		child->argv[0], WEXITSTATUS(child->status), *words ? ": " : "",
		words);
}

void child_clear(struct child *child)
{
	str_clear(&child->out);
	str_clear(&child->errors);
}

void child_end_all(const pid_t *pids, size_t count, int64_t grace_ms)
{
	int64_t end = clock_boot_ms() + grace_ms;

	for (size_t i = 0; i < count; i++)
		kill(pids[i], SIGTERM);
	for (size_t i = 0; i < count; i++) {
		int64_t left = end - clock_boot_ms();
		struct pollfd ended = { .fd = pidfd_open(pids[i], 0),
			.events = POLLIN };

		poll(&ended, 1, left > 0 ? (int)left : 0);
		if (ended.fd >= 0)
			close(ended.fd);
	}
}
