/*
 * timeline - the story of one task, as JSON
 *
 * Pure. Items in order of time, each
 *
 *	{"time":…,"what":WORD,"run":"1.1" or null,"text":…,
 *	 "evidence":[…],"gap_ms":N or null}
 *
 * what: submitted, started, ended, decision, rest, now (where the task stands;
 * its time is null), and of the events asked, review, reassigned, saved,
 * repaired, published, publish_failed, waiting, answered, checkpoint and
 * checkpoint_refused. evidence: of `ended`; gap_ms: of `started`, since the end
 * of the run before.
 */
#ifndef POLICY_EXPLAIN_TIMELINE_H
#define POLICY_EXPLAIN_TIMELINE_H

#include <cjson/cJSON.h>

#include "model/journal_line.h"
#include "model/run.h"
#include "model/task.h"

/* The caller deletes it. */
cJSON *timeline_write(const struct task *task, const struct run_list *runs,
	const struct journal_list *events);

#endif
