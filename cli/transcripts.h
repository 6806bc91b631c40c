/*
 * transcripts - what the runs of one task have written, one after the other
 *
 * A keeper writes runs/ID/transcript.log and, when that is full, moves it to
 * transcript.log.1 and begins again; a run that ends is followed by another.
 * A reader of all that is always at one place, and goes on from there.
 */
#ifndef CLI_TRANSCRIPTS_H
#define CLI_TRANSCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct transcripts {
	const char *state;
	int64_t task;
	bool raw; /* bytes as they came, no headings */
	int64_t run; /* where we are; 0: before the first */
	int fd; /* of its transcript, or -1 */
	struct str held; /* a line that is not whole yet */
	bool headings;
};

void transcripts_open(struct transcripts *transcripts, const char *state,
	int64_t task, bool raw);

/*
 * Prints all that has come since the last call. `runs` is the number of the
 * newest run known; runs beyond it are found by their files.
 */
int transcripts_print(struct transcripts *transcripts, int64_t runs);

/* Prints what is held of an unfinished line, and frees all. */
void transcripts_close(struct transcripts *transcripts);

#endif
