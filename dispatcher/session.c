/*
 * session - an agent's tmux session with its keeper: see session.h
 */
#include "dispatcher/session.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "dispatcher/keeper_client.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/tmux/tmux.h"
#include "model/paths.h"

#define KEEPER_ANSWER_MS 10000 /* until a keeper answers, at most */
#define KEEPER_START_MS  2000 /* until a keeper that is starting listens */
#define KEEPER_CLOSE_MS  100 /* until tmux closes a dead keeper's session */

bool session_lives(const struct dispatch *with)
{
	return keeper_is_alive(with->state, with->task->name);
}

/*
 * A session of that name may exist although no keeper is alive: its keeper has
 * died just now, and tmux is about to close it; an earlier dispatch has started
 * it, and its keeper comes up; a person's own windows have kept it; or it is
 * not ours. So tmux is tried again after each wait. A server that is about to
 * exit refuses a session, too.
 */
static int session_start(struct session *session, struct err *err)
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
	rc = session_start(session, err);
	free(session->keeper);
	return rc;
}

static int session_start_again(const struct dispatch *with, struct err *err)
{
	struct session session;

	if (session_begin(&session, with, err) < 0)
		return -1;
	return session_end(&session, err);
}

/* The keeper writes the record as soon as it has taken the run. */
static bool session_has_record(const struct dispatch *with, const char *id)
{
	return access(path_record(with->state, id).text, F_OK) == 0;
}

/* An earlier dispatch may have got this far, and the keeper may die now. */
static int session_hand_over(const struct dispatch *with, const char *id,
	bool lived, struct err *err)
{
	const char *state = with->state, *name = with->task->name;

	if (session_has_record(with, id))
		return 0;
	if ((lived || keeper_await(state, name, KEEPER_ANSWER_MS, err) == 0) &&
		keeper_run(state, name, id, with->epoch, with->leader,
			KEEPER_ANSWER_MS, err) == 0)
		return 0;
	return session_has_record(with, id) ? 0 : -1;
}

/* A keeper that leaves in this moment is replaced by another, once. */
int session_run(const struct dispatch *with, bool lived, struct err *err)
{
	const char *state = with->state, *name = with->task->name;
	char id[RUN_ID_SIZE];

	run_id(id, with->task->id, with->task->runs);
	if (session_hand_over(with, id, lived, err) == 0)
		return 0;
	if (keeper_await_end(state, name, KEEPER_START_MS) < 0)
		return -1;
	/* The keeper may have died between the start and the record of it. */
	leftovers_end(state, id, with->config->grace_ms);
	if (session_start_again(with, err) < 0)
		return -1;
	return session_hand_over(with, id, false, err);
}
