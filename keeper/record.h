/*
 * record - records/ID.json: what is known of a run
 *
 * The record is replaced at the start and at the end of a run. Members that
 * could not be learned are null. model/record.h reads it.
 */
#ifndef KEEPER_RECORD_H
#define KEEPER_RECORD_H

#include "base/err.h"
#include "keeper/run.h"

/*
 * Replaces the record. On a full disk the record of the start is overwritten in
 * place by that of the end, because its block is allocated already.
 */
int record_write(const struct run *run, const char *state, const char *agent,
	struct err *err);

#endif
