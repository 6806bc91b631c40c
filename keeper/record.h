/*
 * record - records/ID.json: what is known of a run
 *
 * Written at the start and at the end of a run, each time whole; docs have its
 * members. What could not be learned is null.
 */
#ifndef KEEPER_RECORD_H
#define KEEPER_RECORD_H

#include "base/err.h"
#include "keeper/run.h"

/*
 * Replaces the record. On a disk without room the one of the start is
 * overwritten in its place: its block is already there.
 */
int record_write(const struct run *run, const char *state, const char *agent,
	struct err *err);

#endif
