/*
 * hook - what a CLI's hook tells of its agent
 *
 * A hook of a CLI runs `reeve hook` with one JSON object on standard input:
 * hook_event_name, session_id, and by its kind more (tool_name, tool_input, …).
 * Pure: an event in; a short line for hooks.jsonl and a change of the
 * checkpoint out.
 */
#ifndef CHECKPOINTS_HOOK_H
#define CHECKPOINTS_HOOK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "checkpoints/checkpoint.h"

#define HOOK_MAX_BYTES      ((size_t)4 << 20) /* of what a CLI hands over */
#define HOOK_LINE_MAX_BYTES ((size_t)8 << 10)

/*
 * The event on one line, with its newline and `time`; what is long in it is
 * cut, so that it is less than HOOK_LINE_MAX_BYTES. NULL where it is no event.
 * The caller frees it.
 */
char *hook_line(const cJSON *event, int64_t now_ms);

/*
 * What it adds to the checkpoint: the file that a tool has written (relative
 * where it is below the event's cwd), the session. False: nothing. The strings
 * in `change` are the event's, but for change->files.
 */
bool hook_change(struct checkpoint_change *change, const cJSON *event);

#endif
