/*
 * dialog - memory of dialogs: see dialog.h
 */
#include "model/dialog.h"

#include <stdlib.h>

void dialog_clear(struct dialog *dialog)
{
	free(dialog->what);
	*dialog = DIALOG_INIT;
}
