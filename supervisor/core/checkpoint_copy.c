/*
 * checkpoint_copy - the durable copy of a checkpoint: see checkpoint_copy.h
 */
#include "supervisor/core/checkpoint_copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "supervisor/core/journal.h"

static void journal_refused(
	struct turn *turn, const struct task *task, const struct err *err)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "reason", err->message);
	journal(turn, JOURNAL_CHECKPOINT_REFUSED, task, task->runs, data);
}

/* After a start, and when one save brings two events, there is no news. */
static bool is_copied(const char *path, const char *text)
{
	char *old = NULL;
	size_t len = 0;
	bool same = file_read(&old, &len, path, CHECKPOINT_MAX_BYTES * 2,
			    NULL) == 0 &&
		    !strcmp(old, text);

	free(old);
	return same;
}

static void journal_copied(struct turn *turn, const struct task *task,
	const struct checkpoint *checkpoint)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(
		data, "status", checkpoint_status_name(checkpoint->status));
	json_add_number(
		data, "completed", (int64_t)checkpoint->completed.count);
	json_add_number(data, "next", (int64_t)checkpoint->next.count);
	journal(turn, JOURNAL_CHECKPOINT, task, task->runs, data);
}

static void write_copy(struct turn *turn, const struct task *task,
	const struct checkpoint *checkpoint)
{
	struct path path = path_checkpoint(turn->host->state, task->name);
	char *text = checkpoint_text(checkpoint);
	struct err err = ERR_INIT;

	if (!is_copied(path.text, text)) {
		if (file_replace(
			    path.text, text, strlen(text), FILE_SYNC, &err) < 0)
			log_warn("%s", err.message);
		journal_copied(turn, task, checkpoint);
	}
	free(text);
}

bool checkpoint_copy(struct turn *turn, const struct task *task)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	struct err err = ERR_INIT;
	bool valid = checkpoint_read(&checkpoint, turn->host->checkpoints,
			     task->name, &err) == 0;

	if (valid)
		write_copy(turn, task, &checkpoint);
	else if (errno != ENOENT)
		journal_refused(turn, task, &err);
	checkpoint_clear(&checkpoint);
	return valid;
}

bool checkpoint_says_done(
	const struct host *host, const struct task *task, const struct run *run)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = task->interactive &&
		    checkpoint_read(&checkpoint, host->checkpoints, task->name,
			    NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint_is_since(&checkpoint, run->started_ms);

	checkpoint_clear(&checkpoint);
	return done;
}
