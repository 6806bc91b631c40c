/*
 * run - memory of runs, and how they are told: see run.h
 */
#include "model/run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/json.h"

static void add_number_or_null(
	cJSON *json, const char *name, bool known, int number)
{
	if (known)
		json_add_number(json, name, number);
	else
		json_add_text(json, name, NULL);
}

cJSON *run_write(const struct run *run)
{
	cJSON *json = cJSON_CreateObject();
	bool exited = run->status_known && WIFEXITED(run->wait_status);
	bool signaled = run->status_known && WIFSIGNALED(run->wait_status);
	char id[RUN_ID_SIZE];

	json_add_number(json, "number", run->number);
	json_add_text(json, "id", run_id(id, run->task, run->number));
	json_add_text(json, "mode", run_mode_name(run->mode));
	json_add_text(json, "profile", run->profile);
	json_add_time(json, "started", run->started_ms);
	json_add_time(json, "ended", run->ended_ms);
	add_number_or_null(
		json, "wait_status", run->status_known, run->wait_status);
	add_number_or_null(
		json, "exit_code", exited, WEXITSTATUS(run->wait_status));
	add_number_or_null(
		json, "signal", signaled, WTERMSIG(run->wait_status));
	json_add_text(json, "verdict",
		run->judged ? verdict_name(run->verdict) : NULL);
	evidence_write_member(json, "evidence", &run->evidence);
	json_add_text(json, "decision",
		run->judged ? action_name(run->decision) : NULL);
	reason_write(json, run->reason.code, run->reason.text);
	json_add_text(json, "conversation", run->conversation);
	json_add_time(json, "until", run->until_ms);
	cJSON_AddItemToObject(json, "usage", usage_write(&run->usage));
	return json;
}

void run_clear(struct run *run)
{
	free(run->profile);
	free(run->conversation);
	evidence_clear(&run->evidence);
	reason_clear(&run->reason);
	free(run->mark);
	*run = RUN_INIT;
}

void run_list_clear(struct run_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		run_clear(&list->items[i]);
	free(list->items);
	*list = (struct run_list){ 0 };
}

const char *wait_status_text(int status, char text[STATUS_TEXT_SIZE])
{
	const char *name;

	if (WIFEXITED(status)) {
		snprintf(text, STATUS_TEXT_SIZE, "exit code %d",
			WEXITSTATUS(status));
		return text;
	}
	if (!WIFSIGNALED(status)) {
		snprintf(text, STATUS_TEXT_SIZE, "wait status %d", status);
		return text;
	}
	name = sigabbrev_np(WTERMSIG(status));
	snprintf(text, STATUS_TEXT_SIZE, "signal %d%s%s%s%s", WTERMSIG(status),
		name ? " (SIG" : "", name ? name : "", name ? ")" : "",
		WCOREDUMP(status) ? ", core dumped" : "");
	return text;
}
