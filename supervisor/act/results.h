/*
 * results - AGENT_results.json, written at every verdict (contract)
 *
 * For people and scripts; replaced whole, once the verdict is durable.
 */
#ifndef SUPERVISOR_ACT_RESULTS_H
#define SUPERVISOR_ACT_RESULTS_H

#include "supervisor/daemon.h"

void results_write(struct daemon *daemon, const struct task *task);

#endif
