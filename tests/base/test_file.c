/*
 * test_file - whole reads, whole replacements, and what others plant
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "tests/base/place.h"

static void write_file(const char *name, const char *text)
{
	assert_int_equal(file_replace(in_place(name), text, strlen(text),
				 FILE_NO_SYNC, NULL),
		0);
}

static void assert_holds(const char *name, const char *text)
{
	char *bytes = NULL;
	size_t len;

	assert_int_equal(
		file_read(&bytes, &len, in_place(name), 1 << 20, NULL), 0);
	assert_int_equal(len, strlen(text));
	assert_string_equal(bytes, text);
	free(bytes);
}

static void test_replace(void **state)
{
	struct stat st;

	(void)state;
	write_file("a", "one");
	assert_holds("a", "one");
	assert_int_equal(
		file_replace(in_place("a"), "two two", 7, FILE_SYNC, NULL), 0);
	assert_holds("a", "two two");
	write_file("a", "");
	assert_holds("a", "");
	assert_int_equal(stat(in_place("a"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(access(in_place("a.new"), F_OK), -1);
}

/* Who has the old one open reads the old one to its end. */
static void test_replace_is_atomic(void **state)
{
	char bytes[16] = "";
	int fd;

	(void)state;
	write_file("b", "old contents");
	fd = open(in_place("b"), O_RDONLY);
	assert_int_equal(read(fd, bytes, 4), 4);
	write_file("b", "new");
	assert_int_equal(read(fd, bytes + 4, 12), 8);
	assert_string_equal(bytes, "old contents");
	close(fd);
	assert_holds("b", "new");
}

static void test_replace_fails_whole(void **state)
{
	struct err err = ERR_INIT;
	char path[PATH_MAX + 8];

	(void)state;
	write_file("c", "kept");
	assert_int_equal(mkdir(in_place("c.new"), 0700), 0);
	assert_int_equal(
		file_replace(in_place("c"), "x", 1, FILE_NO_SYNC, &err), -1);
	assert_non_null(strstr(err.message, "cannot write '"));
	assert_holds("c", "kept");
	assert_int_equal(
		file_replace(in_place("none/c"), "x", 1, FILE_NO_SYNC, &err),
		-1);
	assert_int_equal(errno, ENOENT);
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(file_replace(path, "x", 1, FILE_NO_SYNC, &err), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	/* A link planted as the temporary name is not followed. */
	write_file("victim", "safe");
	assert_int_equal(symlink("victim", in_place("d.new")), 0);
	assert_int_equal(
		file_replace(in_place("d"), "x", 1, FILE_NO_SYNC, NULL), -1);
	assert_holds("victim", "safe");
}

static void test_read(void **state)
{
	struct err err = ERR_INIT;
	char *bytes = NULL;
	size_t len;

	(void)state;
	write_file("e", "0123456789");
	assert_int_equal(file_read(&bytes, &len, in_place("e"), 10, &err), 0);
	free(bytes);
	assert_int_equal(file_read(&bytes, &len, in_place("e"), 9, &err), -1);
	assert_int_equal(errno, EFBIG);
	assert_int_equal(file_read(&bytes, &len, in_place("-"), 9, &err), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_read(&bytes, &len, place, 9, &err), -1);
	assert_int_equal(errno, EISDIR);
}

static void test_read_large(void **state)
{
	size_t size = (1 << 20) + 1, len;
	char *bytes = malloc(size), *again = NULL;

	(void)state;
	memset(bytes, 'x', size);
	assert_int_equal(
		file_replace(in_place("l"), bytes, size, FILE_NO_SYNC, NULL),
		0);
	assert_int_equal(file_read(&again, &len, in_place("l"), size, NULL), 0);
	assert_int_equal(len, size);
	assert_memory_equal(bytes, again, size);
	free(again);
	free(bytes);
}

static void test_head_and_tail(void **state)
{
	char *bytes = NULL;
	size_t len;

	(void)state;
	write_file("f", "0123456789");
	assert_int_equal(
		file_read_head(&bytes, &len, in_place("f"), 4, NULL), 0);
	assert_string_equal(bytes, "0123");
	free(bytes);
	assert_int_equal(
		file_read_tail(&bytes, &len, in_place("f"), 4, NULL), 0);
	assert_string_equal(bytes, "6789");
	free(bytes);
	assert_int_equal(
		file_read_tail(&bytes, &len, in_place("f"), 40, NULL), 0);
	assert_string_equal(bytes, "0123456789");
	free(bytes);
	assert_int_equal(symlink("f", in_place("link")), 0);
	assert_int_equal(
		file_read_tail(&bytes, &len, in_place("link"), 4, NULL), -1);
	assert_null(bytes);
	assert_int_equal(len, 0);
}

/* Whoever opens it would wait for ever. */
static void test_fifo(void **state)
{
	char *bytes = NULL, text[32];
	int ends[2];
	size_t len;

	(void)state;
	assert_int_equal(mkfifo(in_place("named"), 0600), 0);
	assert_int_equal(
		file_read(&bytes, &len, in_place("named"), 100, NULL), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(
		file_read_head(&bytes, &len, in_place("named"), 9, NULL), -1);
	assert_int_equal(
		file_read_tail(&bytes, &len, in_place("named"), 9, NULL), -1);
	assert_null(bytes);
	/* As a shell's <(...) is. */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "words", 5), 5);
	close(ends[1]);
	snprintf(text, sizeof(text), "/dev/fd/%d", ends[0]);
	assert_int_equal(file_read(&bytes, &len, text, 100, NULL), 0);
	assert_string_equal(bytes, "words");
	free(bytes);
	close(ends[0]);
}

