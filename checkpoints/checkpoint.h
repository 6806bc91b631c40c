/*
 * checkpoint - the progress note that an agent leaves for its next run
 *
 * AGENT.json in /tmp/orchestration_checkpoints (or paths.checkpoints). The
 * agent, a hook or `reeve checkpoint` writes it; reeved reads it as untrusted.
 * Members (contract): schema agent task status completed[] files[] next[] notes
 * session updated; `completed_subtasks`, `created_files` and `next_actions` are
 * other names of the lists. Unknown members are kept in `json`.
 */
#ifndef CHECKPOINTS_CHECKPOINT_H
#define CHECKPOINTS_CHECKPOINT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/checkpoint_status.h"

struct checkpoint {
	enum checkpoint_status status;
	char *agent; /* or NULL */
	char *notes; /* or NULL */
	char *session; /* or NULL */
	struct argv completed, files, next;
	int64_t updated_ms; /* wall time by the agent; 0: not given */
	int64_t written_ms; /* wall time of the last write of the file */
	cJSON *json; /* the whole document; owned */
};

#define CHECKPOINT_INIT      ((struct checkpoint){ 0 })
#define CHECKPOINT_MAX_BYTES ((size_t)1 << 20)

/* Reads a document; the error names the member and the source `what`. */
int checkpoint_parse(struct checkpoint *checkpoint, const char *bytes,
	size_t len, const char *what, struct err *err);

/*
 * Reads AGENT.json below `directory` as untrusted. Missing: -1 with errno
 * ENOENT. Refused for another reason: -1, and written_ms is set.
 */
int checkpoint_read(struct checkpoint *checkpoint, const char *directory,
	const char *agent, struct err *err);

/* The wall time of the last write of the file at `path`; 0: it is missing. */
int64_t checkpoint_written_ms(const char *path);

/* True when the file was written at that wall time or later. */
bool checkpoint_is_since(const struct checkpoint *checkpoint, int64_t ms);

/* The document as JSON for the file; the caller frees it. */
char *checkpoint_text(const struct checkpoint *checkpoint);

void checkpoint_clear(struct checkpoint *checkpoint);

/* What `reeve checkpoint` or a hook adds. The caller owns all members. */
struct checkpoint_change {
	struct argv completed, files; /* added to the lists */
	struct argv next; /* replaces the list unless empty; DONE clears it */
	const char *notes; /* NULL: unchanged */
	enum checkpoint_status status; /* UNKNOWN: unchanged, or WORKING */
	/*
	 * By a hook, which does not know the progress: an unknown status stays
	 * unknown, and status and session are dropped when the file is older
	 * than since_ms (wall time), the start of this run. A change that adds
	 * nothing is not written, unless `touch` is set.
	 */
	bool by_hook, touch;
	int64_t since_ms;
	const char *session; /* set if the file has none; may be NULL */
};

/*
 * Reads `path` ($REEVE_CHECKPOINT), applies the change and replaces the file.
 * PATH.lock serialises callers, so that two hooks do not lose each other's
 * changes. A file that cannot be read is renamed to PATH.bad.
 */
int checkpoint_update(const char *path, const char *agent, int64_t task,
	const struct checkpoint_change *change, struct err *err);

#endif
