/*
 * commands - what reeved asks the keeper for: see model/command.h
 */
#include "keeper/commands.h"

#include <string.h>

#include "base/kv.h"
#include "keeper/keeper.h"

/* A command as it came, and where its answer goes. */
struct request {
	struct client *client;
	const char *bytes;
	size_t len;
	int64_t epoch;
	struct kv_writer answer;
};

/* Empty where the command has no such member. */
static const char *request_text(const struct request *request, const char *key)
{
	const char *value = kv_get(request->bytes, request->len, key);

	return value ? value : "";
}

/* 0 where the command has no such member. */
static int64_t request_number(const struct request *request, const char *key)
{
	return kv_get_number(request->bytes, request->len, key, 0);
}

static enum command_error answer_run(
	struct keeper *keeper, struct request *request, struct err *err)
{
	enum command_error error = run_start(
		keeper, request_text(request, "run"), request->epoch, err);

	if (error)
		return error;
	kv_put_number(&request->answer, "pid", keeper->run.pid);
	if (keeper->run.start_error[0])
		kv_put(&request->answer, "start_error",
			keeper->run.start_error);
	return COMMAND_OK;
}

static enum command_error answer_stop(
	struct keeper *keeper, struct request *request, struct err *err)
{
	int reason = stop_reason_from_name(request_text(request, "reason"));

	if (reason == STOP_TURN && inject_is_ahead(keeper)) {
		err_set(err, EXIT_TRY_LATER,
			"the next turn is being typed in the pane");
		return COMMAND_TYPING;
	}
	run_stop(keeper, reason > 0 ? (enum stop_reason)reason : STOP_REQUESTED,
		request_text(request, "by"));
	return COMMAND_OK;
}

static enum command_error check_send(
	struct keeper *keeper, const char *text, struct err *err)
{
	if (keeper->run.phase != RUN_RUNNING) {
		err_set(err, EXIT_NO, "no run is running");
		return COMMAND_NO_RUN;
	}
	if (!keeper->run.reads_terminal) {
		err_set(err, EXIT_NO, "standard input of run '%s' is a file",
			keeper->run.id);
		return COMMAND_NO_INPUT;
	}
	if (!*text) {
		err_set(err, EXIT_WRONG_USE, "the text is empty");
		return COMMAND_INVALID;
	}
	return COMMAND_OK;
}

static enum command_error answer_send(
	struct keeper *keeper, struct request *request, struct err *err)
{
	const char *text = request_text(request, "text");
	struct typing how = { .keys = request_number(request, "keys") == 1,
		.no_enter = request_number(request, "no_enter") == 1 };
	enum command_error error = check_send(keeper, text, err);
	struct kv_writer *answer = &request->answer;
	enum inject_result result;

	if (error)
		return error;
	if (request_number(request, "hold") == 1)
		keeper->inject.held = true;
	result = inject_add(keeper, text, &how);
	if (result == INJECT_BUSY) {
		err_set(err, EXIT_TRY_LATER, "another text is being typed");
		return COMMAND_TYPING;
	}
	if (result == INJECT_FULL) {
		err_set(err, EXIT_TRY_LATER, "%d texts are waiting already",
			INJECT_TEXTS);
		return COMMAND_QUEUE_FULL;
	}
	kv_put_number(answer, result == INJECT_SENT ? "sent" : "queued", 1);
	if (how.number)
		kv_put_number(answer, "number", how.number);
	if (result == INJECT_QUEUED)
		kv_put(answer, "why", inject_why(keeper));
	return COMMAND_OK;
}

static enum command_error answer_asks(
	struct keeper *keeper, struct request *request, struct err *err)
{
	(void)request;
	(void)err;
	if (!keeper->dialog_open)
		draft_set_aside(&keeper->draft, &keeper->draft_aside);
	keeper->dialog_open = true;
	return COMMAND_OK;
}

static enum command_error answer_answered(
	struct keeper *keeper, struct request *request, struct err *err)
{
	(void)request;
	(void)err;
	if (!keeper->dialog_open)
		keeper->draft_aside = keeper->draft;
	draft_take_back(&keeper->draft, &keeper->draft_aside);
	keeper->dialog_open = false;
	return COMMAND_OK;
}

static enum command_error answer_release(
	struct keeper *keeper, struct request *request, struct err *err)
{
	(void)request;
	(void)err;
	keeper->inject.held = false;
	return COMMAND_OK;
}

static enum command_error answer_follow(
	struct keeper *keeper, struct request *request, struct err *err)
{
	int64_t still_ms = request_number(request, "still_ms");

