/*
 * facts - everything classify needs to know of a run: see facts.h
 */
#include "supervisor/tasks/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "model/launch.h"
#include "model/paths.h"
#include "supervisor/core/keepers.h"
#include "agents/read/reset_time.h"

#define ARGV_BYTES 600 /* of one that could not be started, for people */

static const struct profile promises_nothing = { .name = (char *)"(gone)" };

static enum seen seen(bool yes)
{
	return yes ? SEEN_YES : SEEN_NO;
}

/* The words of a launch, as a person would type them; NULL: not known. */
static char *read_argv(const struct daemon *daemon, const char *id)
{
	struct path path = path_run(daemon->state, id, "launch");
	struct str words = STR_INIT;
	struct launch launch;

	if (launch_read(&launch, path.text, NULL) < 0)
		return NULL;
	for (char **word = launch.argv; *word && words.len < ARGV_BYTES; word++)
		str_addf(&words, "%s%.200s", words.len ? " " : "", *word);
	launch_clear(&launch);
	return str_take(&words);
}

static void add_record(struct evidence *evidence, const struct daemon *daemon,
	const struct task *task, const char *id)
{
	struct path path = path_record(daemon->state, id);
	struct facts *facts = &evidence->facts;
	struct err err = ERR_INIT;

	if (record_read(&evidence->record, path.text, &err) == 0)
		facts->record = &evidence->record;
	else
		log_debug("%s", err.message);
	if (facts->record && facts->record->start_error)
		facts->argv = evidence->argv = read_argv(daemon, id);
	if (facts->record && facts->record->ended)
		return;
	facts->rebooted = facts->record && facts->record->boot_id &&
			  strcmp(facts->record->boot_id, daemon->boot_id) != 0;
	facts->lost = facts->rebooted || !keeper_lives(daemon, task->name);
	facts->swept = -1;
}

static void add_transcript(
	struct evidence *evidence, const struct daemon *daemon, const char *id)
{
	struct path path = path_run(daemon->state, id, "transcript.log");
	char *bytes = NULL;
	size_t len = 0;

	if (file_read_tail(&bytes, &len, path.text, SIGN_TRANSCRIPT_BYTES,
		    NULL) == 0 &&
		!(evidence->facts.interactive &&
			transcript_is_screen(bytes, len)))
		signs_take_transcript(&evidence->events.sign,
			evidence->facts.profile, bytes, len);
	free(bytes);
}

/* Why it failed, in an event's own words, leaves nothing to be guessed. */
static bool wants_transcript(const struct evidence *evidence)
{
	const struct agent_events *events = &evidence->events;

	return !events->sign.verdict &&
	       !(events->failure && events->failure_text &&
		       *events->failure_text) &&
	       signs_want_transcript(evidence->facts.profile);
}

/* A time of the day was meant as it was said: before the run's end. */
static void add_sign(
	struct evidence *evidence, const struct daemon *daemon, const char *id)
{
	struct sign_seen *sign = &evidence->events.sign;
	struct facts *facts = &evidence->facts;
	int64_t then = facts->record && facts->record->ended
			       ? facts->record->ended_ms
			       : clock_wall_ms();

	if (wants_transcript(evidence))
		add_transcript(evidence, daemon, id);
	if (!sign->verdict)
		return;
	facts->sign = sign;
	evidence->until_ms = reset_parse(sign->text, then, NULL);
	if (!evidence->until_ms)
		evidence->until_ms = reset_parse(sign->before, then, NULL);
}

static void add_events(
	struct evidence *evidence, const struct daemon *daemon, const char *id)
{
	struct path path = path_run(daemon->state, id, "events.jsonl");
	struct facts *facts = &evidence->facts;

	agent_events_read(&evidence->events, facts->profile, path.text);
	add_sign(evidence, daemon, id);
	if (!facts->profile->render)
		return;
	facts->success_event = seen(evidence->events.success);
	facts->failure_event = seen(evidence->events.failure);
	facts->failure_text = evidence->events.failure_text;
	facts->unreadable = evidence->events.unreadable;
}

/* Only what was written during this run counts. */
static void add_checkpoint(struct evidence *evidence,
	const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	struct checkpoint *checkpoint = &evidence->checkpoint;
	struct err err = ERR_INIT;
	bool valid = checkpoint_read(checkpoint, daemon->checkpoints,
			     task->name, &err) == 0;

	if ((!valid && errno == ENOENT) || !run->started_ms ||
		!checkpoint_is_since(checkpoint, run->started_ms))
		return;
	if (!valid) {
		evidence->refused = mem_copy(err.message);
		evidence->facts.checkpoint_refused = evidence->refused;
		return;
	}
	evidence->facts.checkpoint = checkpoint->status;
	evidence->facts.checkpoint_notes = checkpoint->notes;
}

void facts_gather(struct evidence *evidence, const struct daemon *daemon,
	const struct task *task, const struct run *run)
{
	struct facts *facts = &evidence->facts;
	char id[RUN_ID_SIZE];

	*evidence = (struct evidence){ 0 };
	run_id(id, task->id, run->number);
	facts->profile = config_profile(&daemon->config, run->profile);
	facts->profile_is_gone = !facts->profile;
	if (!facts->profile)
		facts->profile = &promises_nothing;
	facts->interactive = task->interactive;
	facts->wanted = task->wanted;
	facts->wanted_by = task->wanted_by;
	facts->verify = task->verify != NULL;
	facts->keep_alive = task->keep_alive;
	facts->suspect = !task->no_worktree && task->repo &&
			 worktree_suspect(task->repo, task->name);
	facts->acted_on = run->judged ? VERDICT_UNKNOWN : run->verdict;
	facts->acted_on_evidence = run->evidence.items;
	add_record(evidence, daemon, task, id);
	add_events(evidence, daemon, id);
	add_checkpoint(evidence, daemon, task, run);
	if (run->until_ms)
		evidence->until_ms = run->until_ms;
}

void facts_add_inspection(struct evidence *evidence, const cJSON *answer)
{
	struct facts *facts = &evidence->facts;

	facts->looked = true;
	mem_replace(&evidence->mark, json_text(answer, "mark"));
	mem_replace(&evidence->fault, json_text(answer, "fault"));
	facts->fault = evidence->fault;
	mem_replace(&evidence->unknown, json_text(answer, "unknown"));
	facts->unknown = evidence->unknown;
	facts->swept = json_number(answer, "swept", 0);
	if (json_bool(answer, "known")) {
		facts->commits = json_number(answer, "commits", 0);
		facts->changes = json_number(answer, "changes", 0);
		facts->change = seen(facts->commits || facts->changes);
	}
	facts->verify_timed_out = json_bool(answer, "verify_timed_out");
	facts->verify_again = json_bool(answer, "verify_again");
	facts->verify_status = (int)json_number(answer, "verify_status", -1);
	facts->verify_known = json_number(answer, "verify_status", -1) >= 0;
}

void evidence_clear(struct evidence *evidence)
{
	record_clear(&evidence->record);
	agent_events_clear(&evidence->events);
	checkpoint_clear(&evidence->checkpoint);
	free(evidence->refused);
	free(evidence->argv);
	free(evidence->mark);
	free(evidence->fault);
	free(evidence->unknown);
}
