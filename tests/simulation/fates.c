/*
 * fates - what each kind of end leaves behind: a record and the CLI's events
 *
 * The events are claude's, in the form that was recorded of it.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/paths.h"
#include "tests/simulation/world.h"

#define EXIT_STATUS(code) ((code) << 8)

/* What a run with this fate means; `unknown` is one of the answers. */
enum verdict fate_verdict(enum fate fate)
{
	static const enum verdict verdicts[FATES] = {
		[FATE_DONE] = VERDICT_COMPLETED,
		[FATE_NO_CHANGE] = VERDICT_INCOMPLETE,
		[FATE_TESTS] = VERDICT_TESTS_FAILED,
		[FATE_CRASH] = VERDICT_CRASHED,
		[FATE_SEGV] = VERDICT_CRASHED,
		[FATE_KILLED] = VERDICT_KILLED,
		[FATE_TERMINATED] = VERDICT_TERMINATED,
		[FATE_KEY] = VERDICT_INTERRUPTED,
		[FATE_KEEPER] = VERDICT_LOST,
		[FATE_HANGUP] = VERDICT_TERMINATED,
		[FATE_MEMORY] = VERDICT_OUT_OF_MEMORY,
		[FATE_SILENT] = VERDICT_TIMED_OUT,
		[FATE_STATUS] = VERDICT_UNKNOWN,
		[FATE_API] = VERDICT_API_ERROR,
		[FATE_LIMIT] = VERDICT_RATE_LIMITED,
		[FATE_AUTH] = VERDICT_AUTH_ERROR,
		[FATE_DENIED] = VERDICT_PERMISSION_ERROR,
		[FATE_NO_START] = VERDICT_START_FAILED,
	};

	return verdicts[fate];
}

/* The last event, or NULL: it was cut off before. */
static char *last_event(enum fate fate)
{
	int64_t reset_s = world.climate->fate_windows[FATE_LIMIT].to_ms / 1000;

	switch (fate) {
	case FATE_DONE:
	case FATE_NO_CHANGE:
	case FATE_TESTS:
		return mem_copy("{\"type\":\"result\",\"subtype\":\"success\","
				"\"is_error\":false,\"result\":\"ok\"}\n");
	case FATE_API:
		return mem_copy("{\"type\":\"result\",\"subtype\":\"success\","
				"\"is_error\":true,\"api_error_status\":500,"
				"\"result\":\"API Error: 500 overloaded\"}\n");
	case FATE_AUTH:
		return mem_copy("{\"type\":\"result\",\"subtype\":\"success\","
				"\"is_error\":true,\"api_error_status\":401,"
				"\"result\":\"Invalid API key\"}\n");
	case FATE_LIMIT:
		if (world.now_ms / 1000 >= reset_s)
			reset_s = world.now_ms / 1000 + 600;
		return mem_format(
			"{\"type\":\"result\",\"subtype\":\"success\","
			"\"is_error\":true,\"api_error_status\":429,"
			"\"result\":\"Claude usage limit reached|%lld\"}\n",
			(long long)reset_s);
	case FATE_DENIED:
		return mem_copy(
			"{\"type\":\"result\",\"subtype\":\"success\","
			"\"is_error\":false,\"result\":\"I may not\","
			"\"permission_denials\":[{\"tool_name\":\"Bash\","
			"\"tool_input\":{\"command\":\"make\"}}]}\n");
	default:
		return NULL;
	}
}

static void write_events(const struct puppet *puppet)
{
	char id[RUN_ID_SIZE];
	struct path directory = path_run(world.daemon.host.state,
		run_id(id, puppet->id, puppet->run), "");
	struct path path = path_run(world.daemon.host.state,
		run_id(id, puppet->id, puppet->run), "events.jsonl");
	char *last = last_event(puppet->fate);
	char *all = mem_format(
		"{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":"
		"\"00000000-0000-4000-8000-%012lld\"}\n%s",
		(long long)puppet->id, last ? last : "");

	directory_make(directory.text, NULL);
	file_replace(path.text, all, strlen(all), FILE_NO_SYNC, NULL);
	free(last);
	free(all);
}

static void fill_status(struct record *record, enum fate fate)
{
	int64_t now = world.now_ms;

	record->status_known = fate != FATE_STATUS;
	switch (fate) {
	case FATE_CRASH:
	case FATE_API:
	case FATE_LIMIT:
	case FATE_AUTH:
		record->wait_status = EXIT_STATUS(1);
		break;
	case FATE_SEGV:
		record->wait_status = SIGSEGV;
		break;
	case FATE_MEMORY:
		record->oom_kills = 1;
		record->oom_in_cgroup = true;
		record->wait_status = SIGKILL;
		break;
	case FATE_KILLED:
		record->wait_status = SIGKILL;
		break;
	case FATE_TERMINATED:
		record->signal.ms = now;
		record->signal.number = SIGTERM;
		record->signal.pid = 77;
		record->wait_status = EXIT_STATUS(143);
		break;
	case FATE_HANGUP:
		record->hangup_ms = now;
		record->wait_status = EXIT_STATUS(129);
		break;
	case FATE_KEY:
		record->key.ms = now;
		record->key.byte = 3;
		record->key.isig = true;
		record->wait_status = EXIT_STATUS(130);
		break;
	default:
		break;
	}
}

/* Its run ends now, as its fate will have it. */
void fate_fill(struct puppet *puppet)
{
	struct record *record = &puppet->record;

	if (puppet->fate == FATE_KEEPER) {
		puppet_drop_lock(puppet);
		return;
	}
	record->ended = true;
	record->ended_ms = world.now_ms;
	if (puppet->fate == FATE_NO_START)
		record->start_error = (char *)"cannot execute: no such file";
	else
		fill_status(record, puppet->fate);
	write_events(puppet);
	puppet_write_record(puppet);
}
