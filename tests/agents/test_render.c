/*
 * test_render - what real agents wrote, as people read it
 *
 * tests/events has streams recorded from the CLIs and, beside each, what is to
 * be printed of it. Run from the top of the tree.
 */
#include <fcntl.h>
#include <setjmp.h>
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
#include "base/mem.h"
#include "cli/cmd/commands.h"

#define MAX_BYTES ((size_t)64 << 20)

static char *read_fd(int fd, size_t *len)
{
	char path[64], *bytes = NULL;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(file_read(&bytes, len, path, MAX_BYTES, NULL), 0);
	return bytes;
}

/* `reeve render READER [--events EVENTS] < input`, its output as text. */
static char *render(const char *reader, int input, const char *events)
{
	int saved_in = dup(STDIN_FILENO), saved_out = dup(STDOUT_FILENO);
	int output = memfd_create("output", MFD_CLOEXEC);
	char *name = mem_copy(reader), *words[] = { name, NULL }, *text;
	struct err err = ERR_INIT;
	struct call call = {
		.values = &events, .words = words, .word_count = 1
	};
	size_t len;
	int status;

	fflush(stdout);
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	status = command_render.run(&call, &err);
	fflush(stdout);
	dup2(saved_in, STDIN_FILENO);
	dup2(saved_out, STDOUT_FILENO);
	assert_int_equal(status, 0);
	text = read_fd(output, &len);
	close(output);
	close(saved_in);
	close(saved_out);
	free(name);
	return text;
}

static char *place_of(const char *name, const char *suffix)
{
	return mem_format("tests/events/%s%s", name, suffix);
}

static void check_stream(const char *name)
{
	char *reader = mem_copy_bytes(name, strcspn(name, "-"));
	char *input = place_of(name, ".jsonl"),
	     *golden = place_of(name, ".txt");
	char *expected = NULL, *shown;
	size_t len;
	int fd = open(input, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	shown = render(reader, fd, NULL);
	assert_int_equal(
		file_read(&expected, &len, golden, MAX_BYTES, NULL), 0);
	if (strcmp(shown, expected) != 0)
		fail_msg("%s: printed\n%s", name, shown);
	close(fd);
	free(reader);
	free(input);
	free(golden);
	free(expected);
	free(shown);
}

static void test_streams(void **state)
{
	static const char *const names[] = { "claude-completed", "claude-400",
		"claude-401", "claude-429", "claude-500", "claude-interrupted",
		"claude-tool-error", "claude-hostile", "codex-completed",
		"codex-400", "codex-401", "codex-429", "codex-500",
		"codex-interrupted", "codex-tool-error", "codex-hostile" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		check_stream(names[i]);
}

static int make_input(const char *bytes, size_t len)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	assert_int_equal(write_all(fd, bytes, len), 0);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Whatever comes is kept to the byte, shown or not. */
static void test_events_are_kept(void **state)
{
	static const char text[] = "garbage \x1b[31m\xff\0 zero\n"
				   "{\"type\":\"result\"}\nno newline";
	char file[] = "/tmp/test_render.XXXXXX", *kept = NULL, *shown;
	int input = make_input(text, sizeof(text) - 1);
	size_t len;

	(void)state;
	close(mkstemp(file));
	shown = render("claude", input, file);
	assert_int_equal(file_read(&kept, &len, file, MAX_BYTES, NULL), 0);
	assert_int_equal(len, sizeof(text) - 1);
	assert_memory_equal(kept, text, len);
	assert_non_null(strstr(shown, "no newline"));
	assert_null(strchr(shown, '\x1b'));
	unlink(file);
	close(input);
	free(kept);
	free(shown);
}

/* A line over the limit costs no more memory than the limit. */
static void test_long_line(void **state)
{
	size_t size = (size_t)20 << 20, len;
	char *bytes = mem_alloc(size), *kept = NULL, *shown;
	char file[] = "/tmp/test_render.XXXXXX";
	int input;

	(void)state;
	memset(bytes, 'x', size);
	memcpy(bytes, "{\"type\":\"", 9);
	memcpy(bytes + size - 6, "\nlast\n", 6);
	input = make_input(bytes, size);
	close(mkstemp(file));
	shown = render("codex", input, file);
	assert_string_equal(shown, "(an event larger than 8 MiB)\nlast\n");
	assert_int_equal(file_read(&kept, &len, file, MAX_BYTES, NULL), 0);
	assert_int_equal(len, size);
	assert_memory_equal(kept, bytes, size);
	unlink(file);
	close(input);
	free(bytes);
	free(kept);
	free(shown);
}

/* A full disk is told once; the pane goes on. */
static void test_full_disk(void **state)
{
	static const char text[] = "one\ntwo\n";
	int input = make_input(text, sizeof(text) - 1);
	char *shown = render("claude", input, "/dev/full");

	(void)state;
	assert_string_equal(shown, text);
	close(input);
	free(shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_events_are_kept),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
