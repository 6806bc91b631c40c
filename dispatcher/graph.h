/*
 * graph - which task comes after which, among those handed in together
 *
 * Pure. Tasks that exist already cannot come after new ones, so a cycle can
 * only be among the new.
 */
#ifndef DISPATCHER_GRAPH_H
#define DISPATCHER_GRAPH_H

#include "base/err.h"
#include "model/task.h"

/*
 * Finds an order in which each comes after those it waits for: order[i] is the
 * index of the i-th, `order` has room for all. `after` items that are no name
 * of a task in the list are passed over. Where two have no order the list's
 * stays. A cycle is an error that spells it out: "a → b → a".
 */
int graph_order(
	size_t *order, const struct task *tasks, size_t count, struct err *err);

#endif
