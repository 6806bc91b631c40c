/*
 * notify_parts - what notify.c and notify_deliver.c share
 */
#ifndef SUPERVISOR_NOTIFY_NOTIFY_PARTS_H
#define SUPERVISOR_NOTIFY_NOTIFY_PARTS_H

#include "policy/notify_pace.h"
#include "supervisor/notify/notify.h"

struct notify {
	struct turn *turn;
	struct workers *workers;
	struct {
		struct notify_pace pace;
		bool busy; /* a worker delivers */
	} channels[NOTIFY_CHANNELS];
	int64_t due_ms; /* look then; 0: nothing waits */
};

/* Something is to be delivered then. */
void notify_expect(struct notify *notify, int64_t due_ms);

#endif
