/*
 * checkpoint - the side note an agent leaves for its successor
 *
 * /tmp/orchestration_checkpoints/AGENT.json (or wherever paths.checkpoints
 * says): written by the agent, a hook or `reeve checkpoint`; read by reeved,
 * which trusts nothing in it. Members (contract): schema agent task status
 * completed[] files[] next[] notes session updated; `completed_subtasks`,
 * `created_files` and `next_actions` are other names of the lists. Unknown
 * members are kept in `json`.
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
	int64_t updated_ms; /* 0: it does not say */
	int64_t written_ms; /* wall time the file was last written */
	cJSON *json; /* the whole document; owned */
};

#define CHECKPOINT_INIT      ((struct checkpoint){ 0 })
#define CHECKPOINT_MAX_BYTES ((size_t)1 << 20)

/* Reads a document; the error names the member and `what`. */
int checkpoint_parse(struct checkpoint *checkpoint, const char *bytes,
	size_t len, const char *what, struct err *err);

/*
 * Reads NAME.json below `directory` as untrusted. Missing: -1, errno ENOENT; of
 * one that is refused for another reason, written_ms is known.
 */
int checkpoint_read(struct checkpoint *checkpoint, const char *directory,
	const char *agent, struct err *err);

/* Whether it was written at that wall time or later. */
bool checkpoint_is_since(const struct checkpoint *checkpoint, int64_t ms);

/* The document as it is to be written; the caller frees it. */
char *checkpoint_text(const struct checkpoint *checkpoint);

void checkpoint_clear(struct checkpoint *checkpoint);

/* What `reeve checkpoint` was told; lists are NULL-safe when empty. */
struct checkpoint_change {
	struct argv completed, files; /* added to what is there */
	struct argv next; /* replaces what is there, if any given; none is left
			     once the status is done */
	const char *notes; /* NULL: as it was */
	enum checkpoint_status status; /* UNKNOWN: as it was, or working */
	/*
	 * By a hook, which says nothing of how far the agent is: no status is
	 * made up, and one that was written before since_ms (wall time), in a
	 * run before this one, is not carried over as if it were of now. What
	 * adds nothing is not written, but for `touch`.
	 */
	bool by_hook, touch;
	int64_t since_ms;
	const char *session; /* where there is none yet; NULL: none */
};

/*
 * Reads `path` ($REEVE_CHECKPOINT), applies the change, replaces it whole.
 * Serialised by a lock beside it, so that two hooks do not lose each other's
 * words. A file that cannot be read is put aside as PATH.bad and begun anew.
 */
int checkpoint_update(const char *path, const char *agent, int64_t task,
	const struct checkpoint_change *change, struct err *err);

#endif
