/*
 * read - `reeved --read`: one request that only reads, answered by a process of
 * its own: see api/reader.h
 *
 * The store is opened read-only. What only the dispatcher can find is added to
 * the request here.
 */
#include "supervisor/read.h"

#include <signal.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/orphans.h"
#include "model/paths.h"
#include "supervisor/api/reader.h"
#include "supervisor/core/live_usage.h"

static void add_orphans(struct turn *turn, cJSON *request)
{
	struct history history = { 0 };
	struct err err = ERR_INIT;

	if (store_list_history(turn->store, &history, &err) < 0)
		log_err(&err);
	/* What a client may have put there is not what was found. */
	cJSON_DeleteItemFromObjectCaseSensitive(request, "orphans");
	orphans_find(cJSON_AddObjectToObject(request, "orphans"),
		turn->host->state, &history);
	history_clear(&history);
}

int read_main(const struct host *host, const struct config *config)
{
	struct live_usage live_usage = { 0 };
	struct turn turn = { .config = config,
		.host = host,
		.live_usage = &live_usage,
		.asleep_ms = -1 };
	struct path path = path_state(host->state, "reeve.db");
	char *url = mem_format("sqlite:%s", path.text);
	struct err err = ERR_INIT;
	int rc;

	signal(SIGPIPE, SIG_IGN);
	turn_read_clocks(&turn);
	if (store_open_to_read(&turn.store, url, &err) == 0) {
		rc = reader_main(&turn, add_orphans);
	} else {
		log_err(&err);
		rc = err.code;
	}
	store_close(turn.store);
	free(url);
	return rc;
}
