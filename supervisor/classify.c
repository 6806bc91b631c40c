/*
 * classify - what the end of a run means: see classify.h
 *
 * A row of judges, the strongest first. Each looks at its own kind of evidence
 * and either settles the verdict (true) or passes on, perhaps leaving a
 * sentence for those who read the verdict later.
 */
#include "supervisor/classify.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/duration.h"
#include "model/run.h"

/* A key this long before the end still explains it: TUIs tidy up first. */
#define KEY_EXPLAINS_MS 15000
/* A program that went on for longer than this made its own decision. */
#define KEY_EXPLAINS_EXIT0_MS 2000

static bool settle(struct classified *out, enum verdict verdict)
{
	out->verdict = verdict;
	return true;
}

static const char *or_somebody(const char *text)
{
	return text && *text ? text : "somebody";
}

/* How long before its end something happened; -1 when it did not. */
static int64_t before_end(const struct record *record, int64_t ms)
{
	if (!ms)
		return -1;
	return record->ended_ms > ms ? record->ended_ms - ms : 0;
}

static bool judge_stop(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;

	if (facts->wanted == WANTED_RUN)
		return false;
	argv_addf(&out->evidence, "%s was asked for by %s, before the end",
		facts->wanted == WANTED_STOPPED ? "a stop"
						: wanted_name(facts->wanted),
		or_somebody(facts->wanted_by));
	if (record && record->stop.ms && record->stop.by)
		argv_addf(&out->evidence, "the keeper was told to stop by %s",
			record->stop.by);
	return settle(out, VERDICT_STOPPED);
}

static bool judge_lost(struct classified *out, const struct facts *facts)
{
	if (!facts->lost)
		return false;
	if (facts->rebooted)
		argv_add(&out->evidence,
			"the machine was started anew while it ran");
	else
		argv_add(&out->evidence,
			"its keeper is gone and left no end in the record");
	if (facts->swept > 0)
		argv_addf(&out->evidence,
			"%lld processes it had left were ended",
			(long long)facts->swept);
	out->wants_look = facts->swept < 0;
	return settle(out, VERDICT_LOST);
}

static bool judge_start(struct classified *out, const struct facts *facts)
{
	if (!facts->record->start_error)
		return false;
	argv_addf(&out->evidence, "it could not be started: %s",
		facts->record->start_error);
	return settle(out, VERDICT_START_FAILED);
}

