/*
 * test_launch - a launch is read to the byte, or refused with the reason
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "model/launch.h"

#define LEAST "launch=1\0program=/bin/true\0directory=/\0argv=true"

#define READ(launch, pairs, err)                                               \
	read_pairs((launch), (pairs), sizeof(pairs), (err))

/* The last NUL of a literal ends its last pair. */
static int read_pairs(
	struct launch *launch, const char *pairs, size_t len, struct err *err)
{
	int fd = memfd_create("launch", MFD_CLOEXEC), rc;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, pairs, len), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = launch_read(launch, path, err);
	close(fd);
	return rc;
}

static void test_all(void **state)
{
	static const char pairs[] =
		"launch=1\0run=12.2\0agent=a\0host=h\0boot_id=b\0epoch=7\0"
		"profile=claude\0directory=/w\0program=/usr/bin/claude\0"
		"argv=claude\0argv=\0argv=two\nlines\0env=A=1\0env=B=x=y\0"
		"stdin=/p\0render=claude\0stop_signal=2\0grace_ms=500\0"
		"transcript_bytes=4096\0later=unknown";
	struct launch launch;
	struct err err = ERR_INIT;

	(void)state;
	if (READ(&launch, pairs, &err) < 0)
		fail_msg("%s", err.message);
	assert_string_equal(launch.run, "12.2");
	assert_string_equal(launch.agent, "a");
	assert_string_equal(launch.host, "h");
	assert_string_equal(launch.boot_id, "b");
	assert_int_equal(launch.epoch, 7);
	assert_string_equal(launch.profile, "claude");
	assert_string_equal(launch.directory, "/w");
	assert_string_equal(launch.program, "/usr/bin/claude");
	assert_string_equal(launch.argv[0], "claude");
	assert_string_equal(launch.argv[1], "");
	assert_string_equal(launch.argv[2], "two\nlines");
	assert_null(launch.argv[3]);
	assert_string_equal(launch.env[0], "A=1");
	assert_string_equal(launch.env[1], "B=x=y");
	assert_null(launch.env[2]);
	assert_string_equal(launch.stdin_path, "/p");
	assert_string_equal(launch.render, "claude");
	assert_int_equal(launch.stop_signal, SIGINT);
	assert_int_equal(launch.grace_ms, 500);
	assert_int_equal(launch.transcript_bytes, 4096);
	launch_clear(&launch);
	assert_null(launch.bytes);
	assert_null(launch.argv);
	launch_clear(&launch);
}

static void test_defaults(void **state)
{
	struct launch launch;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(READ(&launch, LEAST, &err), 0);
	assert_string_equal(launch.run, "");
	assert_string_equal(launch.agent, "");
	assert_null(launch.stdin_path);
	assert_null(launch.render);
	assert_non_null(launch.env);
	assert_null(launch.env[0]);
	assert_int_equal(launch.stop_signal, SIGTERM);
	assert_int_equal(launch.grace_ms, 10000);
	assert_int_equal(launch.transcript_bytes, 8 << 20);
	launch_clear(&launch);
}

static void refused(const char *pairs, size_t len, const char *why)
{
	struct launch launch;
	struct err err = ERR_INIT;

	assert_int_equal(read_pairs(&launch, pairs, len, &err), -1);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	if (!strstr(err.message, why))
		fail_msg("%s", err.message);
	assert_null(launch.bytes);
}

#define REFUSED(pairs, why) refused((pairs), sizeof(pairs), (why))

static void test_refused(void **state)
{
	(void)state;
	refused("", 0, "not a launch of version 1");
	REFUSED("launch=2\0program=/x\0directory=/\0argv=x",
		"not a launch of version 1");
	REFUSED("launch=one\0program=/x\0directory=/\0argv=x",
		"not a launch of version 1");
	REFUSED("launch=1\0directory=/\0argv=x", "no program or no directory");
	REFUSED("launch=1\0program=/x\0argv=x", "no program or no directory");
	REFUSED("launch=1\0program=/x\0directory=/", "no argv");
	/* Written in part: the last string has no end. */
	refused(LEAST, sizeof(LEAST) - 1, "no argv");
}

static void test_missing(void **state)
{
	struct launch launch;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(launch_read(&launch, "/nonexistent", &err), -1);
	assert_int_equal(errno, ENOENT);
	launch_clear(&launch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
