/*
 * classify_work - what the work of a run is worth: see judges.h
 *
 * Asked only when the process itself ended well.
 */
#include "model/profile/sign.h"
#include "model/run.h"
#include "policy/classify/judges.h"

enum evidence_code evidence_of_words(
	enum verdict verdict, const char *words, enum evidence_code otherwise)
{
	return verdict == VERDICT_API_ERROR && words &&
			       sign_tells_of_connection(words)
		       ? EVIDENCE_CONNECTION
		       : otherwise;
}

bool settle_by_sign(struct classified *out, const struct facts *facts)
{
	const struct sign_seen *sign = facts->sign;

	evidence_addf(&out->evidence,
		evidence_of_words(sign->verdict, sign->text, EVIDENCE_SIGN),
		"%s says %s: %.300s",
		sign->in_transcript ? "the end of its transcript"
				    : "its own event",
		verdict_name(sign->verdict), sign->text ? sign->text : "");
	return settle(out, sign->verdict);
}

/* A headless CLI that says how it ended must have said that it succeeded. */
bool judge_events(struct classified *out, const struct facts *facts)
{
	if (!facts->profile->success_event || facts->interactive)
		return false;
	if (facts->success_event == SEEN_YES) {
		evidence_addf(&out->evidence, EVIDENCE_SUCCESS_EVENT,
			"its own event says success");
		return false;
	}
	if (judge_worktree(out, facts))
		return true;
	if (facts->sign)
		return settle_by_sign(out, facts);
	if (facts->failure_event == SEEN_YES)
		evidence_addf(&out->evidence, EVIDENCE_FAILURE_EVENT,
			"its own event says it failed: %.300s",
			facts->failure_text ? facts->failure_text : "");
	else if (facts->unreadable)
		evidence_addf(&out->evidence, EVIDENCE_UNREADABLE_EVENT,
			"no success event was seen, but an event of it could "
			"not be read: %s",
			facts->unreadable);
	else
		evidence_addf(&out->evidence, EVIDENCE_NO_SUCCESS_EVENT,
			"it never said that it finished: no success event");
	return settle(out, VERDICT_INCOMPLETE);
}

static bool settle_fault(struct classified *out, const struct facts *facts)
{
	evidence_addf(&out->evidence, EVIDENCE_WORKTREE_FAULT,
		"git does not work in its worktree: %s", facts->fault);
	return settle(out, VERDICT_GIT_ERROR);
}

/*
 * What the worktree itself shows is stronger than anybody's words. Asked for
 * runs that went wrong in no way that is clear; asked once more after a look.
 */
bool judge_worktree(struct classified *out, const struct facts *facts)
{
	if (!facts->suspect)
		return false;
	if (!facts->looked) {
		out->wants_look = true;
		return true;
	}
	return facts->fault && settle_fault(out, facts);
}

/*
 * It says that it succeeded, but it was denied a permission or git was broken,
 * and nothing came of it. Asked once more after a look.
 */
bool judge_in_vain(struct classified *out, const struct facts *facts)
{
	const struct sign_seen *sign = facts->sign;

	if (!sign || verdict_is_transient(sign->verdict) ||
		facts->interactive || !facts->profile->needs_change ||
		facts->checkpoint == CHECKPOINT_DONE)
		return false;
	if (!facts->looked) {
		out->wants_look = true;
		return true;
	}
	if (facts->change != SEEN_NO)
		return false;
	evidence_addf(&out->evidence, EVIDENCE_NO_CHANGE,
		"nothing changed in the worktree");
	return settle_by_sign(out, facts);
}

bool judge_checkpoint(struct classified *out, const struct facts *facts)
{
	switch (facts->checkpoint) {
	case CHECKPOINT_BLOCKED:
	case CHECKPOINT_NEEDS_INPUT:
		evidence_addf(&out->evidence, EVIDENCE_CHECKPOINT_BLOCKED,
			"its checkpoint says %s: %.300s",
			checkpoint_status_name(facts->checkpoint),
			facts->checkpoint_notes ? facts->checkpoint_notes : "");
		return settle(out, VERDICT_INCOMPLETE);
	case CHECKPOINT_WORKING:
		if (!facts->profile->needs_change)
			return false;
		evidence_addf(&out->evidence, EVIDENCE_CHECKPOINT_WORKING,
			"its checkpoint says that work is left (working)");
		return settle(out, VERDICT_INCOMPLETE);
	case CHECKPOINT_DONE:
		evidence_addf(&out->evidence, EVIDENCE_CHECKPOINT_DONE,
			"its checkpoint says done");
		return false;
	case CHECKPOINT_UNKNOWN:
	case CHECKPOINT_STATUSES:
		if (facts->checkpoint_refused)
			evidence_addf(&out->evidence,
				EVIDENCE_CHECKPOINT_REFUSED,
				"its checkpoint was refused: %s",
				facts->checkpoint_refused);
		return false;
	}
	return false;
}

bool judge_change(struct classified *out, const struct facts *facts)
{
	if (facts->change == SEEN_YES)
		evidence_addf(&out->evidence, EVIDENCE_CHANGE,
			"the worktree has %lld commit%s and %lld uncommitted "
			"change%s against its base",
			(long long)facts->commits,
			facts->commits == 1 ? "" : "s",
			(long long)facts->changes,
			facts->changes == 1 ? "" : "s");
	if (!facts->profile->needs_change || facts->change == SEEN_YES ||
		facts->checkpoint == CHECKPOINT_DONE)
		return false;
	if (facts->change == NOT_SEEN && judge_worktree(out, facts))
		return true;
	if (facts->change != SEEN_NO)
		evidence_addf(&out->evidence, EVIDENCE_WORKTREE_UNKNOWN,
			"the worktree could not be looked at%s%s",
			facts->unknown ? ": " : "",
			facts->unknown ? facts->unknown : "");
	else
		evidence_addf(&out->evidence, EVIDENCE_NO_CHANGE,
			"nothing changed in the worktree, and %s",
			facts->checkpoint_refused
				? "the checkpoint that could say that nothing "
				  "had to was refused"
				: "no checkpoint says that nothing had to");
	return settle(out, VERDICT_INCOMPLETE);
}

bool judge_verify(struct classified *out, const struct facts *facts)
{
	char text[STATUS_TEXT_SIZE];

	if (!facts->verify)
		return false;
	/* Nothing is verified where git does not work. */
	if (facts->fault)
		return settle_fault(out, facts);
	if (facts->verify_again)
		evidence_addf(&out->evidence, EVIDENCE_VERIFY_REPEATED,
			"the verify command was killed by somebody, and made "
			"again");
	if (facts->verify_timed_out)
		evidence_addf(&out->evidence, EVIDENCE_VERIFY_TIMEOUT,
			"the verify command took too long");
	else if (!facts->verify_known)
		evidence_addf(&out->evidence, EVIDENCE_VERIFY_NOT_RUN,
			"the verify command could not be run");
	else if (facts->verify_status == 0) {
		evidence_addf(&out->evidence, EVIDENCE_VERIFY_PASSED,
			"the verify command passed");
		return false;
	} else
		evidence_addf(&out->evidence, EVIDENCE_VERIFY_FAILED,
			"the verify command failed: %s",
			wait_status_text(facts->verify_status, text));
	return settle(out, VERDICT_TESTS_FAILED);
}
