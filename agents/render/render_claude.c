/*
 * render_claude - `claude -p --output-format stream-json --verbose`
 */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "agents/render/render.h"
#include "agents/render/render_lines.h"

/* What a tool does, in a word and its most telling argument. */
static const struct tool {
	const char *name, *mark, *member;
} tools[] = {
	{ "Bash", "$", "command" },
	{ "Read", "read", "file_path" },
	{ "Write", "write", "file_path" },
	{ "Edit", "edit", "file_path" },
	{ "MultiEdit", "edit", "file_path" },
	{ "NotebookEdit", "edit", "notebook_path" },
	{ "Glob", "find", "pattern" },
	{ "Grep", "grep", "pattern" },
	{ "Task", "agent:", "description" },
	{ "Agent", "agent:", "description" },
	{ "WebFetch", "fetch", "url" },
	{ "WebSearch", "search", "query" },
	{ "Skill", "skill", "skill" },
};

static void show_other_tool(const char *name, const cJSON *input)
{
	const cJSON *item;
	struct str mark = STR_INIT;

	str_addf(&mark, "%.60s:", name);
	cJSON_ArrayForEach(item, input)
	{
		if (cJSON_IsString(item))
			break;
	}
	render_line(
		COLOUR_DIM, str_text(&mark), item ? item->valuestring : NULL);
	str_clear(&mark);
}

/*
 * Where the agent works, as its first event says: paths below it are shown
 * without it. A render sees one run.
 */
static char *directory;

static const char *shorten_path(const char *text)
{
	size_t len = directory ? strlen(directory) : 0;

	if (len && text && !strncmp(text, directory, len) && text[len] == '/')
		return text + len + 1;
	return text;
}

static void show_tool(const cJSON *block)
{
	const cJSON *input = cJSON_GetObjectItemCaseSensitive(block, "input");
	const char *name = json_text(block, "name");

	if (!name)
		return;
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		if (strcmp(tools[i].name, name) != 0)
			continue;
		render_line(COLOUR_DIM, tools[i].mark,
			shorten_path(json_text(input, tools[i].member)));
		return;
	}
	show_other_tool(name, input);
}

static const cJSON *content_of(const cJSON *event)
{
	const cJSON *message =
		cJSON_GetObjectItemCaseSensitive(event, "message");

	return cJSON_GetObjectItemCaseSensitive(message, "content");
}

static bool is_type(const cJSON *object, const char *type)
{
	const char *text = json_text(object, "type");

	return text && !strcmp(text, type);
}

static void show_assistant(const cJSON *event)
{
	bool trouble = json_bool(event, "is_api_error_message");
	const cJSON *block;

	cJSON_ArrayForEach(block, content_of(event))
	{
		if (is_type(block, "tool_use"))
			show_tool(block);
		else if (is_type(block, "text") && trouble)
			render_trouble(json_text(block, "text"));
		else if (is_type(block, "text"))
			render_words(json_text(block, "text"));
	}
}

static void show_result_of_tool(const cJSON *block)
{
	const cJSON *content =
		cJSON_GetObjectItemCaseSensitive(block, "content");
	const cJSON *part;

	if (cJSON_IsString(content))
		render_trouble(content->valuestring);
	cJSON_ArrayForEach(part, content)
	{
		if (is_type(part, "text"))
			render_trouble(json_text(part, "text"));
	}
}

/* Ctrl-C leaves no other trace in the events than these words. */
static bool is_interruption(const cJSON *block)
{
	const char *text = json_text(block, "text");

	return text && !strcmp(text, "[Request interrupted by user]");
}

/* What a tool answered is for the model; a person wants to see failures. */
static void show_user(const cJSON *event)
{
	const cJSON *block;

	cJSON_ArrayForEach(block, content_of(event))
	{
		if (is_type(block, "tool_result") &&
			json_bool(block, "is_error"))
			show_result_of_tool(block);
		else if (is_type(block, "text") && is_interruption(block))
			render_line(
				COLOUR_YELLOW, json_text(block, "text"), NULL);
	}
}

static void show_system(const cJSON *event)
{
	const char *kind = json_text(event, "subtype");
	const char *error = json_text(event, "error");
	const char *model = json_text(event, "model");
	const char *session = json_text(event, "session_id");
	char age[DURATION_TEXT_SIZE];
	struct str text = STR_INIT;

	if (kind && !strcmp(kind, "init")) {
		mem_replace(&directory, json_text(event, "cwd"));
		str_addf(&text, "%s, session %s", model ? model : "?",
			session ? session : "?");
		render_line(COLOUR_DIM, "claude:", str_text(&text));
	} else if (kind && !strcmp(kind, "api_retry")) {
		int64_t status = json_number(event, "error_status", 0);

		if (status)
			str_addf(&text, "%lld ", (long long)status);
		str_addf(&text, "%s, %lld of %lld, in %s",
			error ? error : "no answer",
			(long long)json_number(event, "attempt", 0),
			(long long)json_number(event, "max_retries", 0),
			duration_text(
				json_number(event, "retry_delay_ms", 0), age));
		render_line(COLOUR_YELLOW, "retrying:", str_text(&text));
	}
	str_clear(&text);
}

/* Exit 0 and "success" are the first word only: is_error is the CLI's own. */
static void show_result(const cJSON *event)
{
	const cJSON *cost =
		cJSON_GetObjectItemCaseSensitive(event, "total_cost_usd");
	bool failed = json_bool(event, "is_error");
	const char *kind = json_text(event, "subtype");
	const char *why = json_text(event, "terminal_reason");
	int64_t status = json_number(event, "api_error_status", 0);
	int64_t turns = json_number(event, "num_turns", 0);
	char age[DURATION_TEXT_SIZE];
	struct str text = STR_INIT;

	if (failed && kind && strcmp(kind, "success") != 0)
		why = kind;
	if (failed && why)
		str_addf(&text, "%s, ", why);
	if (failed && status)
		str_addf(&text, "status %lld, ", (long long)status);
	str_addf(&text, "%lld turn%s, %s", (long long)turns,
		turns == 1 ? "" : "s",
		duration_text(json_number(event, "duration_ms", 0), age));
	if (cJSON_IsNumber(cost) && cost->valuedouble > 0)
		str_addf(&text, ", $%.4f", cost->valuedouble);
	if (cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(
		    event, "permission_denials")))
		str_add(&text, ", permission was denied");
	render_line(failed ? COLOUR_RED : COLOUR_GREEN,
		failed ? "failed:" : "done:", str_text(&text));
	str_clear(&text);
}

static void show_claude_event(const cJSON *event)
{
	if (is_type(event, "assistant"))
		show_assistant(event);
	else if (is_type(event, "user"))
		show_user(event);
	else if (is_type(event, "system"))
		show_system(event);
	else if (is_type(event, "result"))
		show_result(event);
}

const struct render_reader render_claude = { show_claude_event };
