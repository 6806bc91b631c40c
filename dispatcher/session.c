/*
 * session - a tmux session with a living keeper: see session.h
 */
#include "dispatcher/tmux/session.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/mem.h"
#include "dispatcher/inspect.h"
#include "dispatcher/keeper.h"
#include "dispatcher/tmux/tmux.h"
#include "model/paths.h"

#define KEEPER_WAIT_MS  10000
#define KEEPER_START_MS 2000
#define KEEPER_CLOSE_MS 100

bool session_lives(const struct dispatch *with)
{
	struct path path = path_keeper(with->state, with->task->name, "lock");

	return lock_is_held(path.text);
}

/*
 * A session of that name whose keeper does not live: one that tmux is about to
 * close, its keeper having died just now; one that a dispatch before us started
 * and that is just coming up; one that a person's own windows have kept; else
 * not ours at all. A server on its way out refuses us as well.
 */
static int start_session(struct session *session, struct err *err)
{
	static const int64_t waits_ms[] = { KEEPER_CLOSE_MS, KEEPER_START_MS };
	const struct dispatch *with = session->with;
	const struct config *config = with->config;
	const char *state = with->state, *name = with->task->name;
	const char *keeper = session->keeper;
	bool begun = true;
	int rc;

	for (size_t i = 0; i < sizeof(waits_ms) / sizeof(*waits_ms); i++) {
		rc = begun ? tmux_end(&session->call, config, name, err)
			   : tmux_start(config, keeper, state, name, err);
		begun = false;
		if (rc == 0 || (errno != EEXIST && errno != EIO))
			return rc;
		if (keeper_await(state, name, waits_ms[i], NULL) == 0)
			return 0;
	}
	rc = tmux_start(config, keeper, state, name, err);
	if (rc < 0 && errno == EEXIST && with->task->runs > 1)
		rc = tmux_join(config, keeper, state, name, err);
	return rc;
}

int session_begin(
	struct session *session, const struct dispatch *with, struct err *err)
{
	int rc;

	*session = (struct session){ .with = with };
	if (session_lives(with))
		return 0;
	session->keeper = mem_format("%s/reeve-keeper", with->programs);
	rc = tmux_begin(&session->call, with->config, session->keeper,
		with->state, with->task->name, err);
	session->begun = rc == 0;
	if (rc < 0)
		free(session->keeper);
	return rc;
}

int session_end(struct session *session, struct err *err)
{
	int rc;

	if (!session->begun)
		return 0;
	session->begun = false;
	rc = start_session(session, err);
	free(session->keeper);
	return rc;
}

static int start_again(const struct dispatch *with, struct err *err)
{
	struct session session;

	if (session_begin(&session, with, err) < 0)
		return -1;
	return session_end(&session, err);
}

/* Once it is in the keeper's hands, the record tells the rest. */
static bool is_handed_over(const struct dispatch *with, const char *id)
{
	return access(path_record(with->state, id).text, F_OK) == 0;
}

/* A dispatch before us may have come this far, or die while we ask. */
static int try_hand_over(const struct dispatch *with, const char *id,
	bool lived, struct err *err)
{
	const char *state = with->state, *name = with->task->name;

	if (is_handed_over(with, id))
		return 0;
	/* One that lived as we began listens. */
	if ((lived || keeper_await(state, name, KEEPER_WAIT_MS, err) == 0) &&
		keeper_run(state, name, id, with->epoch, with->leader,
			KEEPER_WAIT_MS, err) == 0)
		return 0;
	return is_handed_over(with, id) ? 0 : -1;
}

/* A keeper that leaves while we come makes room for another. */
int session_run(const struct dispatch *with, bool lived, struct err *err)
{
	const char *state = with->state, *name = with->task->name;
	char id[RUN_ID_SIZE];

	run_id(id, with->task->id, with->task->runs);
	if (try_hand_over(with, id, lived, err) == 0)
		return 0;
	if (keeper_await_end(state, name, KEEPER_START_MS) < 0)
		return -1;
	/* It may have died between the start and the record of it. */
	leftovers_end(state, id, with->config->grace_ms);
	if (start_again(with, err) < 0)
		return -1;
	return try_hand_over(with, id, false, err);
}
