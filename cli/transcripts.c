/*
 * transcripts - what the runs of one task have written: see transcripts.h
 */
#include "cli/transcripts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/terminal.h"
#include "model/paths.h"
#include "model/task.h"

#define CHUNK_BYTES 65536
/* A line longer than this is printed in parts. */
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

/* Escape sequences do not reach across lines, so whole lines are cleaned. */
static void print_held(struct transcripts *transcripts, size_t len)
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

static void print_bytes(
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
		print_held(transcripts, (size_t)(end + 1 - held->text));
	else if (held->len > HELD_BYTES)
		print_held(transcripts, held->len);
}

/* 0 at the end of what is there, -1 when our reader has gone. */
static int print_rest_of(struct transcripts *transcripts, int fd)
{
	char chunk[CHUNK_BYTES];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0 ||
		(n < 0 && errno == EINTR))
		if (n > 0)
			print_bytes(transcripts, chunk, (size_t)n);
	return ferror(stdout) ? -1 : 0;
}

static void end_line(struct transcripts *transcripts)
{
	if (!transcripts->held.len)
		return;
	print_held(transcripts, transcripts->held.len);
	putchar('\n');
}

static int open_file(
	const struct transcripts *transcripts, int64_t run, const char *name)
{
	char id[RUN_ID_SIZE];
	struct path path = path_run(
		transcripts->state, run_id(id, transcripts->task, run), name);

	return open(path.text, O_RDONLY | O_CLOEXEC);
}

static void begin_run(struct transcripts *transcripts, int64_t run)
{
	char id[RUN_ID_SIZE];
	int rotated;

	end_line(transcripts);
	transcripts->run = run;
	if (transcripts->headings)
		printf("%s── run %s ──%s\n", colour(COLOUR_DIM),
			run_id(id, transcripts->task, run),
			colour(COLOUR_NONE));
	rotated = open_file(transcripts, run, "transcript.log.1");
	if (rotated >= 0) {
		print_rest_of(transcripts, rotated);
		close(rotated);
	}
}

static bool is_same_file(int a, int b)
{
	struct stat first, second;

	return fstat(a, &first) == 0 && fstat(b, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Reads on in the file we have, then in the one that took its name. */
static int go_on(struct transcripts *transcripts)
{
	int newest = open_file(transcripts, transcripts->run, "transcript.log");
	int rc = 0;

	if (transcripts->fd >= 0)
		rc = print_rest_of(transcripts, transcripts->fd);
	if (rc == 0 && newest >= 0 && transcripts->fd >= 0 &&
		is_same_file(newest, transcripts->fd)) {
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
	return print_rest_of(transcripts, newest);
}

/* The next run that has a transcript, or 0. Those pruned are stepped over. */
static int64_t find_next(const struct transcripts *transcripts, int64_t runs)
{
	int64_t run = transcripts->run + 1;
	int fd;

	do {
		fd = open_file(transcripts, run, "transcript.log");
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
	int rc = transcripts->run ? go_on(transcripts) : 0;

	while (rc == 0 && (next = find_next(transcripts, runs))) {
		/* What it wrote between our last look and its end */
		if (transcripts->run)
			rc = go_on(transcripts);
		if (transcripts->fd >= 0)
			close(transcripts->fd);
		transcripts->fd = -1;
		begin_run(transcripts, next);
		if (rc == 0)
			rc = go_on(transcripts);
	}
	fflush(stdout);
	return ferror(stdout) ? -1 : rc;
}

void transcripts_close(struct transcripts *transcripts)
{
	end_line(transcripts);
	if (transcripts->fd >= 0)
		close(transcripts->fd);
	str_clear(&transcripts->held);
}
