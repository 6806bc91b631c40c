/*
 * transcripts - read the output of all runs of one task: see transcripts.h
 */
#include "cli/transcripts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/terminal.h"
#include "model/paths.h"
#include "model/task.h"

#define CHUNK_BYTES 65536
/* A longer line is printed in parts. */
#define HELD_BYTES ((size_t)1 << 20)

void transcripts_open(struct transcripts *transcripts, const char *state,
	int64_t task, bool raw)
{
	*transcripts = (struct transcripts){ .state = state,
		.task = task,
		.raw = raw,
		.fd = -1,
		.headings = !raw && terminal_is(stdout) };
}

/* Cleans whole lines, because no escape sequence crosses a newline. */
static void transcripts_print_held(struct transcripts *transcripts, size_t len)
{
	struct str clean = STR_INIT;
	struct str *held = &transcripts->held;

	text_clean(&clean, held->text, len);
	fwrite(str_text(&clean), 1, clean.len, stdout);
	memmove(held->text, held->text + len, held->len - len);
	held->len -= len;
	held->text[held->len] = '\0';
	str_clear(&clean);
}

static void transcripts_print_bytes(
	struct transcripts *transcripts, const char *bytes, size_t len)
{
	struct str *held = &transcripts->held;
	const char *end;

	if (transcripts->raw) {
		fwrite(bytes, 1, len, stdout);
		return;
	}
	str_add_bytes(held, bytes, len);
	end = memrchr(held->text, '\n', held->len);
	if (end)
		transcripts_print_held(
			transcripts, (size_t)(end + 1 - held->text));
	else if (held->len > HELD_BYTES)
		transcripts_print_held(transcripts, held->len);
}

/* 0 at the end of the file, -1 if standard output has failed. */
static int transcripts_print_file(struct transcripts *transcripts, int fd)
{
	char chunk[CHUNK_BYTES];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0 ||
		(n < 0 && errno == EINTR))
		if (n > 0)
			transcripts_print_bytes(transcripts, chunk, (size_t)n);
	return ferror(stdout) ? -1 : 0;
}

static void transcripts_end_line(struct transcripts *transcripts)
{
	if (!transcripts->held.len)
		return;
	transcripts_print_held(transcripts, transcripts->held.len);
	putchar('\n');
}

static int transcripts_open_file(
	const struct transcripts *transcripts, int64_t run, const char *name)
{
	char id[RUN_ID_SIZE];
	struct path path = path_run(
		transcripts->state, run_id(id, transcripts->task, run), name);

	return open(path.text, O_RDONLY | O_CLOEXEC);
}

static void transcripts_open_run(struct transcripts *transcripts, int64_t run)
{
	char id[RUN_ID_SIZE];
	int rotated;

	transcripts_end_line(transcripts);
	transcripts->run = run;
	if (transcripts->headings)
		printf("%s── run %s ──%s\n", colour(COLOUR_DIM),
			run_id(id, transcripts->task, run),
			colour(COLOUR_NONE));
	rotated = transcripts_open_file(transcripts, run, "transcript.log.1");
	if (rotated >= 0) {
		transcripts_print_file(transcripts, rotated);
		close(rotated);
	}
}

static bool file_is_same(int a, int b)
{
	struct stat first, second;

	return fstat(a, &first) == 0 && fstat(b, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Prints the rest of the open file, then the file that replaced it. */
static int transcripts_print_run(struct transcripts *transcripts)
{
	int newest = transcripts_open_file(
		transcripts, transcripts->run, "transcript.log");
	int rc = 0;

	if (transcripts->fd >= 0)
		rc = transcripts_print_file(transcripts, transcripts->fd);
	if (rc == 0 && newest >= 0 && transcripts->fd >= 0 &&
		file_is_same(newest, transcripts->fd)) {
		close(newest);
		return 0;
	}
	if (newest < 0 || rc < 0) {
		if (newest >= 0)
			close(newest);
		return rc;
	}
	if (transcripts->fd >= 0)
		close(transcripts->fd);
	transcripts->fd = newest;
	return transcripts_print_file(transcripts, newest);
}

/* The next run with a transcript, or 0. Pruned transcripts are skipped. */
static int64_t transcripts_find_next(
	const struct transcripts *transcripts, int64_t runs)
{
	int64_t run = transcripts->run + 1;
	int fd;

	do {
		fd = transcripts_open_file(transcripts, run, "transcript.log");
		if (fd >= 0) {
			close(fd);
			return run;
		}
	} while (++run <= runs);
	return 0;
}

int transcripts_print(struct transcripts *transcripts, int64_t runs)
{
	int64_t next;
	int rc = transcripts->run ? transcripts_print_run(transcripts) : 0;

	while (rc == 0 && (next = transcripts_find_next(transcripts, runs))) {
		/* Output of the last run after the previous read */
		if (transcripts->run)
			rc = transcripts_print_run(transcripts);
		if (transcripts->fd >= 0)
			close(transcripts->fd);
		transcripts->fd = -1;
		transcripts_open_run(transcripts, next);
		if (rc == 0)
			rc = transcripts_print_run(transcripts);
	}
	fflush(stdout);
	return ferror(stdout) ? -1 : rc;
}

void transcripts_close(struct transcripts *transcripts)
{
	transcripts_end_line(transcripts);
	if (transcripts->fd >= 0)
		close(transcripts->fd);
	str_clear(&transcripts->held);
}
