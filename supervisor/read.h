/*
 * read - `reeved --read`: answer the request on stdin with lines on stdout
 */
#ifndef SUPERVISOR_READ_H
#define SUPERVISOR_READ_H

#include "model/config/config.h"
#include "supervisor/core/host.h"

/* Returns its exit status. */
int read_main(const struct host *host, const struct config *config);

#endif