	if (keeper->run.phase != RUN_RUNNING ||
		strcmp(keeper->run.id, request_text(request, "run")) != 0) {
		err_set(err, EXIT_NO, "the run is not running");
		return COMMAND_NO_RUN;
	}
	if (still_ms < FOLLOW_MIN_MS) {
		err_set(err, EXIT_WRONG_USE, "still_ms is less than %d",
			FOLLOW_MIN_MS);
		return COMMAND_INVALID;
	}
	follow_begin(keeper, request->client, still_ms,
		request_number(request, "seen") == 1);
	kv_put_number(&request->answer, "typed", keeper->run.typed);
	return COMMAND_OK;
}

static enum command_error answer_note(
	struct keeper *keeper, struct request *request, struct err *err)
{
	if (run_is_active(&keeper->run)) {
		err_set(err, EXIT_NO, "run '%s' is active", keeper->run.id);
		return COMMAND_RUN_ACTIVE;
	}
	keeper->keys.offered = request_number(request, "keys") == 1;
	leader_expect_run(keeper, request_number(request, "due_ms"));
	if (!terminal_print(
		    &keeper->terminal, "%s", request_text(request, "text"))) {
		err_set(err, EXIT_TRY_LATER, "the pane takes no output");
		return COMMAND_PANE_BLOCKED;
	}
	return COMMAND_OK;
}

static const char *state_name(const struct run *run)
{
	switch (run->phase) {
	case RUN_IDLE:
		return "idle";
	case RUN_RUNNING:
		return "running";
	case RUN_STOPPING:
	case RUN_CLEARING:
	case RUN_DRAINING:
	case RUN_UNRECORDED:
		break;
	}
	return "stopping";
}

static enum command_error answer_report(
	struct keeper *keeper, struct request *request, struct err *err)
{
	struct kv_writer *answer = &request->answer;
	const struct run *run = &keeper->run;

	(void)err;
	kv_put(answer, "state", state_name(run));
	kv_put(answer, "run", run->id);
	kv_put_number(answer, "pid", run->agent_dead ? 0 : run->pid);
	kv_put_number(answer, "output_ms", run->output_ms);
	kv_put_number(answer, "queued", keeper->inject.count);
	kv_put_number(answer, "terminal", keeper->terminal.watch.fd >= 0);
	return COMMAND_OK;
}

static enum command_error answer_leave(
	struct keeper *keeper, struct request *request, struct err *err)
{
	const char *by = request_text(request, "by");

	(void)err;
	run_stop(keeper, STOP_REQUESTED, *by ? by : "leave");
	keeper->leaving = true;
	return COMMAND_OK;
}

static const struct command {
	const char *name;
	enum command_error (*answer)(
		struct keeper *, struct request *, struct err *);
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

static enum command_error command_execute(
	struct keeper *keeper, struct request *request, struct err *err)
{
	const char *name = request_text(request, "command");
	const struct command *command = command_find(name);
	enum command_error error;

	if (request_number(request, "keeper") != COMMAND_VERSION) {
		err_set(err, EXIT_WRONG_USE, "not a command of version %d",
			COMMAND_VERSION);
		return COMMAND_INVALID;
	}
	if (!command) {
		err_set(err, EXIT_WRONG_USE, "no such command: '%.64s'", name);
		return COMMAND_INVALID;
	}
	error = fence_check(&keeper->fence, request->epoch, err);
	if (error)
		return error;
	leader_seen(keeper, (pid_t)request_number(request, "leader"));
	if (keeper->leaving) {
		err_set(err, EXIT_NO, "the keeper is about to exit");
		return COMMAND_LEAVING;
	}
	return command->answer(keeper, request, err);
}

size_t command_answer(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len, char *answer, size_t size)
{
	struct request request = { .client = client,
		.bytes = bytes,
		.len = len,
		.answer = { .bytes = answer, .size = size } };
	struct err err = ERR_INIT;
	enum command_error error = COMMAND_INVALID;

	kv_put_number(&request.answer, "ok", 1);
	if (len > COMMAND_MAX_BYTES) {
		err_set(&err, EXIT_WRONG_USE,
			"the command is longer than %d bytes",
			COMMAND_MAX_BYTES);
	} else {
		request.epoch = kv_get_number(bytes, len, "epoch", -1);
		error = command_execute(keeper, &request, &err);
	}
	if (error) {
		request.answer.len = 0;
		kv_put(&request.answer, "error", err.message);
		kv_put(&request.answer, "code", command_error_name(error));
	}
	return request.answer.len;
}
