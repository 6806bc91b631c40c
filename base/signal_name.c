/*
 * signal_name - the name of a signal: see signal_name.h
 */
#include "base/signal_name.h"

#include <string.h>

const char *signal_name(int number)
{
	const char *name = sigabbrev_np(number);

	return name ? name : "?";
}
