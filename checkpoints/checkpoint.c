/*
 * checkpoint - the progress note of an agent: see checkpoint.h
 *
 * The parsed document is kept and only its known members are replaced, so that
 * members of the agent's own survive a write by reeve.
 */
#include "checkpoints/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "checkpoints/excerpt.h"

/* File times come from a coarse clock, which lags by up to one tick. */
#define FILE_TIME_LAG_MS 10

#define SCHEMA 1

/* The lists with their second names. */
static const struct list {
	const char *name, *other;
	size_t at;
	bool keep_last; /* a list that is too long loses its first items */
} lists[] = {
	{ "completed", "completed_subtasks",
		offsetof(struct checkpoint, completed), true },
	{ "files", "created_files", offsetof(struct checkpoint, files), true },
	{ "next", "next_actions", offsetof(struct checkpoint, next), false },
};

#define LISTS (sizeof(lists) / sizeof(*lists))

static struct argv *checkpoint_list(
	const struct checkpoint *checkpoint, const struct list *list)
{
	return (struct argv *)((char *)checkpoint + list->at);
}

static int checkpoint_read_lists(struct checkpoint *checkpoint,
	const struct json_place *place, struct err *err)
{
	for (size_t i = 0; i < LISTS; i++) {
		struct argv *list = checkpoint_list(checkpoint, &lists[i]);

		/* Read second: the list under the first name wins. */
		if (json_get_list(checkpoint->json, lists[i].other, list, place,
			    err) < 0 ||
			json_get_list(checkpoint->json, lists[i].name, list,
				place, err) < 0)
			return -1;
		excerpt_list(list, lists[i].keep_last);
	}
	return 0;
}

static int checkpoint_read_status(struct checkpoint *checkpoint,
	const struct json_place *place, struct err *err)
{
	char *word = NULL;
	int status = CHECKPOINT_UNKNOWN;
	int rc = json_get_text(checkpoint->json, "status", &word, place, err);

	if (!rc && word)
		status = checkpoint_status_from_name(word);
	if (status < 0)
		rc = json_complain(place, "status", err,
			"expected working, done, blocked or needs_input");
	else
		checkpoint->status = (enum checkpoint_status)status;
	free(word);
	return rc;
}

static void text_shorten(char **text, size_t max)
{
	char *whole = *text;

	if (whole)
		*text = excerpt(whole, max);
	free(whole);
}

static int checkpoint_read_members(struct checkpoint *checkpoint,
	const struct json_place *place, struct err *err)
{
	const cJSON *json = checkpoint->json;
	int64_t schema = SCHEMA;
	char *updated = NULL;
	int rc = -1;

	if (json_get_number(json, "schema", &schema, place, err) < 0 ||
		json_get_text(json, "agent", &checkpoint->agent, place, err) <
			0 ||
		json_get_text(json, "notes", &checkpoint->notes, place, err) <
			0 ||
		json_get_text(json, "session", &checkpoint->session, place,
			err) < 0 ||
		json_get_text(json, "updated", &updated, place, err) < 0 ||
		checkpoint_read_status(checkpoint, place, err) < 0 ||
		checkpoint_read_lists(checkpoint, place, err) < 0)
		goto out;
	text_shorten(&checkpoint->agent, ITEM_MAX_BYTES);
	text_shorten(&checkpoint->notes, NOTES_MAX_BYTES);
	text_shorten(&checkpoint->session, ITEM_MAX_BYTES);
	/* A wrong time is no error: written_ms decides. */
	if (updated && clock_parse(updated) > 0)
		checkpoint->updated_ms = clock_parse(updated);
	rc = 0;
out:
	free(updated);
	return rc;
}

int checkpoint_parse(struct checkpoint *checkpoint, const char *bytes,
	size_t len, const char *what, struct err *err)
{
	struct json_place place = { NULL, what, -1 };
	int rc;

	*checkpoint = CHECKPOINT_INIT;
	checkpoint->json =
		json_parse(bytes, len, CHECKPOINT_MAX_BYTES, what, err);
	if (!checkpoint->json)
		return -1;
	rc = cJSON_IsObject(checkpoint->json)
		     ? checkpoint_read_members(checkpoint, &place, err)
		     : json_complain(&place, NULL, err, "expected an object");
	if (rc < 0)
		checkpoint_clear(checkpoint);
	return rc;
}

int64_t checkpoint_written_ms(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
}

int checkpoint_read(struct checkpoint *checkpoint, const char *directory,
	const char *agent, struct err *err)
{
	char *name = mem_format("%s.json", agent);
	char *path = mem_format("%s/%s", directory, name);
	int64_t time_ms = checkpoint_written_ms(path);
	char *bytes = NULL;
	size_t len;
	int rc;

	*checkpoint = CHECKPOINT_INIT;
	rc = file_read_untrusted(
		&bytes, &len, directory, name, CHECKPOINT_MAX_BYTES, err);
	if (!rc) {
		rc = checkpoint_parse(checkpoint, bytes, len, path, err);
		errno = rc < 0 ? EINVAL : errno;
	}
	checkpoint->written_ms = time_ms;
	if (bytes)
		free(bytes);
	free(path);
	free(name);
	return rc;
}

bool checkpoint_is_since(const struct checkpoint *checkpoint, int64_t ms)
{
	return checkpoint->written_ms + FILE_TIME_LAG_MS >= ms;
}

char *checkpoint_text(const struct checkpoint *checkpoint)
{
	cJSON *json = checkpoint->json ? cJSON_Duplicate(checkpoint->json, 1)
				       : cJSON_CreateObject();
	static const char *const ours[] = { "schema", "agent", "status",
		"notes", "session", "updated" };
	char *text;

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		cJSON_DeleteItemFromObjectCaseSensitive(json, ours[i]);
	json_add_number(json, "schema", SCHEMA);
	json_add_text(json, "agent", checkpoint->agent);
	json_add_text(json, "status",
		checkpoint->status ? checkpoint_status_name(checkpoint->status)
				   : NULL);
	for (size_t i = 0; i < LISTS; i++) {
		cJSON_DeleteItemFromObjectCaseSensitive(json, lists[i].name);
		cJSON_DeleteItemFromObjectCaseSensitive(json, lists[i].other);
		json_add_list(json, lists[i].name,
			checkpoint_list(checkpoint, &lists[i]));
	}
	json_add_text(json, "notes", checkpoint->notes);
	json_add_text(json, "session", checkpoint->session);
	json_add_time(json, "updated", checkpoint->updated_ms);
	text = json_pretty(json);
	cJSON_Delete(json);
	return text;
}

void checkpoint_clear(struct checkpoint *checkpoint)
{
	free(checkpoint->agent);
	free(checkpoint->notes);
	free(checkpoint->session);
	for (size_t i = 0; i < LISTS; i++)
		argv_clear(checkpoint_list(checkpoint, &lists[i]));
	cJSON_Delete(checkpoint->json);
	*checkpoint = CHECKPOINT_INIT;
}
