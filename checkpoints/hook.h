/*
 * hook - one event from a hook of an agent CLI
 *
 * The hook runs `reeve hook` with one JSON object on standard input:
 * hook_event_name, session_id, and more for some kinds (tool_name, tool_input).
 * Pure: in comes the event; out go a short line for hooks.jsonl and a change of
 * the checkpoint.
 */
#ifndef CHECKPOINTS_HOOK_H
#define CHECKPOINTS_HOOK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "checkpoints/checkpoint.h"

#define HOOK_MAX_BYTES      ((size_t)4 << 20) /* of the input */
#define HOOK_LINE_MAX_BYTES ((size_t)8 << 10)

/*
 * The event on one line, with `time` and a newline. Long members are cut, so
 * that the line is shorter than HOOK_LINE_MAX_BYTES. NULL: `event` is no event
 * of a hook. The caller frees it.
 */
char *hook_line(const cJSON *event, int64_t now_ms);

/*
 * What the event adds to the checkpoint: the session, and the files that a tool
 * wrote (relative if below the cwd of the event). False: nothing. The event owns
 * the strings of `change`; change->files owns its own.
 */
bool hook_change(struct checkpoint_change *change, const cJSON *event);

#endif
