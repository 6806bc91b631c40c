/*
 * classify_process - how a run's process ended: see judges.h
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/duration.h"
#include "base/signal_name.h"
#include "policy/classify/judges.h"

/* An interrupt this long before the end explains it: TUIs tidy up first. */
#define INTERRUPT_FITS_MS 15000
/* A program that went on for longer than this made its own decision. */
#define INTERRUPT_FITS_EXIT0_MS 2000

/* How long before its end something happened; -1 when it did not. */
static int64_t before_end(const struct record *record, int64_t ms)
{
	if (!ms)
		return -1;
	return record->ended_ms > ms ? record->ended_ms - ms : 0;
}

static bool exited_with(const struct record *record, int code)
{
	return record->status_known && WIFEXITED(record->wait_status) &&
	       WEXITSTATUS(record->wait_status) == code;
}

bool judge_start(struct classified *out, const struct facts *facts)
{
	if (!facts->record->start_error)
		return false;
	evidence_addf(&out->evidence, EVIDENCE_START_ERROR,
		"it could not be started: %s", facts->record->start_error);
	if (facts->argv)
		evidence_addf(&out->evidence, EVIDENCE_COMMAND_LINE,
			"what was started: %s", facts->argv);
	return settle(out, VERDICT_START_FAILED);
}

/* By what its row says since before the signal, else by the reason alone. */
static bool settle_own(struct classified *out, const struct facts *facts,
	enum verdict verdict, enum evidence_code code, const char *otherwise)
{
	if (facts->acted_on == verdict)
		evidence_add_all(&out->evidence, facts->acted_on_evidence, 0);
	else
		evidence_addf(&out->evidence, code, "%s", otherwise);
	return settle(out, verdict);
}

/* It finished its work, and by itself, before the signal came to it. */
static bool was_done(const struct facts *facts)
{
	return facts->success_event == SEEN_YES &&
	       exited_with(facts->record, 0);
}

/* The supervisor's own reasons to end a run. */
bool judge_own_stop(struct classified *out, const struct facts *facts)
{
	enum stop_reason reason = facts->record->stop.reason;

	if (!facts->record->stop.ms)
		return false;
	if (reason == STOP_DONE) {
		evidence_addf(&out->evidence, EVIDENCE_CHECKPOINT_NOT_DONE,
			"its checkpoint had said done, so reeve ended it; it "
			"says so no more");
		return settle(out, VERDICT_INCOMPLETE);
	}
	if (reason == STOP_SPENT && was_done(facts))
		return false;
	if (reason == STOP_TIMEOUT || reason == STOP_SPENT)
		return settle_own(out, facts, VERDICT_TIMED_OUT,
			EVIDENCE_TIME_LIMIT,
			"it ran longer than its time limit");
	if (reason == STOP_HANG)
		return settle_own(out, facts, VERDICT_HUNG, EVIDENCE_NO_OUTPUT,
			"it showed no sign of life");
	if (reason == STOP_SIGN && facts->acted_on) {
		/* It had succeeded before the signal came. */
		if (facts->success_event == SEEN_YES)
			return false;
		evidence_add_all(&out->evidence, facts->acted_on_evidence, 0);
		return settle(out, facts->acted_on);
	}
	evidence_addf(&out->evidence, EVIDENCE_STOP_COMMAND,
		"its keeper was told to stop by %s",
		or_somebody(facts->record->stop.by));
	return settle(out, VERDICT_STOPPED);
}

static bool is_crash_signal(int number)
{
	static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL,
		SIGTRAP, SIGSYS, SIGPIPE, SIGXCPU, SIGXFSZ };

	for (size_t i = 0; i < sizeof(crashes) / sizeof(*crashes); i++)
		if (crashes[i] == number)
			return true;
	return false;
}

static bool died_of(const struct record *record, int number)
{
	return record->status_known && WIFSIGNALED(record->wait_status) &&
	       WTERMSIG(record->wait_status) == number;
}

bool judge_kernel(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;

	/* A shell says 137 when the program it waited for was killed. */
	if (record->oom_kills > 0 &&
		(died_of(record, SIGKILL) || exited_with(record, 137))) {
		evidence_addf(&out->evidence, EVIDENCE_OOM_KILL,
			"the kernel killed %lld processes for want of memory "
			"%s while it ran",
			(long long)record->oom_kills,
			record->oom_in_cgroup ? "in its cgroup"
					      : "on this machine");
		return settle(out, VERDICT_OUT_OF_MEMORY);
	}
	return record->status_known && WIFSIGNALED(record->wait_status) &&
	       is_crash_signal(WTERMSIG(record->wait_status)) &&
	       settle(out, VERDICT_CRASHED);
}

/* Killed by a signal that no key makes. */
static bool died_otherwise(const struct record *record)
{
	return record->status_known && WIFSIGNALED(record->wait_status) &&
	       !died_of(record, SIGINT) && !died_of(record, SIGQUIT);
}

/*
 * An interrupt that was only passed on, and an end that fits. What finished its
 * work in spite of it (success event, or exit 0 long after) goes on to be
 * judged by its work.
 */
