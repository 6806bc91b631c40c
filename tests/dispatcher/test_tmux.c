/*
 * test_tmux - sessions on a private server
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"

struct place {
	char directory[64];
	char keeper[96];
	char socket[48];
	struct config config;
};

/*
 * A keeper that writes its arguments (each ended by NUL) and its environment
 * beside itself, says so by a rename, and waits.
 */
static const char script[] =
	"#!/bin/sh\n"
	"d=${0%/*}; env >$d/env; printf '%s\\0' \"$@\" >$d/new\n"
	"mv $d/new $d/arguments; exec sleep 1000\n";

static void tmux(struct place *place, const char *arguments)
{
	char *line = mem_format(
		"tmux -L %s %s >/dev/null 2>&1", place->socket, arguments);

	assert_int_not_equal(system(line), -1);
	free(line);
}

static int place_open(void **state)
{
	static int count;
	struct place *place = mem_alloc(sizeof(*place));

	strcpy(place->directory, "/tmp/reeve-test-XXXXXX");
	assert_non_null(mkdtemp(place->directory));
	snprintf(place->keeper, sizeof(place->keeper), "%s/keeper;",
		place->directory);
	/* A server that was told to go needs a while: each test has its own. */
	snprintf(place->socket, sizeof(place->socket), "reeve-test-%d-%d",
		(int)getpid(), ++count);
	assert_int_equal(file_replace(place->keeper, script, strlen(script),
				 FILE_NO_SYNC, NULL),
		0);
	assert_int_equal(chmod(place->keeper, 0700), 0);
	setenv("HOME", place->directory, 1);
	setenv("TMUX_TMPDIR", place->directory, 1);
	setenv("CLAUDECODE", "1", 1);
	setenv("CLAUDE_CODE_X", "1", 1);
	setenv("REEVE_STATE", "/x", 1);
	setenv("KEPT", "1", 1);
	unsetenv("TMUX");
	place->config.tmux_program = mem_copy("tmux");
	place->config.tmux_socket = place->socket;
	place->config.tmux_width = 111;
	place->config.tmux_height = 33;
	*state = place;
	return 0;
}

static int place_close(void **state)
{
	struct place *place = *state;
	char *line = mem_format("rm -rf '%s'", place->directory);

	tmux(place, "kill-server");
	assert_int_equal(system(line), 0);
	free(line);
	free(place->config.tmux_program);
	free(place);
	return 0;
}

/* Waits until the keeper has written; the caller frees what it wrote. */
static char *arguments(struct place *place, size_t *len)
{
	char *path = mem_format("%s/arguments", place->directory), *bytes;
	int watch = inotify_init1(IN_CLOEXEC);
	struct pollfd ready = { .fd = watch, .events = POLLIN };
	char buffer[4096];

	inotify_add_watch(watch, place->directory, IN_MOVED_TO);
	while (file_read(&bytes, len, path, 65536, NULL) < 0) {
		assert_int_equal(poll(&ready, 1, 10000), 1);
		assert_true(read(watch, buffer, sizeof(buffer)) > 0);
	}
	close(watch);
	unlink(path);
	free(path);
	return bytes;
}

static void start(struct place *place, const char *state, const char *name)
{
	struct err err = ERR_INIT;

	if (tmux_start(&place->config, place->keeper, state, name, &err) < 0)
		fail_msg("%s", err.message);
}

/* The output of one tmux command, without its newline. */
static char *ask(struct place *place, const char *arguments)
{
	char *line = mem_format("tmux -L %s %s", place->socket, arguments);
	char text[256] = "";
	FILE *from = popen(line, "r");

	assert_non_null(from);
	assert_non_null(fgets(text, sizeof(text), from));
	pclose(from);
	text[strcspn(text, "\n")] = '\0';
	free(line);
	return mem_copy(text);
}

static void arguments_arrive_as_they_are(void **state)
{
	static const char *const hostile[] = {
		"/plain",
		"/ends with;",
		";",
		"/a\\;",
		"/a;b;;",
		"/#(touch x)#{session_name}##",
		"/it's \"quoted\" $HOME `id`",
		"-d",
		"/two\nlines\t",
		"/%1{}~*?",
	};
	struct place *place = *state;
	char name[32], *bytes;
	size_t len;

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		snprintf(name, sizeof(name), "agent-%zu", i);
		start(place, hostile[i], name);
		bytes = arguments(place, &len);
		assert_string_equal(bytes, hostile[i]);
		assert_string_equal(bytes + strlen(bytes) + 1, name);
		assert_int_equal(len, strlen(hostile[i]) + strlen(name) + 2);
		free(bytes);
	}
	assert_int_equal(access("/x", F_OK), -1);
}

