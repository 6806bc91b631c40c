/*
 * reeve doctor - check the installation, and suggest fixes
 *
 * Runs `reeved --check`, which checks the state directory and the machine, and
 * then asks the running reeved, if there is one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/reeved.h"
#include "base/terminal.h"
#include "model/admission.h"
#include "model/paths.h"

#define REPORT_MAX_BYTES ((size_t)4 << 20)

struct doctor_options {
	bool fix, json;
};

static const struct option_row options[] = {
	{ 0, "fix", NULL, OPTION_FLAG, offsetof(struct doctor_options, fix),
		"fix what can be fixed automatically" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct doctor_options, json),
		"print one JSON document" },
	{ 0 },
};

static void doctor_add_problem(cJSON *report, const char *what, const char *try)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(report, "problems");
	cJSON *problem = cJSON_CreateObject();

	json_add_text(problem, "what", what);
	json_add_text(problem, "try", try && *try ? try : NULL);
	json_add_bool(problem, "fixable", false);
	cJSON_AddItemToArray(problems, problem);
}

static void doctor_add_error(cJSON *report, const struct err *err)
{
	doctor_add_problem(report, err->message, err->hint);
}

static cJSON *doctor_run_check(const char *program, const struct call *call,
	const char *state, struct err *err)
{
	const struct doctor_options *values = call->values;
	struct argv argv = ARGV_INIT;
	struct child child = CHILD_INIT;
	cJSON *report = NULL;

	argv_add(&argv, program);
	argv_add(&argv, "--state");
	argv_add(&argv, state);
	if (call->globals->config) {
		argv_add(&argv, "--config");
		argv_add(&argv, call->globals->config);
	}
	argv_add(&argv, "--check");
	if (values->fix)
		argv_add(&argv, "--fix");
	child.argv = argv.items;
	child.max_output = REPORT_MAX_BYTES;
	if (child_run(&child, err) < 0)
		goto out;
	report = json_parse(str_text(&child.out), child.out.len,
		REPORT_MAX_BYTES, "reeved --check", err);
	/* Without a report the reason is on standard error */
	if (!report && child.errors.len)
		err_set(err, EXIT_TRY_LATER, "%.*s",
			(int)strcspn(str_text(&child.errors), "\n"),
			str_text(&child.errors));
out:
	child_clear(&child);
	argv_clear(&argv);
	return report;
}

static cJSON *doctor_check_state(const struct call *call, struct err *err)
{
	struct str program = STR_INIT;
	struct path state;
	cJSON *report = NULL;

	if (path_find_state(&state, call->globals->state, err) == 0 &&
		reeved_find_program(&program, "reeved", err) == 0)
		report = doctor_run_check(
			str_text(&program), call, state.text, err);
	str_clear(&program);
	return report;
}

static bool doctor_has_problem(const cJSON *problems, const char *what)
{
	const cJSON *problem;

	cJSON_ArrayForEach(problem, problems)
	{
		const char *known = json_text(problem, "what");

		if (known && what && !strcmp(known, what))
			return true;
	}
	return false;
}

/* Adds the status of the running reeved as "daemon", and its problems. */
static void doctor_add_status(cJSON *report, cJSON *status)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(report, "problems");
	cJSON *more = cJSON_DetachItemFromObject(status, "problems");
	cJSON *problem;

	cJSON_DeleteItemFromObject(status, "ok");
	while (more && (problem = cJSON_DetachItemFromArray(more, 0))) {
		const char *what = cJSON_GetStringValue(problem);

		if (!what)
			what = json_text(problem, "what");
		if (what && !doctor_has_problem(problems, what))
			doctor_add_problem(
				report, what, json_text(problem, "try"));
		cJSON_Delete(problem);
	}
	cJSON_Delete(more);
	cJSON_DeleteItemFromObject(report, "daemon");
	cJSON_AddItemToObject(report, "daemon", status);
}

