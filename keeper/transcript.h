/*
 * transcript - every byte an agent wrote, kept up to a size
 *
 * When runs/ID/transcript.log has reached its maximum size it is renamed to
 * transcript.log.1 and a new file is begun; so the end of the output is always
 * kept, and the disk holds at most twice the maximum. Bytes that cannot be
 * written are lost, and the first error is kept: a full disk must not stop the
 * agent.
 */
#ifndef KEEPER_TRANSCRIPT_H
#define KEEPER_TRANSCRIPT_H

#include <stdint.h>
#include <stddef.h>

struct transcript {
	int fd; /* -1: closed, or it could not be opened */
	int64_t bytes, max_bytes; /* max_bytes 0: never rotated */
	int error; /* the first errno; 0: all was written */
};

/* `state` and `run` name the file; each call needs them for the rotation. */
void transcript_open(struct transcript *transcript, const char *state,
	const char *run, int64_t max_bytes);
void transcript_write(struct transcript *transcript, const char *state,
	const char *run, const char *bytes, size_t len);
void transcript_close(struct transcript *transcript);

#endif
