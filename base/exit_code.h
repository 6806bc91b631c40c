/*
 * exit_code - what scripts may rely on
 *
 * Every error in reeve carries one of these, so that the reason a function
 * failed decides the exit status of the command without a second table.
 */
#ifndef BASE_EXIT_CODE_H
#define BASE_EXIT_CODE_H

enum exit_code {
	EXIT_DONE = 0,
	EXIT_NO = 1, /* we looked, and the answer is no */
	EXIT_WRONG_USE =
		2, /* wrong use, input or config: retrying is useless */
	EXIT_NO_TASK = 3, /* no such task */
	EXIT_TIMED_OUT = 4, /* gave up waiting */
	EXIT_TRY_LATER = 75, /* the system refused: retrying may help */
};

#endif
