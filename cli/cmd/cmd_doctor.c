/*
 * reeve doctor - is everything as it should be, and what to do where it is not
 *
 * Asks `reeved --check`, which looks at the state directory and the machine
 * whether or not a reeved runs, and then the reeved that runs, if one does.
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
#include "cli/start.h"
#include "cli/terminal.h"
#include "model/admission.h"
#include "model/paths.h"

#define REPORT_MAX_BYTES ((size_t)4 << 20)

struct doctor_options {
	bool fix, json;
};

static const struct option_row options[] = {
	{ 0, "fix", NULL, OPTION_FLAG, offsetof(struct doctor_options, fix),
		"put in order what can be" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct doctor_options, json),
		"print what was found as one JSON document" },
	{ 0 },
};

static void add_problem(cJSON *report, const char *what, const char *try)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(report, "problems");
	cJSON *problem = cJSON_CreateObject();

	json_add_text(problem, "what", what);
	json_add_text(problem, "try", try && *try ? try : NULL);
	json_add_bool(problem, "fixable", false);
	cJSON_AddItemToArray(problems, problem);
}

static void add_error(cJSON *report, const struct err *err)
{
	add_problem(report, err->message, err->hint);
}

static cJSON *run_check(const char *program, const struct call *call,
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
	/* A program that could not even report says why on its last line */
	if (!report && child.errors.len)
		err_set(err, EXIT_TRY_LATER, "%.*s",
			(int)strcspn(str_text(&child.errors), "\n"),
			str_text(&child.errors));
out:
	child_clear(&child);
	argv_clear(&argv);
	return report;
}

static cJSON *check_state(const struct call *call, struct err *err)
{
	struct str program = STR_INIT;
	struct path state;
	cJSON *report = NULL;

	if (path_find_state(&state, call->globals->state, err) == 0 &&
		start_find(&program, "reeved", err) == 0)
		report = run_check(str_text(&program), call, state.text, err);
	str_clear(&program);
	return report;
}

static bool has_problem(const cJSON *problems, const char *what)
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

/* What the running reeved says of itself goes under "daemon". */
static void add_status(cJSON *report, cJSON *status)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(report, "problems");
	cJSON *more = cJSON_DetachItemFromObject(status, "problems");
	cJSON *problem;

	cJSON_DeleteItemFromObject(status, "ok");
	while (more && (problem = cJSON_DetachItemFromArray(more, 0))) {
		const char *what = cJSON_GetStringValue(problem);

		if (!what)
			what = json_text(problem, "what");
		if (what && !has_problem(problems, what))
			add_problem(report, what, json_text(problem, "try"));
		cJSON_Delete(problem);
	}
	cJSON_Delete(more);
	cJSON_DeleteItemFromObject(report, "daemon");
	cJSON_AddItemToObject(report, "daemon", status);
}

static void ask_daemon(cJSON *report, const struct globals *globals)
{
	struct err err = ERR_INIT;
	struct client *client = NULL;
	cJSON *status = NULL, *daemon = cJSON_CreateObject();
	int rc = client_open(&client, globals, CLIENT_ONLY_RUNNING, &err);
	bool is_down = rc < 0 && (errno == ENOENT || errno == ECONNREFUSED);

	json_add_text(daemon, "pid", NULL);
	cJSON_AddItemToObject(report, "daemon", daemon);
	if (rc == 0)
		rc = client_ask(client, ask_new("status", NULL), &status, &err);
	if (rc == 0)
		add_status(report, status);
	else if (!is_down)
		add_error(report, &err);
	client_close(client);
}

/* Both halves in one document: ok, daemon, problems and what else was told. */
static cJSON *examine(const struct call *call)
{
	struct err err = ERR_INIT;
	cJSON *report = check_state(call, &err);

	if (!report) {
		report = cJSON_CreateObject();
		cJSON_AddArrayToObject(report, "problems");
		add_error(report, &err);
	} else if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(
			   report, "problems"))) {
		cJSON_DeleteItemFromObject(report, "problems");
		cJSON_AddArrayToObject(report, "problems");
	}
	cJSON_DeleteItemFromObject(report, "daemon");
	ask_daemon(report, call->globals);
	cJSON_DeleteItemFromObject(report, "ok");
	json_add_bool(report, "ok",
		!cJSON_GetArraySize(
			cJSON_GetObjectItemCaseSensitive(report, "problems")));
	return report;
}

static void print_daemon(const cJSON *daemon)
{
	const char *version = json_text(daemon, "version");
	int64_t pid = json_number(daemon, "pid", 0);

	if (!pid)
		printf("reeved is not running; the next command that needs it "
		       "starts it\n");
	else
		printf("reeved %s is running, pid %lld\n",
			version ? version : "", (long long)pid);
}

/* No fault of anything, but nothing that it explains begins. */
static void print_limits(const cJSON *daemon)
{
	const cJSON *admission;

	cJSON_ArrayForEach(
		admission, cJSON_GetObjectItemCaseSensitive(daemon, "gates"))
	{
		const char *profile = json_text(admission, "profile");
		const char *until = json_text(admission, "limited_until");
		const char *memory = json_text(admission, "memory");

		if (memory)
			printf("note: nothing begins: %s\n", memory);
		if (!until || !profile)
			continue;
		if (!strcmp(profile, ADMISSION_ALL))
			printf("note: the day's budget is spent: nothing "
			       "begins before %s, unless limits.daily is "
			       "raised\n",
				until);
		else
			printf("note: profile '%s' has reached a limit: it is "
			       "parked until %s\n",
				profile, until);
	}
}

static void print_report(const cJSON *report)
{
	const cJSON *problems =
		cJSON_GetObjectItemCaseSensitive(report, "problems");
	const cJSON *problem, *fixed;

	print_daemon(cJSON_GetObjectItemCaseSensitive(report, "daemon"));
	print_limits(cJSON_GetObjectItemCaseSensitive(report, "daemon"));
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
		printf("everything is as it should be\n");
}

static int doctor_run(struct call *call, struct err *err)
{
	const struct doctor_options *values = call->values;
	cJSON *report = examine(call);
	int status = json_bool(report, "ok") ? EXIT_DONE : EXIT_NO;

	(void)err;
	if (values->json)
		print_json(report);
	else
		print_report(report);
	cJSON_Delete(report);
	return status;
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "[--fix] [--json]",
	.summary = "is everything as it should be, and what to do if not",
	.details = "Exit status 1 when there are problems. Works without "
		   "reeved.",
	.options = options,
	.values_size = sizeof(struct doctor_options),
	.run = doctor_run,
};
