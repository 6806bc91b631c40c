/*
 * facts - everything classify needs to know of a run: see facts.h
 */
#include "supervisor/tasks/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
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
static char *read_argv(const struct turn *turn, const char *id)
{
	struct path path = path_run(turn->host->state, id, "launch");
	struct str words = STR_INIT;
	struct launch launch;

	if (launch_read(&launch, path.text, NULL) < 0)
		return NULL;
	for (char **word = launch.argv; *word && words.len < ARGV_BYTES; word++)
		str_addf(&words, "%s%.200s", words.len ? " " : "", *word);
	launch_clear(&launch);
	return str_take(&words);
}

static void add_record(struct run_facts *gathered, struct turn *turn,
	const struct task *task, const char *id)
{
	struct path path = path_record(turn->host->state, id);
	struct facts *facts = &gathered->facts;
	struct err err = ERR_INIT;

	if (record_read(&gathered->record, path.text, &err) == 0)
		facts->record = &gathered->record;
	else
		log_debug("%s", err.message);
	if (facts->record && facts->record->start_error)
		facts->argv = gathered->argv = read_argv(turn, id);
	if (facts->record && facts->record->ended)
		return;
	facts->rebooted =
		facts->record && facts->record->boot_id &&
		strcmp(facts->record->boot_id, turn->host->boot_id) != 0;
	facts->lost = facts->rebooted || !keeper_lives(turn->host, task->name);
	facts->swept = -1;
}

static void add_transcript(
	struct run_facts *gathered, struct turn *turn, const char *id)
{
	struct path path = path_run(turn->host->state, id, "transcript.log");
	char *bytes = NULL;
	size_t len = 0;

	if (file_read_tail(&bytes, &len, path.text, SIGN_TRANSCRIPT_BYTES,
		    NULL) == 0 &&
		!(gathered->facts.interactive &&
			transcript_is_screen(bytes, len)))
		signs_take_transcript(&gathered->events.sign,
			gathered->facts.profile, bytes, len);
	free(bytes);
}

/* Why it failed, in an event's own words, leaves nothing to be guessed. */
static bool wants_transcript(const struct run_facts *gathered)
{
	const struct agent_events *events = &gathered->events;

	return !events->sign.verdict &&
	       !(events->failure && events->failure_text &&
		       *events->failure_text) &&
	       signs_want_transcript(gathered->facts.profile);
}

/* A time of the day was meant as it was said: before the run's end. */
static void add_sign(
	struct run_facts *gathered, struct turn *turn, const char *id)
{
	struct sign_seen *sign = &gathered->events.sign;
	struct facts *facts = &gathered->facts;
	int64_t then = facts->record && facts->record->ended
			       ? facts->record->ended_ms
			       : turn->now_ms;

	if (wants_transcript(gathered))
		add_transcript(gathered, turn, id);
	if (!sign->verdict)
		return;
	facts->sign = sign;
	gathered->until_ms = reset_parse(sign->text, then, NULL);
	if (!gathered->until_ms)
		gathered->until_ms = reset_parse(sign->before, then, NULL);
}

static void add_events(
	struct run_facts *gathered, struct turn *turn, const char *id)
{
	struct path path = path_run(turn->host->state, id, "events.jsonl");
	struct facts *facts = &gathered->facts;

	agent_events_read(&gathered->events, facts->profile, path.text);
	add_sign(gathered, turn, id);
	if (!facts->profile->render)
		return;
	facts->success_event = seen(gathered->events.success);
	facts->failure_event = seen(gathered->events.failure);
	facts->failure_text = gathered->events.failure_text;
	facts->unreadable = gathered->events.unreadable;
}

/* Only what was written during this run counts. */
static void add_checkpoint(struct run_facts *gathered, struct turn *turn,
	const struct task *task, const struct run *run)
{
	struct checkpoint *checkpoint = &gathered->checkpoint;
	struct err err = ERR_INIT;
	bool valid = checkpoint_read(checkpoint, turn->host->checkpoints,
			     task->name, &err) == 0;

	if ((!valid && errno == ENOENT) || !run->started_ms ||
		!checkpoint_is_since(checkpoint, run->started_ms))
		return;
	if (!valid) {
		gathered->refused = mem_copy(err.message);
		gathered->facts.checkpoint_refused = gathered->refused;
		return;
	}
	gathered->facts.checkpoint = checkpoint->status;
	gathered->facts.checkpoint_notes = checkpoint->notes;
}

void facts_gather(struct run_facts *gathered, struct turn *turn,
	const struct task *task, const struct run *run)
{
	struct facts *facts = &gathered->facts;
	char id[RUN_ID_SIZE];

	*gathered = (struct run_facts){ 0 };
	run_id(id, task->id, run->number);
	facts->profile = config_profile(turn->config, run->profile);
	facts->profile_is_gone = !facts->profile;
	if (!facts->profile)
		facts->profile = &promises_nothing;
	facts->interactive = task->interactive;
	facts->wanted = task->wanted;
	facts->wanted_by = task->wanted_by;
	facts->verify = task->verify != NULL;
	facts->keep_alive = task->keep_alive;
	facts->suspect = !task->no_worktree && task->repo &&
			 turn->worktree_is_suspect &&
			 turn->worktree_is_suspect(task->repo, task->name);
	facts->acted_on = run->judged ? VERDICT_UNKNOWN : run->verdict;
	facts->acted_on_evidence = &run->evidence;
	add_record(gathered, turn, task, id);
	add_events(gathered, turn, id);
	add_checkpoint(gathered, turn, task, run);
	if (run->until_ms)
		gathered->until_ms = run->until_ms;
}

void facts_add_inspection(struct run_facts *gathered, const cJSON *answer)
{
	struct facts *facts = &gathered->facts;

	facts->looked = true;
	mem_replace(&gathered->mark, json_text(answer, "mark"));
	mem_replace(&gathered->fault, json_text(answer, "fault"));
	facts->fault = gathered->fault;
	mem_replace(&gathered->unknown, json_text(answer, "unknown"));
	facts->unknown = gathered->unknown;
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

void facts_clear(struct run_facts *gathered)
{
	record_clear(&gathered->record);
	agent_events_clear(&gathered->events);
	checkpoint_clear(&gathered->checkpoint);
	free(gathered->refused);
	free(gathered->argv);
	free(gathered->mark);
	free(gathered->fault);
	free(gathered->unknown);
}
