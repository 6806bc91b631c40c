/*
 * test_sock - sockets of any path's length, for their owner alone
 */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/sock.h"
#include "tests/base/place.h"

static void talk(int listener, int fd)
{
	int peer = accept(listener, NULL, NULL);
	char bytes[8] = "";

	assert_true(peer >= 0);
	assert_true(sock_peer_is_us(peer));
	assert_true(sock_peer_is_us(fd));
	assert_int_equal(sock_peer_pid(fd), getpid());
	assert_int_equal(send(fd, "hello", 5, 0), 5);
	assert_int_equal(recv(peer, bytes, sizeof(bytes), 0), 5);
	assert_string_equal(bytes, "hello");
	close(peer);
}

static void try_path(const char *path, int type)
{
	struct err err = ERR_INIT;
	int listener = sock_listen(path, type, &err), fd;
	struct stat st;

	if (listener < 0)
		fail_msg("%s", err.message);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	fd = sock_connect(path, type, &err);
	if (fd < 0)
		fail_msg("%s", err.message);
	talk(listener, fd);
	close(fd);
	close(listener);
	/* Nobody is there any more. */
	assert_int_equal(sock_connect(path, type, &err), -1);
	assert_int_equal(errno, ECONNREFUSED);
	/* What a dead one left is replaced. */
	listener = sock_listen(path, type, &err);
	assert_true(listener >= 0);
	close(listener);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(sock_connect(path, type, &err), -1);
	assert_int_equal(errno, ENOENT);
}

/* Whoever looks sees the dead one's or the one that listens, never none. */
static void test_replaced_at_once(void **state)
{
	const char *path = in_place("replaced");
	int dead = sock_listen(path, SOCK_STREAM, NULL);
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), listener;
	char events[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)state;
	close(dead);
	assert_true(inotify_add_watch(watch, in_place("."), IN_ALL_EVENTS) > 0);
	listener = sock_listen(path, SOCK_STREAM, NULL);
	assert_true(listener >= 0);
	len = read(watch, events, sizeof(events));
	for (ssize_t at = 0; at < len;) {
		const struct inotify_event *event = (void *)&events[at];

		at += (ssize_t)(sizeof(*event) + event->len);
		if (event->len && !strcmp(event->name, "replaced"))
			assert_int_equal(event->mask, IN_MOVED_TO);
	}
	assert_true(len > 0);
	close(watch);
	close(listener);
}

static void test_short(void **state)
{
	(void)state;
	try_path(in_place("sock"), SOCK_STREAM);
	try_path(in_place("sock"), SOCK_SEQPACKET);
}

/* PLACE/ddd…/sock, `len` bytes in all. */
static const char *path_of_length(char *path, size_t len)
{
	const char *end = "/s";
	size_t at = (size_t)sprintf(path, "%s", place);

	while (at + strlen(end) + 201 < len) {
		path[at++] = '/';
		memset(path + at, 'd', 199);
		at += 199;
	}
	path[at++] = '/';
	memset(path + at, 'd', len - strlen(end) - at);
	path[len - strlen(end)] = '\0';
	assert_int_equal(directory_make(path, NULL), 0);
	strcpy(path + len - strlen(end), end);
	return path;
}

/* 107 bytes fit into an address, more do not. */
static void test_long(void **state)
{
	static const size_t lengths[] = { 106, 107, 108, 109, 150, 1000, 4000 };
	char path[PATH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		path_of_length(path, lengths[i]);
		assert_int_equal(strlen(path), lengths[i]);
		try_path(path, SOCK_STREAM);
	}
}

static void test_too_long_a_name(void **state)
{
	struct err err = ERR_INIT;
	char name[128], long_name[65];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(sock_listen(in_place(name), SOCK_STREAM, &err), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(sock_connect(in_place(name), SOCK_STREAM, &err), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	/* The longest name of an agent, with its ending, far down. */
	memset(long_name, 'n', 64);
	long_name[64] = '\0';
	assert_int_equal(directory_make(in_place("a-long-directory/keepers-"
						 "and-more"),
				 &err),
		0);
	snprintf(name, sizeof(name),
		"a-long-directory/keepers-and-more/%s.sock", long_name);
	try_path(in_place(name), SOCK_SEQPACKET);
}

static void test_nowhere(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(
		sock_listen(in_place("none/sock"), SOCK_STREAM, &err), -1);
	assert_non_null(strstr(err.message, "cannot listen on '"));
	assert_int_equal(
		sock_connect(in_place("none/sock"), SOCK_STREAM, &err), -1);
	assert_int_equal(errno, ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_replaced_at_once),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_too_long_a_name),
		cmocka_unit_test(test_nowhere),
	};

	return cmocka_run_group_tests(tests, place_make, place_remove);
}
