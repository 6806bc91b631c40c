/*
 * transcript - every byte an agent wrote, kept up to a size
 *
 * When runs/ID/transcript.log has reached its size it becomes
 * transcript.log.1 and a new one is begun, so the end is always there and the
 * disk holds at most twice the size. What cannot be written is lost, with the
 * first reason kept: a full disk must not stop the agent.
 */
#ifndef KEEPER_TRANSCRIPT_H
#define KEEPER_TRANSCRIPT_H

#include <stdint.h>
#include <stddef.h>

struct transcript {
	int fd; /* -1: none, or it could not be opened */
	int64_t bytes, max_bytes; /* max 0: it is never rotated */
	int error; /* the first errno; 0: all was written */
};

/* state and run stay the caller's: they name the file when it is rotated. */
void transcript_open(struct transcript *transcript, const char *state,
	const char *run, int64_t max_bytes);
void transcript_write(struct transcript *transcript, const char *state,
	const char *run, const char *bytes, size_t len);
void transcript_close(struct transcript *transcript);

#endif