static void a_session_is_ours(void **state)
{
	struct place *place = *state;
	struct err err = ERR_INIT;
	char *text, *path = mem_format("%s/.tmux.conf", place->directory);
	const char settings[] = "set -g destroy-unattached on\n"
				"set -g remain-on-exit on\n"
				"set -g default-command 'false'\n"
				"set -g base-index 7\n";
	size_t len;

	assert_int_equal(file_replace(path, settings, strlen(settings),
				 FILE_NO_SYNC, NULL),
		0);
	free(path);
	start(place, "/s", "agent");
	free(arguments(place, &len));
	text = ask(place, "display -p -t =agent: "
			  "'#{window_width}x#{window_height} "
			  "#{destroy-unattached} #{remain-on-exit}'");
	assert_string_equal(text, "111x33 0 off");
	free(text);
	text = ask(place, "show -gv destroy-unattached");
	assert_string_equal(text, "on");
	free(text);

	assert_int_equal(
		tmux_start(&place->config, place->keeper, "/s", "agent", &err),
		-1);
	assert_int_equal(errno, EEXIST);
	assert_non_null(strstr(err.message, "'agent'"));
	assert_int_equal(tmux_check(&place->config, &err), 0);
}

static void the_server_inherits_what_it_may(void **state)
{
	struct place *place = *state;
	char *path = mem_format("%s/env", place->directory), *bytes;
	size_t len;

	start(place, "/s", "agent");
	free(arguments(place, &len));
	assert_int_equal(file_read(&bytes, &len, path, 65536, NULL), 0);
	assert_non_null(strstr(bytes, "\nKEPT=1\n"));
	assert_null(strstr(bytes, "CLAUDE"));
	assert_null(strstr(bytes, "REEVE_"));
	free(bytes);
	free(path);
}

static void answers_are_told_apart(void **state)
{
	struct place *place = *state;
	size_t len;

	struct argv names = ARGV_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(tmux_sessions(&place->config, &names, &err), 0);
	assert_int_equal(names.count, 0);
	start(place, "/s", "quest-two");
	free(arguments(place, &len));
	assert_int_equal(tmux_sessions(&place->config, &names, &err), 0);
	assert_int_equal(names.count, 1);
	assert_string_equal(names.items[0], "quest-two");
	argv_clear(&names);
	free(place->config.tmux_program);
	place->config.tmux_program = mem_copy("/nonexistent/tmux");
	assert_int_equal(tmux_sessions(&place->config, &names, &err), -1);
	assert_non_null(strstr(err.message, "no such program"));
}

static void says_what_is_wrong(void **state)
{
	struct place *place = *state;
	struct err err = ERR_INIT;
	char *old = mem_format("%s/old", place->directory);
	const char says[] = "#!/bin/sh\n[ \"$1\" = -V ] && echo tmux 2.9a &&"
			    " exit\necho unknown option >&2; exit 1\n";
	char *settings = mem_format("%s/.tmux.conf", place->directory);

	assert_int_equal(file_replace(settings, "set -s exit-unattached on\n",
				 26, FILE_NO_SYNC, NULL),
		0);
	assert_int_equal(tmux_check(&place->config, &err), -1);
	assert_non_null(strstr(err.message, "exit-unattached"));
	free(settings);

	assert_int_equal(
		file_replace(old, says, strlen(says), FILE_NO_SYNC, NULL), 0);
	assert_int_equal(chmod(old, 0700), 0);
	free(place->config.tmux_program);
	place->config.tmux_program = old;
	assert_int_equal(
		tmux_start(&place->config, place->keeper, "/s", "a", &err), -1);
	assert_non_null(strstr(err.message, "older than 3.0"));
	free(old);

	place->config.tmux_program = mem_copy("/nonexistent/tmux");
	assert_int_equal(
		tmux_start(&place->config, place->keeper, "/s", "a", &err), -1);
	assert_non_null(strstr(err.message, "no such program"));
	assert_non_null(strstr(err.hint, "apt install tmux"));
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, place_open, place_close)
	const struct CMUnitTest tests[] = {
		TEST(arguments_arrive_as_they_are),
		TEST(a_session_is_ours),
		TEST(the_server_inherits_what_it_may),
		TEST(answers_are_told_apart),
		TEST(says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
