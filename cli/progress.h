/*
 * progress - a line on the terminal that shows the progress of a wait
 *
 * Printed to standard error, rewritten in place, only on a terminal.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

/* False: standard error is no terminal; the functions below do nothing. */
bool progress_is_shown(void);
/* Replaces the line by `text`. */
void progress_show(const char *text);
/* Removes the line. */
void progress_clear(void);

#endif
