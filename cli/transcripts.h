/*
 * transcripts - read the output of all runs of one task
 *
 * A keeper writes runs/ID/transcript.log. When the file is full, the keeper
 * renames it to transcript.log.1 and starts a new one. A reader remembers its
 * run and file, and continues there with each call.
 */
#ifndef CLI_TRANSCRIPTS_H
#define CLI_TRANSCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct transcripts {
	const char *state;
	int64_t task;
	bool raw; /* bytes unchanged, no headings */
	int64_t run; /* the present run; 0: before the first */
	int fd; /* of its transcript, or -1 */
	struct str held; /* an incomplete line */
	bool headings;
};

void transcripts_open(struct transcripts *transcripts, const char *state,
	int64_t task, bool raw);

/*
 * Prints the output since the last call. `runs` is the number of the newest
 * known run; later runs are found by their files.
 */
int transcripts_print(struct transcripts *transcripts, int64_t runs);

/* Prints an incomplete line, and frees the memory. */
void transcripts_close(struct transcripts *transcripts);

#endif
