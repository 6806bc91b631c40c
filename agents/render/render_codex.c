/*
 * render_codex - `codex exec --json`
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "agents/render/render.h"
#include "agents/render/render_lines.h"

static bool text_is(const char *text, const char *word)
{
	return text && !strcmp(text, word);
}

/* The length of a "/bin/bash -lc " in front of a command. */
static size_t wrapper_length(const char *command)
{
	static const char *const shells[] = { "bash", "sh", "zsh", NULL };
	const char *end = strchr(command, ' '), *name = end;

	if (!end)
		return 0;
	while (name > command && name[-1] != '/')
		name--;
	for (size_t i = 0; shells[i]; i++) {
		if (strlen(shells[i]) != (size_t)(end - name) ||
			strncmp(name, shells[i], (size_t)(end - name)) != 0)
			continue;
		if (!strncmp(end, " -lc ", 5))
			return (size_t)(end - command) + 5;
		if (!strncmp(end, " -c ", 4))
			return (size_t)(end - command) + 4;
	}
	return 0;
}

/* codex runs all in `/bin/bash -c '…'`: only what is inside tells anything. */
static void show_command(const char *command)
{
	size_t len = command ? strlen(command) : 0;
	size_t skip = len ? wrapper_length(command) : 0;
	char *inside = NULL;

	if (skip && len > skip + 1 && strchr("'\"", command[skip]) &&
		command[len - 1] == command[skip])
		inside = mem_copy_bytes(command + skip + 1, len - skip - 2);
	else if (skip)
		inside = mem_copy(command + skip);
	render_line(COLOUR_DIM, "$", inside ? inside : command);
	mem_replace(&inside, NULL);
}

static void show_command_end(const cJSON *item)
{
	int64_t code = json_number(item, "exit_code", 0);
	char text[40];

	if (!code)
		return;
	snprintf(text, sizeof(text), "exit code %lld", (long long)code);
	render_output(json_text(item, "aggregated_output"));
	render_trouble(text);
}

static void show_changes(const cJSON *item)
{
	const cJSON *change;

	cJSON_ArrayForEach(
		change, cJSON_GetObjectItemCaseSensitive(item, "changes"))
	{
		const char *kind = json_text(change, "kind");

		render_line(COLOUR_DIM,
			text_is(kind, "add")      ? "write"
			: text_is(kind, "delete") ? "delete"
						  : "edit",
			json_text(change, "path"));
	}
}

static void show_call(const cJSON *item)
{
	const char *server = json_text(item, "server");
	const char *tool = json_text(item, "tool");
	struct str text = STR_INIT;

	str_addf(&text, "%s %s", server ? server : "", tool ? tool : "");
	render_line(COLOUR_DIM, "tool:", str_text(&text));
	str_clear(&text);
}

static void show_item_started(const cJSON *item)
{
	const char *type = json_text(item, "type");

	if (text_is(type, "command_execution"))
		show_command(json_text(item, "command"));
	else if (text_is(type, "mcp_tool_call"))
		show_call(item);
}

static void show_item_completed(const cJSON *item)
{
	const char *type = json_text(item, "type");

	if (text_is(type, "agent_message"))
		render_words(json_text(item, "text"));
	else if (text_is(type, "reasoning"))
		render_line(COLOUR_DIM, "·", json_text(item, "text"));
	else if (text_is(type, "command_execution"))
		show_command_end(item);
	else if (text_is(type, "file_change"))
		show_changes(item);
	else if (text_is(type, "web_search"))
		render_line(COLOUR_DIM, "search", json_text(item, "query"));
	else if (text_is(type, "error"))
		render_trouble(json_text(item, "message"));
}

static void show_completed(const cJSON *event)
{
	const cJSON *usage = cJSON_GetObjectItemCaseSensitive(event, "usage");
	struct str text = STR_INIT;

	str_addf(&text, "%lld tokens in, %lld out",
		(long long)json_number(usage, "input_tokens", 0),
		(long long)json_number(usage, "output_tokens", 0));
	render_line(COLOUR_GREEN, "done:", str_text(&text));
	str_clear(&text);
}

/* Not each of them is the end: codex tries again by itself. */
static void show_error(const cJSON *event)
{
	const char *message = json_text(event, "message");

	if (message && !strncmp(message, "Reconnecting", 12))
		render_line(COLOUR_YELLOW, "retrying:", message);
	else
		render_trouble(message);
}

static void show_failed(const cJSON *event)
{
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(event, "error");

	render_line(COLOUR_RED, "failed:", json_text(error, "message"));
}

static void show_codex_event(const cJSON *event)
{
	const char *type = json_text(event, "type");
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, "item");

	if (text_is(type, "thread.started"))
		render_line(COLOUR_DIM, "codex: session",
			json_text(event, "thread_id"));
	else if (text_is(type, "item.started"))
		show_item_started(item);
	else if (text_is(type, "item.completed"))
		show_item_completed(item);
	else if (text_is(type, "turn.completed"))
		show_completed(event);
	else if (text_is(type, "turn.failed"))
		show_failed(event);
	else if (text_is(type, "error"))
		show_error(event);
}

const struct render_reader render_codex = { show_codex_event };
