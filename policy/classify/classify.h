/*
 * classify - what the end of a run means
 *
 * Pure: facts in, verdict out; no clock, no store, no files. The strongest
 * evidence speaks first and ends the matter: a stop that was asked for, our
 * own timeout, the kernel, what the keeper witnessed, the exit code, the CLI's
 * events, its profile's signs, the checkpoint, the worktree, the verify command.
 * A sign says why where the exit code only says that it failed, and where the
 * success event is missing.
 */
#ifndef POLICY_CLASSIFY_CLASSIFY_H
#define POLICY_CLASSIFY_CLASSIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/checkpoint_status.h"
#include "model/evidence.h"
#include "model/profile/profile.h"
#include "model/record.h"
#include "model/task.h"
#include "model/verdict.h"
#include "model/sign_seen.h"

/* Whether something was looked at, and what was seen. */
enum seen {
	NOT_SEEN = 0, /* nobody looked, or nobody could */
	SEEN_NO,
	SEEN_YES,
};

struct facts {
	const struct profile *profile;
	bool profile_is_gone; /* it is in the config no more: who knows */
	bool interactive;
	bool keep_alive; /* what its turns change is to be known */

	/* What was asked, as committed before any signal. */
	enum wanted wanted;
	const char *wanted_by; /* or NULL */

	/* The keeper's record; NULL when there is none. */
	const struct record *record;
	const char *argv; /* of one that could not be started, or NULL */
	bool lost; /* its keeper is gone and it has no end */
	bool rebooted; /* … with the whole machine */
	int64_t swept; /* processes of a lost run that were ended; -1: not yet */

	/* The CLI's own events. */
	enum seen success_event, failure_event;
	const char *failure_text; /* or NULL */
	const char *unreadable; /* a line of them, and why; or NULL */
	const struct sign_seen
		*sign; /* what its profile's signs say, or NULL */
	/* It was ended while it went because of such a sign: see the row. */
	enum verdict acted_on;
	const struct evidence_list *acted_on_evidence; /* or NULL */

	/* The checkpoint, if it was written during this run. */
	enum checkpoint_status checkpoint;
	const char *checkpoint_notes; /* or NULL */
	const char *checkpoint_refused; /* why it could not be read, or NULL */

	/* What a look at the worktree and the verify command gave. */
	bool suspect; /* git may not work in its worktree */
	bool looked;
	const char *fault; /* … and does not, by this; or NULL */
	enum seen change;
	const char *unknown; /* why it was not seen, or NULL */
	int64_t commits, changes; /* meant only when change was seen */
	bool verify; /* the task has such a command */
	bool verify_known; /* it ran to its end; verify_status is meant */
	int verify_status; /* as waitpid gave it */
	bool verify_timed_out;
	bool verify_again; /* its first try was killed by somebody else */
};

struct classified {
	enum verdict verdict;
	struct evidence_list evidence; /* owned; the strongest first */
	bool by_keyboard; /* interrupted by a key typed in the pane */
	bool wants_look; /* look (and verify, and sweep), then ask again:
				  the verdict is not final before that */
};

void classify(struct classified *out, const struct facts *facts);
void classified_clear(struct classified *classified);

/*
 * The code of evidence that quotes an agent's words: EVIDENCE_CONNECTION where
 * they are of an API error and tell that a connection failed.
 */
enum evidence_code evidence_of_words(
	enum verdict verdict, const char *words, enum evidence_code otherwise);

#endif
