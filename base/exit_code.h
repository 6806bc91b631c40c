/*
 * exit_code - the exit status of the programs
 *
 * Every struct err carries one of these, and the command exits with that of
 * the error that ended it. Scripts rely on the numbers: they never change.
 */
#ifndef BASE_EXIT_CODE_H
#define BASE_EXIT_CODE_H

enum exit_code {
	EXIT_DONE = 0,
	EXIT_NO = 1, /* the command ran, and the answer is no */
	/* Wrong usage, input or config: a retry fails the same way. */
	EXIT_WRONG_USE = 2,
	EXIT_NO_TASK = 3, /* there is no such task */
	EXIT_TIMED_OUT = 4, /* the wait ended before the event */
	EXIT_TRY_LATER = 75, /* the system refused: a retry may succeed */
};

#endif
