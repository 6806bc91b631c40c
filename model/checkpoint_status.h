/*
 * checkpoint_status - how far an agent says it is, in its checkpoint
 */
#ifndef MODEL_CHECKPOINT_STATUS_H
#define MODEL_CHECKPOINT_STATUS_H

enum checkpoint_status {
	CHECKPOINT_UNKNOWN = 0, /* it does not say */
	CHECKPOINT_WORKING,
	CHECKPOINT_DONE,
	CHECKPOINT_BLOCKED,
	CHECKPOINT_NEEDS_INPUT,
	CHECKPOINT_STATUSES
};

const char *checkpoint_status_name(enum checkpoint_status status);
int checkpoint_status_from_name(const char *name); /* -1: no such status */

#endif
