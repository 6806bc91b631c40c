/*
 * commands - what reeved asks for: see model/command.h
 */
#include <stdio.h>
#include <string.h>

#include "base/kv.h"
#include "keeper/keeper.h"

/* A command as it came, and where its answer goes. */
struct asked {
	struct client *client;
	const char *bytes;
	size_t len;
	int64_t epoch;
	struct kv_writer answer;
};

static const char *word(const struct asked *asked, const char *key)
{
	const char *value = kv_get(asked->bytes, asked->len, key);

	return value ? value : "";
}

static int answer_run(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	if (run_start(keeper, word(asked, "run"), asked->epoch, err) < 0)
		return -1;
	kv_put_number(&asked->answer, "pid", keeper->run.pid);
	if (keeper->run.start_error[0])
		kv_put(&asked->answer, "start_error", keeper->run.start_error);
	return 0;
}

static int answer_stop(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	int reason = stop_reason_from_name(word(asked, "reason"));

	if (reason == STOP_TURN && inject_is_ahead(keeper))
		return err_set(err, EXIT_TRY_LATER,
			"cannot stop: its next turn is being typed");
	run_stop(keeper, reason > 0 ? (enum stop_reason)reason : STOP_REQUESTED,
		word(asked, "by"));
	return 0;
}

static int64_t number(const struct asked *asked, const char *key)
{
	return kv_get_number(asked->bytes, asked->len, key, 0);
}

static void put_number(struct asked *asked, const struct typing *how)
{
	if (how->number)
		kv_put_number(&asked->answer, "number", how->number);
}

static int answer_send(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	const char *text = word(asked, "text");
	struct typing how = { .keys = number(asked, "keys") == 1,
		.no_enter = number(asked, "no_enter") == 1 };

	if (keeper->run.phase != RUN_GOING)
		return err_set(err, EXIT_NO, "no run is going");
	if (!keeper->run.types)
		return err_set(err, EXIT_NO,
			"standard input of run '%s' is a file", keeper->run.id);
	if (!*text)
		return err_set(err, EXIT_WRONG_USE, "no text");
	if (number(asked, "hold") == 1)
		keeper->inject.held = true;
	switch (inject_add(keeper, text, &how)) {
	case INJECT_SENT:
		kv_put_number(&asked->answer, "sent", 1);
		put_number(asked, &how);
		return 0;
	case INJECT_QUEUED:
		kv_put_number(&asked->answer, "queued", 1);
		put_number(asked, &how);
		kv_put(&asked->answer, "why", inject_why(keeper));
		return 0;
	case INJECT_BUSY:
		return err_set(
			err, EXIT_TRY_LATER, "another text is being typed");
	case INJECT_FULL:
		break;
	}
	return err_set(err, EXIT_TRY_LATER, "%d texts are waiting already",
		INJECT_TEXTS);
}

static int answer_asks(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	(void)asked;
	(void)err;
	if (!keeper->asks)
		draft_set_aside(&keeper->draft, &keeper->aside);
	keeper->asks = true;
	return 0;
}

static int answer_answered(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	(void)asked;
	(void)err;
	if (!keeper->asks)
		keeper->aside = keeper->draft;
	draft_take_back(&keeper->draft, &keeper->aside);
	keeper->asks = false;
	return 0;
}

static int answer_release(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	(void)asked;
	(void)err;
	inject_release(keeper);
	return 0;
}

static int answer_follow(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	int64_t still_ms = number(asked, "still_ms");

	if (keeper->run.phase != RUN_GOING ||
		strcmp(keeper->run.id, word(asked, "run")) != 0)
		return err_set(err, EXIT_NO, "cannot follow: no such run goes");
	if (still_ms < FOLLOW_MIN_MS)
		return err_set(err, EXIT_WRONG_USE,
			"cannot follow: still_ms is less than %d",
			FOLLOW_MIN_MS);
	follow_begin(
		keeper, asked->client, still_ms, number(asked, "seen") == 1);
	kv_put_number(&asked->answer, "typed", keeper->run.typed);
	return 0;
}

