/*
 * checkpoint_take - take what an agent has left: see checkpoint_take.h
 */
#include "supervisor/sense/checkpoint_take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "supervisor/core/journal.h"

static void complain_of_checkpoint(
	struct daemon *daemon, const struct task *task, const struct err *err)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "reason", err->message);
	journal(daemon, JOURNAL_CHECKPOINT_REFUSED, task, task->runs, data);
}

/* After a start, and when one save brings two events, there is no news. */
static bool is_kept(const char *path, const char *text)
{
	char *old = NULL;
	size_t len = 0;
	bool same = file_read(&old, &len, path, CHECKPOINT_MAX_BYTES * 2,
			    NULL) == 0 &&
		    !strcmp(old, text);

	free(old);
	return same;
}

/* The copy is what recovery reads when /tmp is empty after a reboot. */
static void keep_checkpoint(struct daemon *daemon, const struct task *task,
	const struct checkpoint *checkpoint)
{
	struct path path = path_checkpoint(daemon->state, task->name);
	char *text = checkpoint_text(checkpoint);
	struct err err = ERR_INIT;
	cJSON *data;

	if (is_kept(path.text, text)) {
		free(text);
		return;
	}
	if (file_replace(path.text, text, strlen(text), FILE_SYNC, &err) < 0)
		log_warn("%s", err.message);
	free(text);
	data = cJSON_CreateObject();
	json_add_text(
		data, "status", checkpoint_status_name(checkpoint->status));
	json_add_number(
		data, "completed", (int64_t)checkpoint->completed.count);
	json_add_number(data, "next", (int64_t)checkpoint->next.count);
	journal(daemon, JOURNAL_CHECKPOINT, task, task->runs, data);
}

bool checkpoint_take(struct daemon *daemon, const struct task *task)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	struct err err = ERR_INIT;
	bool valid = checkpoint_read(&checkpoint, daemon->checkpoints,
			     task->name, &err) == 0;

	if (valid)
		keep_checkpoint(daemon, task, &checkpoint);
	else if (errno != ENOENT)
		complain_of_checkpoint(daemon, task, &err);
	checkpoint_clear(&checkpoint);
	return valid;
}
