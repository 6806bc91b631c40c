/*
 * dependency_order - which task comes after which, among those handed in together
 *
 * Pure. Tasks that exist already never wait for new ones, so a cycle can only
 * be among the new ones.
 */
#ifndef MODEL_DEPENDENCY_ORDER_H
#define MODEL_DEPENDENCY_ORDER_H

#include "base/err.h"
#include "model/task.h"

/*
 * Finds an order in which each task comes after those that it waits for:
 * order[i] is the index of the i-th; `order` has room for all. Names in `after`
 * that no task of the list has are ignored. Tasks that do not wait for each
 * other keep their order. A cycle is an error that spells it out: "a → b → a".
 */
int dependency_order(
	size_t *order, const struct task *tasks, size_t count, struct err *err);

#endif
