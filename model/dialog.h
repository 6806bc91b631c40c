/*
 * dialog - a dialog of a run at which the profile's answer was typed
 *
 * A row of the store from before the answer is typed until the screen shows no
 * dialog any more, or the run ends. While the row exists no second answer is
 * typed: a dialog that the answer did not close is left to a person.
 */
#ifndef MODEL_DIALOG_H
#define MODEL_DIALOG_H

#include <stdint.h>

struct dialog {
	int64_t task, run; /* run 0: the task has no such dialog */
	int64_t time_ms; /* of the answer */
	char *what; /* the profile's word for the dialog, for people */
};

#define DIALOG_INIT ((struct dialog){ 0 })

void dialog_clear(struct dialog *dialog);

#endif
