/*
 * signal_name - the name of a signal
 */
#ifndef BASE_SIGNAL_NAME_H
#define BASE_SIGNAL_NAME_H

/* "KILL" of SIGKILL; "?" of a number without a name. */
const char *signal_name(int number);

#endif
