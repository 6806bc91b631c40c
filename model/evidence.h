/*
 * evidence - what is known of how a run or a try to publish went
 *
 * A list of facts, the strongest first. Each has a code, which programs
 * compare, and a sentence, which is only shown. The list owns the sentences.
 */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum evidence_code {
	EVIDENCE_UNKNOWN = 0, /* stored before there were codes */

	/* Ended on request, or by reeve. */
	EVIDENCE_REQUESTED, /* a person asked for the end */
	EVIDENCE_STOP_COMMAND, /* the keeper was told to stop */
	EVIDENCE_ENDED_BY_REEVE, /* reeve did not wait for the end */
	EVIDENCE_TURN_OVER,
	EVIDENCE_TIME_LIMIT, /* of one run */
	EVIDENCE_TIME_BUDGET, /* of the task */
	EVIDENCE_USAGE_BUDGET, /* tokens or cost of the task */
	EVIDENCE_DAILY_BUDGET,

	/* No sign of life. */
	EVIDENCE_NO_OUTPUT,
	EVIDENCE_NO_CHECKPOINT,
	EVIDENCE_PROCESSOR_TIME,
	EVIDENCE_WORKTREE_STILL,
	EVIDENCE_MODEL_TIMEOUT,

	/* The process. */
	EVIDENCE_START_ERROR,
	EVIDENCE_COMMAND_LINE, /* what was started */
	EVIDENCE_WAIT_STATUS,
	EVIDENCE_NO_WAIT_STATUS,
	EVIDENCE_SIGNAL, /* to the agent */
	EVIDENCE_KEEPER_SIGNAL, /* to the keeper */
	EVIDENCE_HANGUP, /* the terminal is gone */
	EVIDENCE_INTERRUPT_KEY, /* typed in the pane */
	EVIDENCE_OOM_KILL, /* by the kernel */

	/* No end in the record. */
	EVIDENCE_REBOOTED, /* the record is of another boot */
	EVIDENCE_KEEPER_GONE,
	EVIDENCE_NO_RECORD,
	EVIDENCE_SWEPT, /* processes that were left behind */
	EVIDENCE_COMMON_CAUSE, /* why several runs ended at once */

	/* The CLI's own words. */
	EVIDENCE_SUCCESS_EVENT,
	EVIDENCE_FAILURE_EVENT,
	EVIDENCE_NO_SUCCESS_EVENT,
	EVIDENCE_UNREADABLE_EVENT,
	EVIDENCE_SIGN, /* words that a sign of the profile matches */
	EVIDENCE_WORDS, /* of an event, beside a bad exit code */
	EVIDENCE_CONNECTION, /* such words, and they tell of a connection */
	EVIDENCE_NO_PROFILE, /* that tells how to read them */

	/* The checkpoint. */
	EVIDENCE_CHECKPOINT_DONE,
	EVIDENCE_CHECKPOINT_NOT_DONE, /* it was done before */
	EVIDENCE_CHECKPOINT_WORKING,
	EVIDENCE_CHECKPOINT_BLOCKED, /* … or needs input */
	EVIDENCE_CHECKPOINT_REFUSED,

	/* The worktree, and the verify command. */
	EVIDENCE_CHANGE,
	EVIDENCE_NO_CHANGE,
	EVIDENCE_WORKTREE_UNKNOWN, /* nobody could look at it */
	EVIDENCE_WORKTREE_FAULT,
	EVIDENCE_VERIFY_PASSED,
	EVIDENCE_VERIFY_FAILED,
	EVIDENCE_VERIFY_TIMEOUT,
	EVIDENCE_VERIFY_NOT_RUN,
	EVIDENCE_VERIFY_REPEATED,

	/* Publishing. */
	EVIDENCE_WORK_COMPLETE, /* what follows is of the work itself */
	EVIDENCE_PUBLISH_NOT_TRIED,
	EVIDENCE_UNCOMMITTED,
	EVIDENCE_NO_BRANCH,
	EVIDENCE_OFF_BRANCH, /* the worktree is not at its branch */
	EVIDENCE_NO_COMMIT,
	EVIDENCE_NO_REMOTE,
	EVIDENCE_PUBLISH_FAILED, /* check, push or command */
	EVIDENCE_PUBLISH_TIMEOUT,
	EVIDENCE_PUBLISH_NOT_RUN,
	EVIDENCE_PUBLISH_OUTPUT,
	EVIDENCE_PUBLISHED_BEFORE,
	EVIDENCE_BY_HAND, /* the commands that do the same */
	EVIDENCE_CODES
};

const char *evidence_name(enum evidence_code code);
int evidence_from_name(const char *name); /* -1: no such code */

struct evidence {
	enum evidence_code code;
	char *text; /* a sentence; never NULL in a list */
};

struct evidence_list {
	struct evidence *items;
	size_t count;
};

void evidence_addf(struct evidence_list *list, enum evidence_code code,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Adds copies of all from index `from` on. */
void evidence_add_all(struct evidence_list *list,
	const struct evidence_list *from, size_t index);
bool evidence_has(const struct evidence_list *list, enum evidence_code code);
/* The first one of that code; NULL: there is none. */
const char *evidence_text(
	const struct evidence_list *list, enum evidence_code code);
/* The sentence that stands first; `otherwise` where there is none. */
const char *evidence_first(
	const struct evidence_list *list, const char *otherwise);
void evidence_clear(struct evidence_list *list);

/* [{"code": …, "text": …}, …]; the caller deletes it. */
cJSON *evidence_write(const struct evidence_list *list);
void evidence_write_member(
	cJSON *object, const char *name, const struct evidence_list *list);
/*
 * Adds what evidence_write wrote. A code of another version, and an item that
 * is a bare sentence (journal lines from before there were codes), become
 * EVIDENCE_UNKNOWN. False, and nothing added: it is no such list.
 */
bool evidence_read(struct evidence_list *list, const cJSON *array);

/* The sentence and the code of one such item; never NULL. */
const char *evidence_item_text(const cJSON *item);
enum evidence_code evidence_item_code(const cJSON *item);

#endif