static void doctor_ask_reeved(cJSON *report, const struct globals *globals)
{
	struct err err = ERR_INIT;
	struct client *client = NULL;
	cJSON *status = NULL, *daemon = cJSON_CreateObject();
	int rc = client_open(&client, globals, CLIENT_ONLY_RUNNING, &err);
	bool is_down = rc < 0 && client_is_down(errno);

	json_add_text(daemon, "pid", NULL);
	cJSON_AddItemToObject(report, "daemon", daemon);
	if (rc == 0)
		rc = client_ask(client, ask_new("status", NULL), &status, &err);
	if (rc == 0)
		doctor_add_status(report, status);
	else if (!is_down)
		doctor_add_error(report, &err);
	client_close(client);
}

/* One document: ok, daemon, problems, fixed. */
static cJSON *doctor_examine(const struct call *call)
{
	struct err err = ERR_INIT;
	cJSON *report = doctor_check_state(call, &err);

	if (!report) {
		report = cJSON_CreateObject();
		cJSON_AddArrayToObject(report, "problems");
		doctor_add_error(report, &err);
	} else if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(
			   report, "problems"))) {
		cJSON_DeleteItemFromObject(report, "problems");
		cJSON_AddArrayToObject(report, "problems");
	}
	cJSON_DeleteItemFromObject(report, "daemon");
	doctor_ask_reeved(report, call->globals);
	cJSON_DeleteItemFromObject(report, "ok");
	json_add_bool(report, "ok",
		!cJSON_GetArraySize(
			cJSON_GetObjectItemCaseSensitive(report, "problems")));
	return report;
}

static void doctor_print_daemon(const cJSON *daemon)
{
	const char *version = json_text(daemon, "version");
	int64_t pid = json_number(daemon, "pid", 0);

	if (!pid)
		printf("reeved is not running; the next command that needs "
		       "reeved starts it\n");
	else
		printf("reeved %s is running, pid %lld\n",
			version ? version : "", (long long)pid);
}

/* Reasons why runs do not start that are no problems of the installation. */
static void doctor_print_limits(const cJSON *daemon)
{
	const cJSON *admission;

	cJSON_ArrayForEach(admission,
		cJSON_GetObjectItemCaseSensitive(daemon, "admission"))
	{
		const char *profile = json_text(admission, "profile");
		const char *until = json_text(admission, "limited_until");
		const char *memory = json_text(admission, "memory");

		if (memory)
			printf("note: no new runs are started: %s\n", memory);
		if (!until || !profile)
			continue;
		if (!strcmp(profile, ADMISSION_ALL))
			printf("note: the daily budget is spent; no new runs "
			       "before %s unless limits.daily is raised\n",
				until);
		else
			printf("note: profile '%s' has reached a usage limit; "
			       "its tasks are parked until %s\n",
				profile, until);
	}
}

static void doctor_print(const cJSON *report)
{
	const cJSON *problems =
		cJSON_GetObjectItemCaseSensitive(report, "problems");
	const cJSON *problem, *fixed;

	doctor_print_daemon(cJSON_GetObjectItemCaseSensitive(report, "daemon"));
	doctor_print_limits(cJSON_GetObjectItemCaseSensitive(report, "daemon"));
	cJSON_ArrayForEach(
		fixed, cJSON_GetObjectItemCaseSensitive(report, "fixed"))
	{
		print_one_line(cJSON_GetStringValue(fixed), 400, "?");
		putchar('\n');
	}
	cJSON_ArrayForEach(problem, problems)
	{
		const char *try = json_text(problem, "try");

		printf("%s- ", colour(COLOUR_RED));
		print_one_line(json_text(problem, "what"), 400, "?");
		printf("%s\n", colour(COLOUR_NONE));
		if (try)
			print_block(try, "  try: ", 1);
	}
	if (!cJSON_GetArraySize(problems))
		printf("no problems found\n");
}

static int doctor_run(struct call *call, struct err *err)
{
	const struct doctor_options *values = call->values;
	cJSON *report = doctor_examine(call);
	int status = json_bool(report, "ok") ? EXIT_DONE : EXIT_NO;

	(void)err;
	if (values->json)
		print_json(report);
	else
		doctor_print(report);
	cJSON_Delete(report);
	return status;
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "[--fix] [--json]",
	.summary = "check the installation, and suggest fixes",
	.details = "Exit status 1: there are problems. The command works "
		   "without reeved.",
	.options = options,
	.values_size = sizeof(struct doctor_options),
	.run = doctor_run,
};
