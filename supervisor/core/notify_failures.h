/*
 * notify_failures - what people were not told, for `doctor`
 */
#ifndef SUPERVISOR_CORE_NOTIFY_FAILURES_H
#define SUPERVISOR_CORE_NOTIFY_FAILURES_H

#include "store/store.h"

/* Whether notifications were given up within the last day: how many, why the
 * newest, and what to do are in `problem`. */
bool notify_failures(struct store *store, int64_t now_ms, struct err *problem);

#endif
