/*
 * stop_reason - the words of stop reasons: see stop_reason.h
 */
#include "model/stop_reason.h"

#include "base/table.h"

static const char *const names[STOP_REASONS] = {
	[STOP_UNKNOWN] = "unknown",
	[STOP_REQUESTED] = "stop",
	[STOP_TIMEOUT] = "timeout",
	[STOP_SPENT] = "spent",
	[STOP_HANG] = "hang",
	[STOP_SIGN] = "sign",
	[STOP_DONE] = "done",
	[STOP_TURN] = "turn",
};

const char *stop_reason_name(enum stop_reason reason)
{
	return (unsigned)reason < STOP_REASONS ? names[reason]
					       : names[STOP_UNKNOWN];
}

int stop_reason_from_name(const char *name)
{
	return table_find(names, STOP_REASONS, name);
}
