/*
 * results - AGENT_results.json, written at every verdict (contract)
 *
 * The view of a task as a file, for people and scripts; replaced whole.
 */
#ifndef SUPERVISOR_API_RESULTS_H
#define SUPERVISOR_API_RESULTS_H

#include "supervisor/core/turn.h"

void results_write(struct turn *turn, int64_t task);

#endif
