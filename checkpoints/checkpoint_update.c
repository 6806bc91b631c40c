/*
 * checkpoint_update - `reeve checkpoint`: read, change, replace
 *
 * Several hooks may run at once, so the lock is held from the read to the
 * replacement. Nothing that an agent wrote is deleted: a file that cannot be
 * read is renamed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "checkpoints/excerpt.h"

/* Empty when the file is missing, or was renamed since it cannot be read. */
static int checkpoint_read_or_set_aside(struct checkpoint *checkpoint,
	const char *directory, const char *name, struct err *err)
{
	char *path = mem_format("%s/%s", directory, name);
	char *aside = mem_format("%s.bad", path);
	char *bytes = NULL;
	size_t len;
	int rc = file_read_untrusted(
		&bytes, &len, directory, name, CHECKPOINT_MAX_BYTES, NULL);

	*checkpoint = CHECKPOINT_INIT;
	if (rc < 0 && errno == ENOENT)
		rc = 0;
	else if (rc < 0 ||
		 checkpoint_parse(checkpoint, bytes, len, path, NULL) < 0)
		rc = rename(path, aside) < 0
			     ? err_sys(err, "cannot put aside '%s'", path)
			     : 0;
	free(bytes);
	free(aside);
	free(path);
	return rc;
}

static void list_add_new(struct argv *list, const struct argv *more)
{
	for (size_t i = 0; i < more->count; i++) {
		char *item = excerpt(more->items[i], ITEM_MAX_BYTES);

		if (!argv_has(list, item))
			argv_add(list, item);
		free(item);
	}
	excerpt_list(list, true);
}

/* Drops the members that describe an earlier run alone. */
static void checkpoint_forget_old_run(
	struct checkpoint *checkpoint, const char *path, int64_t since_ms)
{
	int64_t written_ms = checkpoint_written_ms(path);

	if (!written_ms || written_ms >= since_ms)
		return;
	checkpoint->status = CHECKPOINT_UNKNOWN;
	free(checkpoint->session);
	checkpoint->session = NULL;
}

static bool change_adds_nothing(const struct checkpoint *checkpoint,
	const struct checkpoint_change *change)
{
	for (size_t i = 0; i < change->files.count; i++)
		if (!argv_has(&checkpoint->files, change->files.items[i]))
			return false;
	return change->by_hook && !change->touch && checkpoint->session;
}

static void change_apply(struct checkpoint *checkpoint, const char *agent,
	int64_t task, const struct checkpoint_change *change)
{
	if (!checkpoint->json)
		checkpoint->json = cJSON_CreateObject();
	if (agent)
		mem_replace(&checkpoint->agent, agent);
	if (task > 0) {
		cJSON_DeleteItemFromObjectCaseSensitive(
			checkpoint->json, "task");
		json_add_number(checkpoint->json, "task", task);
	}
	list_add_new(&checkpoint->completed, &change->completed);
	list_add_new(&checkpoint->files, &change->files);
	/* A task that is done has no next steps. */
	if (change->next.count || change->status == CHECKPOINT_DONE) {
		argv_clear(&checkpoint->next);
		argv_add_all(&checkpoint->next, change->next.items);
		excerpt_list(&checkpoint->next, false);
	}
	if (change->notes) {
		free(checkpoint->notes);
		checkpoint->notes = excerpt(change->notes, NOTES_MAX_BYTES);
	}
	if (change->session && !checkpoint->session)
		checkpoint->session = excerpt(change->session, ITEM_MAX_BYTES);
	if (change->status)
		checkpoint->status = change->status;
	else if (!checkpoint->status && !change->by_hook)
		checkpoint->status = CHECKPOINT_WORKING;
	checkpoint->updated_ms = clock_wall_ms();
}

/* "/a/b.json" gives "/a" and "b.json"; "b.json" gives "." and "b.json". */
static const char *path_split(char *path, const char **directory)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
	*directory = !slash ? "." : *path ? path : "/";
	return slash ? slash + 1 : path;
}

int checkpoint_update(const char *path, const char *agent, int64_t task,
	const struct checkpoint_change *change, struct err *err)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	char *copy = mem_copy(path), *lock_path = mem_format("%s.lock", path);
	const char *directory, *name = path_split(copy, &directory);
	char *text = NULL;
	int lock = -1, rc = -1;

	/* A reboot may have emptied /tmp. */
	if (directory_make(directory, err) < 0)
		goto out;
	lock = lock_take(lock_path, LOCK_QUEUE, err);
	if (lock < 0 || checkpoint_read_or_set_aside(
				&checkpoint, directory, name, err) < 0)
		goto out;
	if (change->by_hook)
		checkpoint_forget_old_run(&checkpoint, path, change->since_ms);
	if (change_adds_nothing(&checkpoint, change)) {
		rc = 0;
		goto out;
	}
	change_apply(&checkpoint, agent, task, change);
	text = checkpoint_text(&checkpoint);
	rc = file_replace(path, text, strlen(text), FILE_NO_SYNC, err);
out:
	if (lock >= 0)
		close(lock);
	free(text);
	checkpoint_clear(&checkpoint);
	free(lock_path);
	free(copy);
	return rc;
}
