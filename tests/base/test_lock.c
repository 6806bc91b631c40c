/*
 * test_lock - held while the holder lives, free the moment it is dead
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/lock.h"
#include "tests/base/place.h"

static void test_alone(void **state)
{
	const char *path = in_place("lock");
	struct err err = ERR_INIT;
	int held;

	(void)state;
	assert_false(lock_is_held(path));
	held = lock_take(path, LOCK_TRY, &err);
	assert_true(held >= 0);
	assert_true(lock_is_held(path));
	assert_int_equal(lock_take(path, LOCK_TRY, &err), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(lock_share(path, LOCK_TRY, &err), -1);
	close(held);
	assert_false(lock_is_held(path));
	held = lock_take(path, LOCK_QUEUE, &err);
	assert_true(held >= 0);
	close(held);
}

static void test_shared(void **state)
{
	const char *path = in_place("shared");
	struct err err = ERR_INIT;
	int one = lock_share(path, LOCK_TRY, &err);
	int two = lock_share(path, LOCK_TRY, &err);

	(void)state;
	assert_true(one >= 0 && two >= 0);
	assert_false(lock_is_held(path)); /* by nobody alone */
	assert_int_equal(lock_take(path, LOCK_TRY, &err), -1);
	close(one);
	assert_int_equal(lock_take(path, LOCK_TRY, &err), -1);
	close(two);
	one = lock_take(path, LOCK_TRY, &err);
	assert_true(one >= 0);
	close(one);
}

/* A child that takes the lock, says so, and waits to be killed. */
static pid_t start_holder(const char *path)
{
	int fds[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		if (lock_take(path, LOCK_TRY, NULL) < 0 ||
			write(fds[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	close(fds[0]);
	return pid;
}

static void test_death_frees(void **state)
{
	const char *path = in_place("dead");
	pid_t pid = start_holder(path);
	int fd;

	(void)state;
	assert_true(lock_is_held(path));
	kill(pid, SIGKILL);
	/* Who queues gets it then, and not before. */
	fd = lock_take(path, LOCK_QUEUE, NULL);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(lock_is_held(path));
}

/* Those who only look do not make somebody else's attempt fail. */
static void test_lookers_do_not_disturb(void **state)
{
	const char *path = in_place("busy");
	pid_t looker;
	int fd;

	(void)state;
	fd = lock_take(path, LOCK_TRY, NULL);
	close(fd);
	looker = fork();
	if (looker == 0)
		for (;;)
			lock_is_held(path);
	for (int i = 0; i < 200; i++) {
		fd = lock_take(path, LOCK_TRY, NULL);
		assert_true(fd >= 0);
		close(fd);
	}
	kill(looker, SIGKILL);
	assert_int_equal(waitpid(looker, NULL, 0), looker);
}

static void test_no_links(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(symlink("elsewhere", in_place("link")), 0);
	assert_int_equal(lock_take(in_place("link"), LOCK_TRY, &err), -1);
	assert_non_null(strstr(err.message, "cannot open lock '"));
	assert_int_equal(access(in_place("elsewhere"), F_OK), -1);
	assert_int_equal(lock_take(in_place("none/x"), LOCK_TRY, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_death_frees),
		cmocka_unit_test(test_lookers_do_not_disturb),
		cmocka_unit_test(test_no_links),
	};

	return cmocka_run_group_tests(tests, place_make, place_remove);
}
