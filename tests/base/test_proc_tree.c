/*
 * test_proc_tree - what all descendants have used, dead or alive
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/proc_tree.h"

#define BURN_MS 100

static void burn(void)
{
	struct timespec used;

	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	} while (used.tv_nsec < BURN_MS * 1000000 && !used.tv_sec);
}

static bool is_exempt(pid_t pid, const char *comm, void *arg)
{
	(void)comm;
	return pid == *(pid_t *)arg;
}

static void test_sum(void **state)
{
	int ready[2], hold[2]; /* what reads of it ends when we close it */
	char byte;
	pid_t child;
	int64_t alive;

	(void)state;
	assert_true(proc_tree_cpu_ms(getpid(), NULL, NULL) < BURN_MS / 2);
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(hold), 0);
	child = fork();
	if (child == 0) {
		close(hold[1]);
		/* A grandchild that has ended, and one that goes on. */
		if (fork() == 0) {
			burn();
			_exit(0);
		}
		wait(NULL);
		if (fork() == 0) {
			burn();
			write(ready[1], "x", 1);
			_exit((int)read(hold[0], &byte, 1));
		}
		_exit((int)read(hold[0], &byte, 1));
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	alive = proc_tree_cpu_ms(getpid(), NULL, NULL);
	assert_true(alive >= 2 * BURN_MS - 40);
	assert_true(alive < 4 * BURN_MS);
	/* Who descends from one that is none of theirs is none either. */
	assert_true(
		proc_tree_cpu_ms(getpid(), is_exempt, &child) < BURN_MS / 2);
	close(hold[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	/* What it had waited for is ours now. */
	assert_true(proc_tree_cpu_ms(getpid(), NULL, NULL) >= BURN_MS - 20);
	close(hold[0]);
	close(ready[0]);
	close(ready[1]);
}

static void test_gone(void **state)
{
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	assert_int_equal(proc_tree_cpu_ms(child, NULL, NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sum),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
