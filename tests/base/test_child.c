/*
 * test_child - programs run to their end, or to the end of their time
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/program.h"

/* Runs a shell line; the rest of `child` is the caller's. */
static int run(struct child *child, const char *line)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)line, NULL };
	int rc;

	child->argv = argv;
	rc = child_run(child, NULL);
	child->argv = NULL;
	return rc;
}

static void test_streams(void **state)
{
	struct child child = { .input = "in\0put", .input_len = 6 };

	(void)state;
	assert_int_equal(run(&child, "cat; echo err >&2; exit 3"), 0);
	assert_true(WIFEXITED(child.status));
	assert_int_equal(WEXITSTATUS(child.status), 3);
	assert_int_equal(child.out.len, 6);
	assert_memory_equal(child.out.text, "in\0put", 6);
	assert_string_equal(child.errors.text, "err\n");
	child_clear(&child);
	child = (struct child){ .merge = true };
	assert_int_equal(run(&child, "cat; echo a; echo b >&2; echo c"), 0);
	assert_string_equal(child.out.text, "a\nb\nc\n");
	assert_int_equal(child.errors.len, 0);
	child_clear(&child);
}

static void test_caps(void **state)
{
	struct child child = { .max_output = 100 };

	(void)state;
	assert_int_equal(run(&child, "seq 1 100000"), 0);
	assert_int_equal(child.status, 0);
	assert_int_equal(child.out.len, 100);
	assert_memory_equal(child.out.text, "1\n2\n", 4);
	child_clear(&child);
	child = (struct child){ .max_output = 7, .keep_tail = true };
	assert_int_equal(run(&child, "seq 1 100000"), 0);
	assert_string_equal(child.out.text, "100000\n");
	child_clear(&child);
}

/* The whole group is killed, not the program alone. */
static void test_timeout(void **state)
{
	struct child child = { .timeout_ms = 700 };
	char *line;
	pid_t left;

	(void)state;
	/* What outlives its parent is then ours to wait for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	assert_int_equal(run(&child, "sleep 1000 & echo $!; yes"), 0);
	assert_true(child.timed_out);
	assert_true(WIFSIGNALED(child.status));
	assert_int_equal(WTERMSIG(child.status), SIGKILL);
	left = (pid_t)strtol(str_text(&child.out), &line, 10);
	assert_true(left > 1 && *line == '\n');
	/* Ours to wait for, or, if it died before its parent, somebody's. */
	for (int64_t end_ms = clock_boot_ms() + 10000;
		kill(left, 0) == 0 && clock_boot_ms() < end_ms;)
		waitpid(-1, NULL, WNOHANG);
	assert_int_equal(kill(left, 0), -1);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	child_clear(&child);
}

static void test_left_behind_holds_nobody(void **state)
{
	struct child child = CHILD_INIT;
	int64_t start_ms = clock_boot_ms();
	pid_t left;

	(void)state;
	assert_int_equal(run(&child, "sleep 1000 & echo $!"), 0);
	assert_true(clock_boot_ms() - start_ms < 900000);
	left = (pid_t)strtol(child.out.text, NULL, 10);
	assert_true(left > 1);
	assert_int_equal(kill(left, SIGKILL), 0);
	child_clear(&child);
}

static void test_not_started(void **state)
{
	char *missing[] = { (char *)"reeve-no-such-program", NULL };
	char *fine[] = { (char *)"true", NULL };
	struct child child = { .argv = missing };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(child_run(&child, &err), -1);
	assert_int_equal(errno, ENOENT);
	assert_string_equal(err.message,
		"cannot run 'reeve-no-such-program': No such file or "
		"directory");
	child = (struct child){ .argv = fine, .directory = "/nowhere" };
	assert_int_equal(child_run(&child, &err), -1);
	assert_non_null(strstr(err.message, "in '/nowhere'"));
}

static void test_clean_start(void **state)
{
	char *env[] = { (char *)"PATH=/usr/bin:/bin", (char *)"A=1", NULL };
	struct child child = { .env = env, .directory = "/" };
	sigset_t set;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(run(&child, "pwd; echo $A; ls /proc/self/fd | wc -l; "
				     "kill -TERM $$; echo not reached"),
		0);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* 0, 1, 2 and the directory that ls reads. */
	assert_string_equal(child.out.text, "/\n1\n4\n");
	assert_true(WIFSIGNALED(child.status));
	child_clear(&child);
}

static void test_check(void **state)
{
	char *argv[] = { (char *)"sh", (char *)"-c",
		(char *)"echo one; echo the reason >&2; exit 9", NULL };
	struct child child = { .argv = argv };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(child_check(&child, &err), -1);
	assert_string_equal(
		err.message, "'sh' failed with exit code 9: the reason");
	child_clear(&child);
}

static void test_program_find(void **state)
{
	char *found = program_find("sh", "/nowhere::/bin");

	(void)state;
	assert_string_equal(found, "/bin/sh");
	free(found);
	assert_null(program_find("sh", "/nowhere"));
	assert_null(program_find("", "/bin"));
	assert_null(program_find("/etc", NULL));
	assert_null(program_find("passwd", "/etc"));
	found = program_find("/bin/sh", "/nowhere");
	assert_string_equal(found, "/bin/sh");
	free(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_left_behind_holds_nobody),
		cmocka_unit_test(test_not_started),
		cmocka_unit_test(test_clean_start),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_program_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
