/*
 * transcript - every byte an agent wrote: see transcript.h
 */
#include "keeper/transcript.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "model/paths.h"

static void transcript_failed(struct transcript *transcript)
{
	if (!transcript->error)
		transcript->error = errno;
}

static void transcript_begin(
	struct transcript *transcript, const char *state, const char *run)
{
	struct path path = path_run(state, run, "transcript.log");
	struct stat st;

	transcript->fd = open(path.text,
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
			O_NOCTTY,
		0600);
	transcript->bytes = 0;
	if (transcript->fd < 0)
		transcript_failed(transcript);
	else if (fstat(transcript->fd, &st) == 0)
		transcript->bytes = st.st_size;
}

static void transcript_rotate(
	struct transcript *transcript, const char *state, const char *run)
{
	struct path from = path_run(state, run, "transcript.log");
	struct path to = path_run(state, run, "transcript.log.1");

	if (rename(from.text, to.text) < 0)
		transcript_failed(transcript);
	close(transcript->fd);
	transcript_begin(transcript, state, run);
}

void transcript_open(struct transcript *transcript, const char *state,
	const char *run, int64_t max_bytes)
{
	*transcript = (struct transcript){ .max_bytes = max_bytes };
	transcript_begin(transcript, state, run);
}

void transcript_write(struct transcript *transcript, const char *state,
	const char *run, const char *bytes, size_t len)
{
	/* Before the write, so that the last bytes are in the newer file. */
	if (transcript->fd >= 0 && transcript->max_bytes > 0 &&
		transcript->bytes >= transcript->max_bytes)
		transcript_rotate(transcript, state, run);
	if (transcript->fd < 0)
		return;
	if (write_all(transcript->fd, bytes, len) < 0)
		transcript_failed(transcript);
	transcript->bytes += (int64_t)len;
}

void transcript_close(struct transcript *transcript)
{
	if (transcript->fd >= 0)
		close(transcript->fd);
	transcript->fd = -1;
}