static int answer_note(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	if (run_is_going(keeper))
		return err_set(err, EXIT_NO,
			"cannot show a note: run '%s' is going",
			keeper->run.id);
	keeper->keys = kv_get_number(asked->bytes, asked->len, "keys", 0) == 1;
	revive_expect(
		keeper, kv_get_number(asked->bytes, asked->len, "due_ms", 0));
	if (!terminal_say(&keeper->terminal, "%s", word(asked, "text")))
		return err_set(err, EXIT_TRY_LATER,
			"cannot show a note: the pane takes no output");
	return 0;
}

static const char *state_name(const struct run *run)
{
	switch (run->phase) {
	case RUN_NONE:
		return "idle";
	case RUN_GOING:
		return "running";
	case RUN_STOPPING:
	case RUN_CLEARING:
	case RUN_DRAINING:
	case RUN_UNRECORDED:
		break;
	}
	return "stopping";
}

static int answer_report(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	struct kv_writer *answer = &asked->answer;
	const struct run *run = &keeper->run;

	(void)err;
	kv_put(answer, "state", state_name(run));
	kv_put(answer, "run", run->id);
	kv_put_number(answer, "pid", run->agent_dead ? 0 : run->pid);
	kv_put_number(answer, "output_ms", run->output_ms);
	kv_put_number(answer, "queued", keeper->inject.count);
	kv_put_number(answer, "terminal", keeper->terminal.watch.fd >= 0);
	return 0;
}

static int answer_leave(
	struct keeper *keeper, struct asked *asked, struct err *err)
{
	const char *by = word(asked, "by");

	(void)err;
	run_stop(keeper, STOP_REQUESTED, *by ? by : "leave");
	keeper->leaving = true;
	return 0;
}

static const struct command {
	const char *name;
	int (*answer)(struct keeper *, struct asked *, struct err *);
} commands[] = {
	{ "run", answer_run },
	{ "stop", answer_stop },
	{ "send", answer_send },
	{ "asks", answer_asks },
	{ "answered", answer_answered },
	{ "release", answer_release },
	{ "follow", answer_follow },
	{ "note", answer_note },
	{ "report", answer_report },
	{ "leave", answer_leave },
};

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int check_epoch(
	struct keeper *keeper, const struct asked *asked, struct err *err)
{
	if (asked->epoch < 0)
		return err_set(err, EXIT_WRONG_USE, "no epoch");
	if (asked->epoch < keeper->epoch)
		return err_set(err, EXIT_NO, "epoch %lld is older than %lld",
			(long long)asked->epoch, (long long)keeper->epoch);
	keeper->epoch = asked->epoch;
	return 0;
}

static int obey(struct keeper *keeper, struct asked *asked, struct err *err)
{
	const struct command *command = command_find(word(asked, "command"));

	if (kv_get_number(asked->bytes, asked->len, "keeper", 0) !=
		COMMAND_VERSION)
		return err_set(err, EXIT_WRONG_USE,
			"not a command of version %d", COMMAND_VERSION);
	if (!command)
		return err_set(err, EXIT_WRONG_USE, "no such command: '%.64s'",
			word(asked, "command"));
	if (check_epoch(keeper, asked, err) < 0)
		return -1;
	leader_seen(keeper, (pid_t)number(asked, "leader"));
	if (keeper->leaving)
		return err_set(err, EXIT_NO, "the keeper is leaving");
	return command->answer(keeper, asked, err);
}

size_t command_answer(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len, char *answer, size_t size)
{
	struct asked asked = { .client = client,
		.bytes = bytes,
		.len = len,
		.epoch = kv_get_number(bytes, len, "epoch", -1),
		.answer = { .bytes = answer, .size = size } };
	struct err err = ERR_INIT;

	kv_put_number(&asked.answer, "ok", 1);
	if (obey(keeper, &asked, &err) < 0) {
		asked.answer.len = 0;
		kv_put(&asked.answer, "error", err.message);
	}
	return asked.answer.len;
}
