/*
 * host - who leads here, and where its files are: see host.h
 */
#include "supervisor/core/host.h"

#include <stdlib.h>

void host_clear(struct host *host)
{
	free(host->checkpoints);
	free(host->results);
	free(host->logs);
	argv_clear(&host->problems);
}
