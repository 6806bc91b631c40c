/*
 * progress - one line on the terminal that says how far it is
 *
 * On standard error, rewritten in place, and only where that is a terminal.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

/* False where nobody would see it: then all below do nothing. */
bool progress_is_shown(void);
/* Puts `text` in the place of the line before. */
void progress_show(const char *text);
/* Takes the line away. */
void progress_clear(void);

#endif
