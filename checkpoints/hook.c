/*
 * hook - one event from a hook of an agent CLI: see hook.h
 */
#include "checkpoints/hook.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "checkpoints/excerpt.h"

#define TEXT_BYTES  ((size_t)300)
#define DEPTH       4
#define MEMBERS     24
#define PATCH_FILES 50

/* Tools that write a file, and the member that names it. */
static const struct {
	const char *tool, *member;
} writers[] = {
	{ "Write", "file_path" },
	{ "Edit", "file_path" },
	{ "MultiEdit", "file_path" },
	{ "NotebookEdit", "notebook_path" },
};

static cJSON *event_shorten(const cJSON *value, int depth)
{
	bool is_list = cJSON_IsArray(value);
	cJSON *copy, *part;
	const cJSON *item;
	int count = 0;
	char *text;

	if (cJSON_IsString(value)) {
		text = excerpt(value->valuestring, TEXT_BYTES);
		copy = cJSON_CreateString(text);
		free(text);
		return copy;
	}
	if (!is_list && !cJSON_IsObject(value))
		return cJSON_Duplicate(value, false);
	copy = is_list ? cJSON_CreateArray() : cJSON_CreateObject();
	cJSON_ArrayForEach(item, value)
	{
		if (depth == 0 || count++ == MEMBERS)
			break;
		part = event_shorten(item, depth - 1);
		if (is_list)
			cJSON_AddItemToArray(copy, part);
		else
			cJSON_AddItemToObject(copy, item->string, part);
	}
	return copy;
}

static char *event_write_line(cJSON *event, int64_t now_ms)
{
	char *text, *line;

	json_add_time(event, "time", now_ms);
	text = json_line(event);
	line = mem_format("%s\n", text);
	free(text);
	cJSON_Delete(event);
	return line;
}

/* For an event that is too long even with its members cut. */
static cJSON *event_make_small(const cJSON *event)
{
	static const char *const names[] = { "hook_event_name", "session_id",
		"tool_name", "notification_type", "error", "reason" };
	cJSON *small = cJSON_CreateObject();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const cJSON *item =
			cJSON_GetObjectItemCaseSensitive(event, names[i]);

		if (item)
			cJSON_AddItemToObject(
				small, names[i], event_shorten(item, 1));
	}
	return small;
}

char *hook_line(const cJSON *event, int64_t now_ms)
{
	cJSON *copy;
	char *line;

	if (!cJSON_IsObject(event) || !json_text(event, "hook_event_name"))
		return NULL;
	copy = event_shorten(event, DEPTH);
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "time");
	line = event_write_line(copy, now_ms);
	if (strlen(line) < HOOK_LINE_MAX_BYTES)
		return line;
	free(line);
	return event_write_line(event_make_small(event), now_ms);
}

/* A path below `directory` becomes relative to it; others stay. */
static const char *path_make_relative(const char *path, const char *directory)
{
	size_t len = directory ? strlen(directory) : 0;

	if (len && !strncmp(path, directory, len) && path[len] == '/' &&
		path[len + 1])
		return path + len + 1;
	return path;
}

/* Reads lines as "*** Update File: src/a.c" from a patch of codex. */
static void files_add_patched(struct argv *files, const char *patch)
{
	static const char *const marks[] = {
		"*** Add File: ", "*** Update File: ", "*** Move to: "
	};

	while (patch && *patch && files->count < PATCH_FILES) {
		size_t len = strcspn(patch, "\n");

		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
			size_t mark = strlen(marks[i]);

			if (len > mark && !strncmp(patch, marks[i], mark))
				argv_addf(files, "%.*s", (int)(len - mark),
					patch + mark);
		}
		patch += len + (patch[len] == '\n');
	}
}

static void files_add_written(struct argv *files, const cJSON *event)
{
	const char *tool = json_text(event, "tool_name");
	const cJSON *input =
		cJSON_GetObjectItemCaseSensitive(event, "tool_input");

	for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++) {
		const char *path = json_text(input, writers[i].member);

		if (tool && path && !strcmp(tool, writers[i].tool))
			argv_add(files, path_make_relative(
						path, json_text(event, "cwd")));
	}
	if (tool && !strcmp(tool, "apply_patch"))
		files_add_patched(files, json_text(input, "command"));
}

bool hook_change(struct checkpoint_change *change, const cJSON *event)
{
	const char *kind = json_text(event, "hook_event_name");

	if (!kind)
		return false;
	if (!strcmp(kind, "PostToolUse"))
		files_add_written(&change->files, event);
	else if (strcmp(kind, "Stop") != 0)
		return false;
	change->session = json_text(event, "session_id");
	change->by_hook = true;
	/* The end of a turn updates the time of the checkpoint. */
	change->touch = !strcmp(kind, "Stop");
	return change->touch || change->files.count;
}