/* The supervisor's own reasons to end a run. */
static bool judge_own_stop(struct classified *out, const struct facts *facts)
{
	const char *reason = facts->record->stop.reason;

	if (!facts->record->stop.ms || !reason || !strcmp(reason, "done"))
		return false;
	if (!strcmp(reason, "timeout")) {
		argv_add(&out->evidence, "it ran longer than its time limit");
		return settle(out, VERDICT_TIMED_OUT);
	}
	if (!strcmp(reason, "hang")) {
		argv_add(&out->evidence, "it showed no sign of life");
		return settle(out, VERDICT_HUNG);
	}
	argv_addf(&out->evidence, "its keeper was told to stop by %s",
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

static bool judge_kernel(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int number;

	if (!record->status_known || !WIFSIGNALED(record->wait_status))
		return false;
	number = WTERMSIG(record->wait_status);
	if (number == SIGKILL && record->oom_kills > 0) {
		argv_addf(&out->evidence,
			"the kernel killed %lld processes for want of memory "
			"%s while it ran",
			(long long)record->oom_kills,
			record->oom_in_cgroup ? "in its cgroup"
					      : "on this machine");
		return settle(out, VERDICT_OUT_OF_MEMORY);
	}
	return is_crash_signal(number) && settle(out, VERDICT_CRASHED);
}

static const char *signal_word(int number)
{
	const char *name = sigabbrev_np(number);

	return name ? name : "?";
}

/* A signal that reached the keeper itself, and from whom. */
static bool judge_keeper_signal(
	struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int number = record->signal.number;

	if (!record->signal.ms || number == SIGHUP)
		return false;
	argv_addf(&out->evidence,
		"SIG%s was sent to its keeper by process %d (%s) of uid %lld",
		signal_word(number), (int)record->signal.pid,
		record->signal.comm && *record->signal.comm
			? record->signal.comm
			: "already gone",
		(long long)record->signal.uid);
	return settle(out,
		number == SIGINT ? VERDICT_INTERRUPTED : VERDICT_TERMINATED);
}

static bool judge_hangup(struct classified *out, const struct facts *facts)
{
	if (!facts->record->hangup_ms)
		return false;
	argv_add(&out->evidence, "its terminal is gone: the tmux session or "
				 "its server was ended");
	return settle(out, VERDICT_TERMINATED);
}

static bool exited_with(const struct record *record, int code)
{
	return record->status_known && WIFEXITED(record->wait_status) &&
	       WEXITSTATUS(record->wait_status) == code;
}

/* Killed by a signal that no key makes. */
static bool died_otherwise(const struct record *record)
{
	int number;

	if (!record->status_known || !WIFSIGNALED(record->wait_status))
		return false;
	number = WTERMSIG(record->wait_status);
	return number != SIGINT && number != SIGQUIT;
}

/*
 * A Ctrl-C in the pane, and an end that fits. What finished its work in spite
 * of the key (success event, or exit 0 long after it) was not interrupted.
 */
static bool judge_key(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int64_t ago = before_end(record, record->key.ms);
	int64_t limit = KEY_EXPLAINS_MS;
	char text[DURATION_TEXT_SIZE];

	if (ago < 0 || facts->success_event == SEEN_YES ||
		died_otherwise(record))
		return false;
	if (exited_with(record, 0) && !facts->profile->success_event &&
		!facts->interactive)
		limit = KEY_EXPLAINS_EXIT0_MS;
	if (ago > limit || facts->checkpoint == CHECKPOINT_DONE)
		return false;
	argv_addf(&out->evidence,
		"Ctrl-%c was typed in the pane %s before the "
		"end%s",
		record->key.byte == 3 ? 'C' : '\\', duration_text(ago, text),
		record->key.isig
			? ", and its terminal made it a signal"
			: "; its terminal was raw, so the program took it");
	out->by_keyboard = true;
	return settle(out, VERDICT_INTERRUPTED);
}

static bool judge_signal(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int number;

	if (!record->status_known || !WIFSIGNALED(record->wait_status))
		return false;
	number = WTERMSIG(record->wait_status);
	argv_addf(&out->evidence,
		"SIG%s was sent to it by a process; no key was typed, and who "
		"sent it straight to the agent cannot be known",
		signal_word(number));
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

static bool judge_exit_code(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	int code, verdict;

	if (!record->status_known) {
		argv_add(&out->evidence, "its wait status is not known");
		return settle(out, VERDICT_UNKNOWN);
	}
	if (!WIFEXITED(record->wait_status))
		return settle(out, VERDICT_UNKNOWN);
	code = WEXITSTATUS(record->wait_status);
	if (code == 0)
		return false;
	if (facts->failure_event == SEEN_YES && facts->failure_text)
		argv_addf(&out->evidence, "its own words: %.300s",
			facts->failure_text);
	verdict = code_verdict(facts->profile, code);
	return settle(
		out, verdict > 0 ? (enum verdict)verdict : VERDICT_CRASHED);
}

/* A headless CLI that says how it ended must have said that it succeeded. */
static bool judge_events(struct classified *out, const struct facts *facts)
{
	if (!facts->profile->success_event || facts->interactive)
		return false;
	if (facts->success_event == SEEN_YES) {
		argv_add(&out->evidence, "its own event says success");
		return false;
	}
	if (facts->failure_event == SEEN_YES)
		argv_addf(&out->evidence,
			"its own event says it failed: %.300s",
			facts->failure_text ? facts->failure_text : "");
	else
		argv_add(&out->evidence,
			"it never said that it finished: no success event");
	return settle(out, VERDICT_INCOMPLETE);
}

static bool judge_checkpoint(struct classified *out, const struct facts *facts)
{
	switch (facts->checkpoint) {
	case CHECKPOINT_BLOCKED:
	case CHECKPOINT_NEEDS_INPUT:
		argv_addf(&out->evidence, "its checkpoint says %s: %.300s",
			checkpoint_status_name(facts->checkpoint),
			facts->checkpoint_notes ? facts->checkpoint_notes : "");
		return settle(out, VERDICT_INCOMPLETE);
	case CHECKPOINT_WORKING:
		if (!facts->profile->needs_change)
			return false;
		argv_add(&out->evidence,
			"its checkpoint says that work is left (working)");
		return settle(out, VERDICT_INCOMPLETE);
	case CHECKPOINT_DONE:
		argv_add(&out->evidence, "its checkpoint says done");
		return false;
	case CHECKPOINT_UNKNOWN:
	case CHECKPOINT_STATUSES:
		return false;
	}
	return false;
}

static bool judge_change(struct classified *out, const struct facts *facts)
{
	if (facts->change == SEEN_YES)
		argv_addf(&out->evidence,
			"the worktree has %lld commits and %lld uncommitted "
			"changes against its base",
			(long long)facts->commits, (long long)facts->changes);
	if (!facts->profile->needs_change || facts->change == SEEN_YES ||
		facts->checkpoint == CHECKPOINT_DONE)
		return false;
	argv_add(&out->evidence,
		facts->change == SEEN_NO
			? "nothing changed in the worktree, and no checkpoint "
			  "says that nothing had to"
			: "the worktree could not be looked at");
	return settle(out, VERDICT_INCOMPLETE);
}

static bool judge_verify(struct classified *out, const struct facts *facts)
{
	char text[STATUS_TEXT_SIZE];

	if (!facts->verify)
		return false;
	if (facts->verify_timed_out)
		argv_add(&out->evidence, "the verify command took too long");
	else if (!facts->verify_known)
		argv_add(&out->evidence, "the verify command could not be run");
	else if (facts->verify_status == 0) {
		argv_add(&out->evidence, "the verify command passed");
		return false;
	} else
		argv_addf(&out->evidence, "the verify command failed: %s",
			wait_status_text(facts->verify_status, text));
	return settle(out, VERDICT_TESTS_FAILED);
}

/* What the process did, and then what its work is worth. */
static void judge(struct classified *out, const struct facts *facts)
{
	if (judge_start(out, facts) || judge_own_stop(out, facts) ||
		judge_kernel(out, facts) || judge_keeper_signal(out, facts) ||
		judge_hangup(out, facts) || judge_key(out, facts) ||
		judge_signal(out, facts) || judge_exit_code(out, facts) ||
		judge_events(out, facts) || judge_checkpoint(out, facts))
		return;
	if (!facts->looked && (facts->verify || facts->profile->needs_change)) {
		out->wants_look = true;
		return;
	}
	if (judge_change(out, facts) || judge_verify(out, facts))
		return;
	settle(out, VERDICT_COMPLETED);
}

void classify(struct classified *out, const struct facts *facts)
{
	const struct record *record = facts->record;
	char text[STATUS_TEXT_SIZE];

	*out = (struct classified){ .verdict = VERDICT_UNKNOWN };
	if (judge_stop(out, facts) || judge_lost(out, facts))
		return;
	if (!record || !record->ended) {
		argv_add(&out->evidence, "there is no record of its end");
		return;
	}
	/* An agent that said done and was then ended by us ended well. */
	if (record->stop.ms && record->stop.reason &&
		!strcmp(record->stop.reason, "done") &&
		facts->checkpoint == CHECKPOINT_DONE) {
		argv_add(&out->evidence,
			"its checkpoint says done; then reeve ended it");
		if (!facts->looked && facts->verify)
			out->wants_look = true;
		else if (!judge_verify(out, facts))
			settle(out, VERDICT_COMPLETED);
		return;
	}
	judge(out, facts);
	if (record->status_known && !record->start_error)
		argv_addf(&out->evidence, "%s",
			wait_status_text(record->wait_status, text));
}

void classified_clear(struct classified *classified)
{
	argv_clear(&classified->evidence);
}
