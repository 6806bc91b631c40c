/*
 * reeve checkpoint - save an agent's progress for its next run
 *
 * Writes the file $REEVE_CHECKPOINT; needs no reeved and no config.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "checkpoints/checkpoint.h"
#include "cli/command.h"
#include "base/terminal.h"

struct checkpoint_options {
	struct argv completed, next, files;
	const char *status, *notes;
};

#define AT(member) offsetof(struct checkpoint_options, member)

static const struct option_row options[] = {
	{ 0, "completed", "TEXT", OPTION_LIST, AT(completed),
		"add a completed step" },
	{ 0, "file", "PATH", OPTION_LIST, AT(files),
		"add a file that was created or changed" },
	{ 0, "next", "TEXT", OPTION_LIST, AT(next),
		"set the next step; replaces earlier next steps" },
	{ 0, "status", "S", OPTION_TEXT, AT(status),
		"working, done, blocked or needs_input" },
	{ 0, "notes", "TEXT", OPTION_TEXT, AT(notes),
		"set the notes; replaces earlier notes" },
	{ 0 },
};

static int checkpoint_check_text(const char *text, struct err *err)
{
	if (!text || text_is_utf8(text, strlen(text)))
		return 0;
	return err_set(err, EXIT_WRONG_USE,
		"cannot write the checkpoint: '%.40s': not UTF-8 text", text);
}

static int checkpoint_check_list(const struct argv *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (checkpoint_check_text(list->items[i], err) < 0)
			return -1;
	return 0;
}

static int checkpoint_read_status(
	enum checkpoint_status *status, const char *word, struct err *err)
{
	int value;

	if (!word)
		return 0;
	value = checkpoint_status_from_name(word);
	if (value <= CHECKPOINT_UNKNOWN) {
		err_set(err, EXIT_WRONG_USE,
			"wrong use of '--status': '%s': unknown status", word);
		return err_hint(err, "working, done, blocked or needs_input");
	}
	*status = (enum checkpoint_status)value;
	return 0;
}

static int checkpoint_change_file(const char *path,
	const struct checkpoint_options *values, struct err *err)
{
	const char *task = getenv("REEVE_TASK");
	/* Borrowed: the options own the lists. */
	struct checkpoint_change change = { .completed = values->completed,
		.files = values->files,
		.next = values->next,
		.notes = values->notes };

	if (checkpoint_read_status(&change.status, values->status, err) < 0 ||
		checkpoint_check_list(&values->completed, err) < 0 ||
		checkpoint_check_list(&values->files, err) < 0 ||
		checkpoint_check_list(&values->next, err) < 0 ||
		checkpoint_check_text(values->notes, err) < 0)
		return -1;
	return checkpoint_update(path, getenv("REEVE_AGENT"),
		task ? strtoll(task, NULL, 10) : 0, &change, err);
}

static int checkpoint_print_file(const char *path, struct err *err)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	char *bytes = NULL;
	size_t len;
	int rc = file_read(&bytes, &len, path, CHECKPOINT_MAX_BYTES, err);

	if (rc < 0 && errno == ENOENT)
		return err_set(err, EXIT_NO, "no checkpoint yet: '%s'", path);
	if (rc == 0)
		rc = checkpoint_parse(&checkpoint, bytes, len, path, err);
	if (rc == 0)
		print_json(checkpoint.json);
	checkpoint_clear(&checkpoint);
	free(bytes);
	return rc;
}

static int checkpoint_run(struct call *call, struct err *err)
{
	const struct checkpoint_options *values = call->values;
	const char *path = getenv("REEVE_CHECKPOINT");

	if (!path || !*path) {
		err_set(err, EXIT_WRONG_USE,
			"cannot find the checkpoint: 'REEVE_CHECKPOINT': not "
			"set");
		return err_hint(err, "reeve show ID (this command is for "
				     "agents)");
	}
	if (!values->completed.count && !values->files.count &&
		!values->next.count && !values->status && !values->notes)
		return checkpoint_print_file(path, err);
	return checkpoint_change_file(path, values, err);
}

const struct command command_checkpoint = {
	.name = "checkpoint",
	.usage = "[OPTION...]",
	.summary = "for agents: save progress for the next run",
	.details = "Without options: print the checkpoint.",
	.options = options,
	.values_size = sizeof(struct checkpoint_options),
	.run = checkpoint_run,
};
