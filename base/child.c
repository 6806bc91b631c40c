/*
 * child - run another program and wait for it: see child.h
 *
 * The program's input is a file in memory, so that only its output has to be
 * waited for and neither side can block the other. Its end is a pidfd: what
 * inherited its output and lives on (a daemon it left behind) does not keep us.
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

/* Readable once all that may be in vain is. */
static int give_up_fd = -1;

#define DEFAULT_MAX_OUTPUT ((size_t)64 << 10)
#define LAST_WORDS         200
#define DRAIN_TURNS        64
#define GIVE_UP_MS         100

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct child_pipes *pipes)
{
	close_one(&pipes->input);
	close_one(&pipes->pidfd);
	for (int end = 0; end < 2; end++) {
		close_one(&pipes->out[end]);
		close_one(&pipes->errors[end]);
		close_one(&pipes->failure[end]);
	}
}

static int open_input(const struct child *child)
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

static int open_pipes(struct child_pipes *pipes, const struct child *child)
{
	*pipes = (struct child_pipes){ -1, { -1, -1 }, { -1, -1 }, { -1, -1 },
		-1 };
	pipes->input = open_input(child);
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
 * In the child, from here to exec. Copies above 2 first, so that none of them
 * is overwritten where we were started without our own 0, 1 and 2.
 */
static int take_streams(const struct child_pipes *pipes, bool merge)
{
	int in = fcntl(pipes->input, F_DUPFD_CLOEXEC, 3);
	int out = fcntl(pipes->out[1], F_DUPFD_CLOEXEC, 3);
	int errors = merge ? out : fcntl(pipes->errors[1], F_DUPFD_CLOEXEC, 3);

	if (in < 0 || out < 0 || errors < 0)
		return -1;
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(errors, 2) < 0)
		return -1;
	return close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become_program(const struct child *child,
	const struct child_pipes *pipes, pid_t parent)
{
	/* Above 2 as well: dup2 must not close our way to report. */
	int failure = fcntl(pipes->failure[1], F_DUPFD_CLOEXEC, 3);
	int why;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	reset_signals();
	if (!child->directory || chdir(child->directory) == 0) {
		if (child->env)
			environ = (char **)child->env;
		if (take_streams(pipes, child->merge) == 0)
			execvp(child->argv[0], child->argv);
	}
	why = errno;
	if (write(failure, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

/* The errno the child could not become the program for, or 0. */
static int wait_for_exec(const struct child_pipes *pipes)
{
	int why = 0;
	ssize_t n;

	do
		n = read(pipes->failure[0], &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == sizeof(why) ? why : 0;
}

static void cut_to_tail(struct str *str, size_t max)
{
	if (str->len <= max)
		return;
	memmove(str->text, str->text + str->len - max, max + 1);
	str->len = max;
}

/* Keeps up to `max` bytes of the start, or (cut when twice as long) the end. */
static void keep(
	struct str *str, const char *bytes, size_t len, size_t max, bool tail)
{
	size_t room = str->len < max ? max - str->len : 0;

	str_add_bytes(str, bytes, tail || len < room ? len : room);
	if (tail && str->len > 2 * max)
		cut_to_tail(str, max);
}

/*
 * Reads what is there; closes *fd at its end. Not more than a pipe can hold a
 * few times over: who writes without end must not keep us from the clock.
 */
static int drain(int *fd, struct str *str, const struct child *child)
{
	char buffer[16384];

	for (int turn = 0; *fd >= 0 && turn < DRAIN_TURNS; turn++) {
		ssize_t n = read(*fd, buffer, sizeof(buffer));

		if (n > 0)
			keep(str, buffer, (size_t)n, child->max_output,
				child->keep_tail);
		else if (n == 0)
			close_one(fd);
		else if (errno != EINTR)
			return errno == EAGAIN ? 0 : -1;
	}
	return 0;
}

static int time_left(int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_boot_ms();

	if (!deadline_ms)
		return -1;
	return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

void child_give_up_by(int fd)
{
	give_up_fd = fd;
}

static void give_up(const struct child *child) __attribute__((noreturn));

/* With all that it has started: who dies leaves those behind. git takes its
 * locks back first. */
static void give_up(const struct child *child)
{
	struct pollfd ended = { .fd = child->pipes.pidfd, .events = POLLIN };

	kill(-child->pid, SIGTERM);
	poll(&ended, 1, GIVE_UP_MS);
	kill(-child->pid, SIGKILL);
	_exit(EXIT_TRY_LATER);
}

/* Collects output until the program has ended, or its time is up. */
static int collect(struct child *child, struct child_pipes *pipes)
{
	int64_t deadline_ms =
		child->timeout_ms ? clock_boot_ms() + child->timeout_ms : 0;
	bool ended = false;

	while (!ended) {
		struct pollfd fds[] = {
			{ .fd = pipes->out[0], .events = POLLIN },
			{ .fd = pipes->errors[0], .events = POLLIN },
			{ .fd = pipes->pidfd, .events = POLLIN },
			{ .fd = child->in_vain ? give_up_fd : -1,
				.events = POLLIN },
		};
		int ready = poll(fds, 4, time_left(deadline_ms));

		if (ready < 0 && errno != EINTR)
			return -1;
		if (ready > 0 && fds[3].revents)
			give_up(child);
		if (ready == 0 || time_left(deadline_ms) == 0) {
			child->timed_out = true;
			return 0;
		}
		ended = ready > 0 && fds[2].revents;
		if (drain(&pipes->out[0], &child->out, child) < 0 ||
			drain(&pipes->errors[0], &child->errors, child) < 0)
			return -1;
	}
	return 0;
}

static int fail_start(const struct child *child, int why, struct err *err)
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

int child_start(struct child *child, struct err *err)
{
	struct child_pipes *pipes = &child->pipes;
	pid_t parent = getpid();

	child->timed_out = false;
	child->pid = -1;
	if (!child->max_output)
		child->max_output = DEFAULT_MAX_OUTPUT;
	if (open_pipes(pipes, child) < 0 || (child->pid = fork()) < 0) {
		int rc = fail_start(child, errno, err);
		int why = errno;

		close_pipes(pipes);
		errno = why;
		return rc;
	}
	if (child->pid == 0)
		become_program(child, pipes, parent);
	setpgid(child->pid, child->pid);
	pipes->pidfd = pidfd_open(child->pid, 0);
	close_one(&pipes->out[1]);
	close_one(&pipes->errors[1]);
	close_one(&pipes->failure[1]);
	return 0;
}

int child_wait(struct child *child, struct err *err)
{
	struct child_pipes *pipes = &child->pipes;
	int rc = 0, why = wait_for_exec(pipes);

	if (why) {
		rc = fail_start(child, why, err);
		goto out;
	}
	if (pipes->pidfd < 0 || collect(child, pipes) < 0)
		rc = err_sys(err, "cannot follow '%s'", child->argv[0]);
	if (rc < 0 || child->timed_out)
		kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	cut_to_tail(&child->out, child->max_output);
	cut_to_tail(&child->errors, child->max_output);
out:
	why = errno;
	close_pipes(pipes);
	errno = why;
	return rc;
}

int child_run(struct child *child, struct err *err)
{
	return child_start(child, err) < 0 ? -1 : child_wait(child, err);
}

/* The last line that says something, for an error. */
static const char *last_words(const struct child *child, char *text)
{
	const struct str *from =
		child->errors.len ? &child->errors : &child->out;
	const char *start = str_text(from);
	size_t end = from->len, begin;

	while (end && strchr("\r\n\t ", start[end - 1]))
		end--;
	for (begin = end; begin && start[begin - 1] != '\n'; begin--)
		;
	if (end - begin >= LAST_WORDS)
		end = begin + LAST_WORDS - 1;
	memcpy(text, start + begin, end - begin);
	text[end - begin] = '\0';
	return text;
}

int child_check(struct child *child, struct err *err)
{
	char words[LAST_WORDS];

	if (child_run(child, err) < 0)
		return -1;
	if (child->timed_out)
		return err_set(err, EXIT_TRY_LATER, "'%s' took too long",
			child->argv[0]);
	if (WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0)
		return 0;
	last_words(child, words);
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