static bool interrupt_fits(const struct facts *facts, int64_t ms)
{
	const struct record *record = facts->record;
	int64_t ago = before_end(record, ms), limit = INTERRUPT_FITS_MS;

	if (exited_with(record, 0) && !facts->profile->success_event &&
		!facts->interactive)
		limit = INTERRUPT_FITS_EXIT0_MS;
	return ago >= 0 && ago <= limit && facts->success_event != SEEN_YES &&
	       facts->checkpoint != CHECKPOINT_DONE && !died_otherwise(record);
}

/* A signal that reached the keeper itself, and from whom. */
bool judge_keeper_signal(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int number = record->signal.number;

	if (!record->signal.ms || number == SIGHUP)
		return false;
	/* Any other ends the run; this one is the agent's to answer. */
	if (number == SIGINT && !interrupt_fits(facts, record->signal.ms))
		return false;
	evidence_addf(&out->evidence, EVIDENCE_KEEPER_SIGNAL,
		"SIG%s was sent to its keeper by process %d (%s) of uid %lld",
		signal_name(number), (int)record->signal.pid,
		record->signal.comm && *record->signal.comm
			? record->signal.comm
			: "already gone",
		(long long)record->signal.uid);
	return settle(out,
		number == SIGINT ? VERDICT_INTERRUPTED : VERDICT_TERMINATED);
}

bool judge_hangup(struct classified *out, const struct facts *facts)
{
	if (!facts->record->hangup_ms)
		return false;
	evidence_addf(&out->evidence, EVIDENCE_HANGUP,
		"its terminal is gone: the tmux session or "
		"its server was ended");
	return settle(out, VERDICT_TERMINATED);
}

/* A Ctrl-C or Ctrl-\ in the pane. */
bool judge_key(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	char text[DURATION_TEXT_SIZE];

	if (!interrupt_fits(facts, record->key.ms))
		return false;
	evidence_addf(&out->evidence, EVIDENCE_INTERRUPT_KEY,
		"Ctrl-%c was typed in the pane %s before the "
		"end%s",
		record->key.byte == 3 ? 'C' : '\\',
		duration_text(before_end(record, record->key.ms), text),
		record->key.isig
			? ", and its terminal made it a signal"
			: "; its terminal was raw, so the program took it");
	out->by_keyboard = true;
	return settle(out, VERDICT_INTERRUPTED);
}

bool judge_signal(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int number;

	if (!record->status_known || !WIFSIGNALED(record->wait_status))
		return false;
	number = WTERMSIG(record->wait_status);
	evidence_addf(&out->evidence, EVIDENCE_SIGNAL,
		"SIG%s was sent to it by a process%s; who sent it straight to "
		"the agent cannot be known",
		signal_name(number),
		record->key.ms ? "" : " (no key was typed)");
	if (number == SIGKILL)
		return settle(out, VERDICT_KILLED);
	return settle(out,
		number == SIGINT ? VERDICT_INTERRUPTED : VERDICT_TERMINATED);
}

/* What the profile, else everybody, says of an exit code; -1: nothing. */
static int code_verdict(const struct profile *profile, int code)
{
	static const struct {
		int code;
		enum verdict verdict;
	} common[] = {
		{ 126, VERDICT_START_FAILED },
		{ 127, VERDICT_START_FAILED },
		{ 129, VERDICT_TERMINATED },
		{ 130, VERDICT_INTERRUPTED },
		{ 137, VERDICT_KILLED },
		{ 143, VERDICT_TERMINATED },
	};
	const char *own;
	char key[16];

	snprintf(key, sizeof(key), "%d", code);
	own = profile->exit_codes ? json_text(profile->exit_codes, key) : NULL;
	if (own)
		return verdict_from_name(own);
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (common[i].code == code)
			return (int)common[i].verdict;
	return -1;
}

bool judge_exit_code(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int code, verdict;

	if (!record->status_known) {
		evidence_addf(&out->evidence, EVIDENCE_NO_WAIT_STATUS,
			"its wait status is not known");
		return settle(out, VERDICT_UNKNOWN);
	}
	if (record->wait_status == 0)
		return false;
	code = WEXITSTATUS(record->wait_status);
	if (!WIFEXITED(record->wait_status) || code == 0)
		return settle(out, VERDICT_UNKNOWN);
	verdict = code_verdict(facts->profile, code);
	if (verdict <= 0 && judge_worktree(out, facts))
		return true;
	/* What it may have got over since is no reason for its end. */
	if (facts->sign &&
		(verdict <= 0 || verdict == (int)facts->sign->verdict) &&
		(facts->sign->stands || facts->sign->in_transcript ||
			verdict_is_transient(facts->sign->verdict)))
		return settle_by_sign(out, facts);
	if (facts->failure_event == SEEN_YES && facts->failure_text)
		evidence_addf(&out->evidence,
			evidence_of_words(verdict > 0 ? (enum verdict)verdict
						      : VERDICT_CRASHED,
				facts->failure_text, EVIDENCE_WORDS),
			"its own words: %.300s", facts->failure_text);
	return settle(
		out, verdict > 0 ? (enum verdict)verdict : VERDICT_CRASHED);
}
