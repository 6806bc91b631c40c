/*
 * stop_reason - why reeve or a person ends a run
 *
 * The word of the keeper's command `stop` (model/command.h), and of the stop in
 * the keeper's record. Uses libc alone.
 */
#ifndef MODEL_STOP_REASON_H
#define MODEL_STOP_REASON_H

enum stop_reason {
	STOP_UNKNOWN = 0, /* no word, or a word of another version */
	STOP_REQUESTED, /* a person asked, or the keeper has to leave */
	STOP_TIMEOUT, /* a time limit has passed */
	STOP_SPENT, /* a budget is spent */
	STOP_HANG, /* the agent shows no sign of life */
	STOP_SIGN, /* the CLI said that the run cannot succeed */
	STOP_DONE, /* the checkpoint says done */
	STOP_TURN, /* the turn of a kept-alive agent is over */
	STOP_REASONS
};

const char *stop_reason_name(enum stop_reason reason);
int stop_reason_from_name(const char *name); /* -1: no such word */

#endif
