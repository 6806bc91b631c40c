/*
 * why_signals - ended from outside, and nobody was seen doing it: see
 * why_causes.h
 *
 * The keeper is a witness of its own: it shares the agent's session, cgroup
 * and terminal. What hit all of that would have hit the keeper too.
 */
#include <string.h>
#include <sys/wait.h>

#include "base/signal_name.h"
#include "policy/classify/classify.h"
#include "policy/explain/why_causes.h"

/* From here on a process stands out on most machines. */
#define LARGE_MIB 512
#define NO_RECORD "what its keeper wrote down is not kept any more"

/* Where nobody could count, the size tells a little. */
static void weigh_size(struct hypothesis *memory, const struct record *record)
{
	long long mib = (long long)record->max_rss_kib / 1024;

	speaks_for(memory, "nobody could count such kills while it ran");
	if (mib >= LARGE_MIB)
		speaks_for(memory, "it used up to %lld MiB", mib);
	else
		speaks_against(memory,
			"it used %lld MiB at most, and the kernel rather takes "
			"what is large",
			mib);
}

/* Whether the kernel took its memory back. */
static void suppose_memory(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;
	struct hypothesis *memory =
		suppose(cause, "the kernel killed it for want of memory");

	speaks_for(memory, "SIGKILL is what it sends");
	if (!record)
		speaks_against(memory, NO_RECORD);
	else if (record->oom_kills < 0)
		weigh_size(memory, record);
	else
		speaks_against(memory,
			"none was counted while it ran, in its cgroup or on "
			"this machine");
}

static void suppose_person(
	struct cause *cause, const struct why_facts *facts, const char *how)
{
	struct hypothesis *person = suppose(cause,
		"a person, a script or another agent sent it (kill, pkill)");

	speaks_for(person, "%s", how);
	if (facts->others->count)
		speaks_for(person,
			"%zu more ended so at the same time: a pkill by name "
			"hits all",
			facts->others->count);
	else
		weigh_others(person, facts, false);
}

/* Its whole session or cgroup was cleaned up (systemd, a logout). */
static void suppose_cleanup(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;
	struct hypothesis *cleanup = suppose(cause,
		"its session or cgroup was cleaned up (systemd, a logout)");

	weigh_others(cleanup, facts, true);
	if (!record)
		return;
	if (record->signal.ms)
		speaks_for(cleanup, "its keeper got SIG%s as well",
			signal_name(record->signal.number));
	else if (record->ended)
		speaks_against(cleanup,
			"its keeper, in the same session and cgroup, lived to "
			"write the end down");
}

static void suppose_hangup(struct cause *cause, const struct why_facts *facts)
{
	struct hypothesis *hangup =
		suppose(cause, "its tmux session or server was ended");

	if (facts->record && facts->record->hangup_ms)
		speaks_for(hangup, "its terminal hung up");
	else if (facts->record)
		speaks_against(hangup, "its terminal did not hang up");
	weigh_others(hangup, facts, true);
}

void why_killed(struct cause *cause, const struct why_facts *facts)
{
	suppose_person(cause, facts,
		"SIGKILL came from outside, and the kernel does not tell whose "
		"it was");
	suppose_memory(cause, facts);
	suppose_cleanup(cause, facts);
	suppose_hangup(cause, facts);
}

void why_out_of_memory(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;
	struct hypothesis *memory, *other;

	if (!record || record->oom_in_cgroup) {
		is_certain(cause, "%s", first_evidence(facts->run));
		return;
	}
	memory = suppose(cause, "the kernel killed it for want of memory");
	speaks_for(memory,
		"%lld such kills were counted on this machine while it ran",
		(long long)record->oom_kills);
	if (record->max_rss_kib)
		speaks_for(memory, "it used %lld MiB at most",
			(long long)record->max_rss_kib / 1024);
	other = suppose(cause,
		"another process was the one, and somebody killed this one");
	speaks_for(other, "they were counted for the whole machine, not for "
			  "its cgroup alone");
	speaks_against(other, "two things would have happened at once");
}

static void suppose_itself(struct cause *cause, const struct why_facts *facts)
{
	const struct run *run = facts->run;
	char status[STATUS_TEXT_SIZE];
	struct hypothesis *itself;

	if (!run->status_known || !WIFEXITED(run->wait_status))
		return;
	itself = suppose(cause,
		"the program ended itself with this code, or passed on that of "
		"one of its own");
	speaks_for(itself, "%s: no signal ended the program",
		wait_status_text(run->wait_status, status));
}

void why_terminated(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;

	if (record && record->signal.ms) {
		is_certain(cause, "%s", first_evidence(facts->run));
		return;
	}
	if (record && record->hangup_ms) {
		struct hypothesis *server, *session;

		server = suppose(cause, "the tmux server was ended or died");
		weigh_others(server, facts, true);
		session = suppose(cause,
			"its tmux session or pane was closed by somebody");
		weigh_others(session, facts, false);
		return;
	}
	suppose_person(cause, facts,
		"the signal went straight to the agent, and its sender cannot "
		"be known");
	suppose_itself(cause, facts);
	suppose_cleanup(cause, facts);
	suppose_hangup(cause, facts);
}

void why_interrupted(struct cause *cause, const struct why_facts *facts)
{
	const struct record *record = facts->record;
	struct hypothesis *process, *key;

	if (facts->run->by_keyboard || (record && record->signal.ms)) {
		is_certain(cause, "%s", first_evidence(facts->run));
		return;
	}
	suppose_person(cause, facts,
		"an interrupt reached the agent, and its sender cannot be "
		"known");
	process = &cause->items[0];
	key = suppose(cause, "somebody typed Ctrl-C in its pane");
	if (record && !record->key.ms) {
		speaks_for(process, "no key was typed in its pane");
		speaks_against(key, "its keeper has seen no such key");
	} else if (record) {
		speaks_for(key, "one was typed, though not shortly before");
	} else {
		speaks_against(key, NO_RECORD);
	}
	suppose_itself(cause, facts);
}

static bool was_rebooted(const struct run *run)
{
	return evidence_has(&run->evidence, EVIDENCE_REBOOTED);
}

void why_lost(struct cause *cause, const struct why_facts *facts)
{
	struct hypothesis *keeper, *all, *machine;

	machine = suppose(cause, "the machine went down");
	if (was_rebooted(facts->run)) {
		speaks_for(machine, "it has been started anew since (another "
				    "boot id)");
		weigh_others(machine, facts, true);
		all = suppose(cause,
			"its keeper had died before the machine went down");
		speaks_against(all, "one cause explains it");
		return;
	}
	speaks_against(machine, "it is still the same boot");
	keeper = suppose(cause,
		"its keeper alone was killed: by a person, a script, or for "
		"want of memory");
	speaks_for(keeper, "a keeper writes the end down on any signal but "
			   "SIGKILL");
	weigh_others(keeper, facts, false);
	all = suppose(cause,
		"all of its session or of the tmux server's cgroup was killed "
		"(systemd, a logout, a container's end)");
	weigh_others(all, facts, true);
}