static void refused(const char *name, const char *why)
{
	struct err err = ERR_INIT;
	char *bytes = NULL;
	size_t len = 0;

	assert_int_equal(
		file_read_untrusted(&bytes, &len, place, name, 100, &err), -1);
	assert_null(bytes);
	if (!strstr(err.message, why))
		fail_msg("%s: %s", name, err.message);
}

static void test_untrusted(void **state)
{
	char *bytes = NULL;
	size_t len;
	int fd;

	(void)state;
	write_file("good", "words");
	assert_int_equal(
		file_read_untrusted(&bytes, &len, place, "good", 5, NULL), 0);
	assert_string_equal(bytes, "words");
	free(bytes);
	assert_int_equal(symlink("good", in_place("symbolic")), 0);
	refused("symbolic", "it is a link");
	assert_int_equal(symlink("/etc/passwd", in_place("far")), 0);
	refused("far", "it is a link");
	/* Opening a fifo nobody writes to would wait for ever. */
	assert_int_equal(mkfifo(in_place("fifo"), 0600), 0);
	refused("fifo", "not a regular file");
	assert_int_equal(mkdir(in_place("directory"), 0700), 0);
	refused("directory", "not a regular file");
	assert_int_equal(link(in_place("good"), in_place("hard")), 0);
	refused("hard", "hard links");
	refused("good", "hard links");
	fd = open(in_place("large"), O_CREAT | O_WRONLY, 0600);
	assert_int_equal(ftruncate(fd, 101), 0);
	close(fd);
	refused("large", "too large");
	refused("nothing", "No such file");
}

static void test_untrusted_names(void **state)
{
	(void)state;
	refused("..", "not a file name");
	refused(".", "not a regular file");
	refused("", "not a file name");
	refused("/etc/passwd", "not a file name");
	refused("../etc/passwd", "not a file name");
	refused("a/b", "not a file name");
}

static void test_untrusted_owner(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	write_file("theirs", "x");
	assert_int_equal(chown(in_place("theirs"), 12345, 12345), 0);
	refused("theirs", "it belongs to somebody else");
}

static void test_untrusted_directory(void **state)
{
	struct err err = ERR_INIT;
	char *bytes = NULL;
	size_t len;

	(void)state;
	assert_int_equal(mkdir(in_place("real"), 0700), 0);
	write_file("real/x", "x");
	assert_int_equal(symlink("real", in_place("detour")), 0);
	assert_int_equal(file_read_untrusted(&bytes, &len, in_place("detour"),
				 "x", 9, &err),
		-1);
	assert_int_equal(file_read_untrusted(
				 &bytes, &len, in_place("real"), "x", 9, &err),
		0);
	free(bytes);
}

static void test_directories(void **state)
{
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(directory_make(in_place("x/y/z/"), &err), 0);
	assert_int_equal(directory_make(in_place("x/y/z"), &err), 0);
	assert_int_equal(stat(in_place("x/y"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	write_file("x/file", "");
	assert_int_equal(directory_make(in_place("x/file/w"), &err), -1);
	/* Found open to others, it is closed. */
	assert_int_equal(chmod(in_place("x/y"), 0777), 0);
	assert_int_equal(directory_claim(in_place("x/y"), &err), 0);
	assert_int_equal(stat(in_place("x/y"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(symlink("y", in_place("x/link")), 0);
	assert_int_equal(directory_claim(in_place("x/link"), &err), -1);
	assert_non_null(strstr(err.message, "it is a link or no directory"));
	assert_int_equal(directory_claim(in_place("x/file"), &err), -1);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(in_place("x/y"), 12345, 12345), 0);
	assert_int_equal(directory_claim(in_place("x/y"), &err), -1);
	assert_non_null(strstr(err.message, "it belongs to somebody else"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_replace_is_atomic),
		cmocka_unit_test(test_replace_fails_whole),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_large),
		cmocka_unit_test(test_head_and_tail),
		cmocka_unit_test(test_fifo),
		cmocka_unit_test(test_untrusted),
		cmocka_unit_test(test_untrusted_names),
		cmocka_unit_test(test_untrusted_owner),
		cmocka_unit_test(test_untrusted_directory),
		cmocka_unit_test(test_directories),
	};

	return cmocka_run_group_tests(tests, place_make, place_remove);
}
