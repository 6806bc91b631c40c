/*
 * world - from one happening to the next: see world.h
 */
#include "tests/simulation/world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/paths.h"
#include "policy/admit/breaker.h"
#include "supervisor/sense/records.h"
#include "supervisor/notify/notify.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/tasks/state_table.h"
#include "tests/policy/profiles.h"

#define FIRST_DAY_MS INT64_C(1790000000000)
#define LAST_DAY_MS  (60 * 24 * HOUR_MS)
#define INSPECT_MS   900
#define END_MS       300 /* from being told to end */
#define PERSON_MS    HOUR_MS /* how often somebody looks, once it is calm */
#define PERSON_LOOKS 50
#define RUN_MINUTES  40

struct world world;

void world_seed(void)
{
	chance_seed();
}

uint64_t world_chance(uint64_t below)
{
	return chance(below);
}

struct puppet *world_puppet(int64_t task)
{
	return &world.puppets[task - 1];
}

struct puppet *world_puppet_named(const char *agent)
{
	return world_puppet(strtoll(strrchr(agent, '-') + 1, NULL, 10));
}

static void fail_on(const char *what, const struct err *err)
{
	fail_msg("%s, world '%s': %s", what, world.climate->name, err->message);
}

/* --- reeved ------------------------------------------------------------------ */

static void daemon_begin(void)
{
	struct daemon *daemon = &world.daemon;
	char *url = mem_format("sqlite:%s/reeve.db", world.directory);
	struct err err = ERR_INIT;

	*daemon = (struct daemon){ .state = world.directory, .log_fd = -1 };
	if (config_load(&daemon->config, NULL, NULL, &err) < 0 ||
		store_open(&daemon->store, url, &err) < 0)
		fail_on("reeved", &err);
	free(url);
	daemon->config.max_agents = WORLD_TASKS / 2;
	/* This machine's memory is none of the world's. */
	daemon->config.systemic.memory.pressure_percent = 0;
	daemon->config.systemic.memory.available_bytes = 0;
	daemon->checkpoints = mem_copy(world.directory);
	daemon->results = mem_copy(world.directory);
	daemon->logs = mem_copy(world.directory);
	snprintf(daemon->boot_id, sizeof(daemon->boot_id), "boot-%d",
		world.boots);
	daemon->notify = notify_open();
}

static void daemon_end(void)
{
	struct daemon *daemon = &world.daemon;

	notify_close(daemon->notify);
	store_close(daemon->store);
	config_clear(&daemon->config);
	if (daemon->log_fd >= 0)
		close(daemon->log_fd);
	free(daemon->checkpoints);
	free(daemon->results);
	free(daemon->logs);
}

static void take_step(int64_t task, enum step_event event, struct step *details)
{
	struct err err = ERR_INIT;

	if (step(&world.daemon, task, event, details, &err) < 0)
		fail_on("step", &err);
}

/* As daemon.c does it after each batch. */
static void settle(void)
{
	struct daemon *daemon = &world.daemon;
	struct err err = ERR_INIT;

	do {
		if (daemon->places_changed)
			schedule(daemon);
		if (store_flush(daemon->store, &err) < 0)
			fail_on("flush", &err);
	} while (daemon->places_changed);
	notify_deliver(daemon);
	schedule_due(daemon);
}

/* What was not committed is gone, and so are its workers. */
static void kill_reeved(void)
{
	struct err err = ERR_INIT;

	err_set(&err, EXIT_TRY_LATER, "killed");
	store_undo(world.daemon.store, &err);
	daemon_end();
	for (int i = 0; i < WORLD_TASKS; i++) {
		world.puppets[i].dispatch_ms = 0;
		world.puppets[i].inspect_ms = 0;
		world.puppets[i].publish_ms = 0;
	}
	world.due_ms = 0;
	daemon_begin();
	notice_all(&world.daemon);
}

/* --- runs ------------------------------------------------------------------ */

static bool is_in(const struct window *window)
{
	return world.now_ms >= world.start_ms + window->from_ms &&
	       world.now_ms < window->to_ms + world.start_ms;
}

static bool is_calm(void)
{
	return world.climate->calm_ms &&
	       world.now_ms >= world.start_ms + world.climate->calm_ms;
}

/* What the weather does to a run that would have been done. */
static enum fate weather(enum fate otherwise)
{
	for (int fate = 0; fate < FATES; fate++)
		if (is_in(&world.climate->fate_windows[fate]))
			return (enum fate)fate;
	return otherwise;
}

static enum fate draw_fate(void)
{
	int dice = (int)chance(100);

	for (int fate = 0; fate < FATES && !is_calm(); fate++) {
		if (dice < world.climate->percent[fate])
			return (enum fate)fate;
		dice -= world.climate->percent[fate];
	}
	return FATE_DONE;
}

void world_dispatch(int64_t task)
{
	struct puppet *puppet = world_puppet(task);

	puppet->dispatch_ms =
		world.now_ms + 1 + (int64_t)chance(WORLD_DISPATCH_MS);
}

void world_inspect(int64_t task)
{
	world_puppet(task)->inspect_ms =
		world.now_ms + 1 + (int64_t)chance(INSPECT_MS);
}

void world_publish(int64_t task)
{
	world_puppet(task)->publish_ms =
		world.now_ms + 1 + (int64_t)chance(INSPECT_MS);
}

void world_told_to_stop(
	const char *agent, enum stop_reason reason, const char *by)
{
	struct puppet *puppet = world_puppet_named(agent);

	if (!puppet->keeper || !puppet->run || puppet->record.ended ||
		puppet->ended_by_us)
		return;
	puppet->ended_by_us = true;
	puppet->record.stop.ms = world.now_ms;
	puppet->record.stop.reason = reason;
	puppet->record.stop.by = mem_copy(by);
	puppet->end_ms = world.now_ms + END_MS;
}

int world_record(struct record *record, const char *path)
{
	struct puppet *puppet;
	int64_t task, number;
	char id[RUN_ID_SIZE];

	snprintf(id, sizeof(id), "%s", strrchr(path, '/') + 1);
	*strrchr(id, '.') = '\0';
	if (!run_id_parse(id, &task, &number))
		fail_msg("no record's name: %s", path);
	puppet = world_puppet(task);
	if (puppet->run != number) {
		errno = ENOENT;
		return -1;
	}
	*record = puppet->record;
	record->boot_id = mem_copy(puppet->record.boot_id);
	record->start_error = mem_copy(puppet->record.start_error);
	record->stop.reason = puppet->record.stop.reason;
	record->stop.by = mem_copy(puppet->record.stop.by);
	return 0;
}

static void record_forget(struct record *record)
{
	free(record->boot_id);
	free(record->stop.by);
	*record = RECORD_INIT;
}

static void hand_over(struct puppet *puppet)
{
	cJSON *answer = cJSON_CreateObject();
	struct step details = { .answer = answer };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(world.daemon.store, puppet->id, &task, &err) < 0)
		fail_on("task", &err);
	if (task.state != STATE_STARTING || task.runs == puppet->run)
		goto out;
	record_forget(&puppet->record);
	puppet->run = task.runs;
	puppet->keeper = true;
	puppet->ended_by_us = false;
	puppet->record.boot_id = mem_copy(world.daemon.boot_id);
	puppet->record.started_ms = world.now_ms;
	puppet->fate = weather(draw_fate());
	if (puppet->fate == FATE_NO_START)
		puppet->end_ms = world.now_ms + 1;
	else if (puppet->fate != FATE_SILENT)
		puppet->end_ms = world.now_ms + 1000 +
				 (int64_t)chance(RUN_MINUTES * MINUTE_MS);
	world.runs++;
	puppet->spent++;
	rules_at_dispatch(puppet);
	take_step(puppet->id, STEP_DISPATCHED, &details);
	notice_run(&world.daemon, puppet->id);
out:
	task_clear(&task);
	cJSON_Delete(answer);
}

static void end_run(struct puppet *puppet)
{
	if (!puppet->ended_by_us) {
		/* The weather at its end counts, not at its start. */
		if (puppet->fate == FATE_DONE)
			puppet->fate = weather(FATE_DONE);
		fate_fill(puppet);
	} else {
		puppet->record.ended = puppet->record.status_known = true;
		puppet->record.ended_ms = world.now_ms;
		puppet->record.wait_status = 143 << 8;
	}
	notice_run(&world.daemon, puppet->id);
}

static void inspect(struct puppet *puppet)
{
	cJSON *answer = cJSON_CreateObject();
	struct step details = { .answer = answer };
	bool change = puppet->fate == FATE_DONE || puppet->fate == FATE_TESTS;

	json_add_number(answer, "swept", 0);
	if (puppet->record.ended) {
		json_add_bool(answer, "known", true);
		json_add_number(answer, "commits", change);
		json_add_number(answer, "changes", 0);
		json_add_number(answer, "verify_status",
			puppet->fate == FATE_TESTS ? 1 << 8 : 0);
	}
	take_step(puppet->id, STEP_INSPECTED, &details);
	cJSON_Delete(answer);
}

/* One of three tries fails, whatever the weather. */
static void publish(struct puppet *puppet)
{
	cJSON *answer = cJSON_CreateObject();
	struct step details = { .answer = answer };

	json_add_bool(answer, "ok", chance(3) != 0);
	json_add_text(answer, "answer", "https://example.invalid/1");
	take_step(puppet->id, STEP_PUBLISHED, &details);
	cJSON_Delete(answer);
}

/* --- people and machines ---------------------------------------------------- */

static void person_acts(struct puppet *puppet)
{
	struct step details = { .by = "anna" };
	struct err err = ERR_INIT;

	/* Refused where it is completed. */
	if (step(&world.daemon, puppet->id, chance(2) ? STEP_STOP : STEP_HOLD,
		    &details, &err) == 0)
		puppet->stopped = true;
	puppet->asked = true;
}

static void person_resumes(struct puppet *puppet)
{
	struct step details = { .by = "anna" };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(world.daemon.store, puppet->id, &task, &err) < 0)
		fail_on("task", &err);
	if ((state_is_at_rest(task.state) && task.state != STATE_COMPLETED) ||
		(task.state == STATE_PARKED &&
			task.due_ms >= BREAKER_NEVER_MS)) {
		puppet->stopped = false;
		puppet->asked = true;
		puppet->spent = 0;
		take_step(puppet->id, STEP_RESUME, &details);
	}
	task_clear(&task);
}

static void all_hang_up(void)
{
	for (int i = 0; i < WORLD_TASKS; i++) {
		struct puppet *puppet = &world.puppets[i];

		if (!puppet->run || puppet->record.ended || !puppet->keeper)
			continue;
		puppet->fate = FATE_HANGUP;
		puppet->end_ms = 0;
		fate_fill(puppet);
		notice_run(&world.daemon, puppet->id);
	}
}

static void reboot(void)
{
	for (int i = 0; i < WORLD_TASKS; i++) {
		struct puppet *puppet = &world.puppets[i];

		if (puppet->keeper && puppet->run && !puppet->record.ended) {
			puppet->fate = FATE_KEEPER;
			puppet->end_ms = 0;
		}
		puppet->keeper = false;
	}
	world.boots++;
	kill_reeved();
}

/* --- time ------------------------------------------------------------------ */

static void earlier(int64_t *next, int64_t ms)
{
	if (ms && (!*next || ms < *next))
		*next = ms;
}

static int64_t next_happening(void)
{
	int64_t next = world.due_ms;

	for (int i = 0; i < WORLD_TASKS; i++) {
		earlier(&next, world.puppets[i].dispatch_ms);
		earlier(&next, world.puppets[i].end_ms);
		earlier(&next, world.puppets[i].inspect_ms);
		earlier(&next, world.puppets[i].publish_ms);
		earlier(&next, world.puppets[i].person_ms);
	}
	earlier(&next, world.kill_ms);
	earlier(&next, world.reboot_ms);
	earlier(&next, world.tmux_dies_ms);
	earlier(&next, world.person_ms);
	return next;
}

/* Whether it is time; it is not time again then. */
static bool comes(int64_t *ms)
{
	if (!*ms || *ms > world.now_ms)
		return false;
	*ms = 0;
	return true;
}

static void happen_to(struct puppet *puppet)
{
	if (comes(&puppet->dispatch_ms))
		hand_over(puppet);
	if (comes(&puppet->end_ms))
		end_run(puppet);
	if (comes(&puppet->inspect_ms))
		inspect(puppet);
	if (comes(&puppet->publish_ms))
		publish(puppet);
	if (comes(&puppet->person_ms))
		person_acts(puppet);
}

static void person_looks(void)
{
	for (int i = 0; i < WORLD_TASKS; i++)
		person_resumes(&world.puppets[i]);
	if (++world.looks < PERSON_LOOKS)
		world.person_ms = world.now_ms + PERSON_MS;
}

static void happen(void)
{
	if (comes(&world.due_ms))
		world.due(&world.daemon, 0);
	for (int i = 0; i < WORLD_TASKS; i++)
		happen_to(&world.puppets[i]);
	if (comes(&world.tmux_dies_ms))
		all_hang_up();
	if (comes(&world.reboot_ms))
		reboot();
	if (comes(&world.person_ms))
		person_looks();
	if (comes(&world.kill_ms)) {
		kill_reeved();
		if (--world.kills_left > 0)
			world.kill_ms =
				world.now_ms + 1 + (int64_t)chance(2 * HOUR_MS);
	}
}

void world_live(void)
{
	for (;;) {
		int64_t next;

		settle();
		for (int i = 0; i < WORLD_TASKS; i++)
			rules_at_verdict(&world.puppets[i]);
		next = next_happening();
		if (!next)
			break;
		if (next > world.now_ms)
			world.now_ms = next;
		if (world.now_ms > world.start_ms + LAST_DAY_MS)
			fail_msg(
				"world '%s' does not end", world.climate->name);
		happen();
	}
	rules_at_end();
}

/* --- beginning and end --------------------------------------------------------- */

static void add_task(int i)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	struct puppet *puppet = &world.puppets[i];

	task.name = mem_format("task-agent-%d", i + 1);
	task.profile = mem_copy("claude");
	task.prompt = mem_copy("do it");
	task.verify = mem_copy("make check");
	task.repo = mem_copy("/repo");
	task.worktree = mem_format("/repo/.worktrees/%s", task.name);
	task.branch = mem_format("reeve/%s", task.name);
	task.base_commit = mem_copy("0123456789012345678901234567890123456789");
	task.timeout_ms = HOUR_MS;
	task.publish = chance(4) == 0;
	task.state = STATE_QUEUED;
	task.wanted = WANTED_RUN;
	task.created_ms = world.now_ms;
	if (store_add_task(world.daemon.store, &task, &err) < 0)
		fail_on("task", &err);
	puppet->id = task.id;
	if ((int)chance(100) < world.climate->stops_percent)
		puppet->person_ms =
			world.now_ms + 1 + (int64_t)chance(4 * HOUR_MS);
	task_clear(&task);
}

static int64_t after_start(int64_t ms)
{
	return ms ? world.start_ms + ms : 0;
}

void world_begin(const struct climate *climate)
{
	static const char *const places[] = { "runs", "records", "checkpoints",
		"keepers" };
	const char *memory =
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	world = (struct world){ .climate = climate };
	snprintf(world.directory, sizeof(world.directory),
		"%s/reeve-world-XXXXXX", memory);
	if (!mkdtemp(world.directory))
		fail_msg("cannot make '%s'", world.directory);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		directory_make(
			path_state(world.directory, places[i]).text, NULL);
	world.start_ms = world.now_ms =
		FIRST_DAY_MS + (int64_t)chance(24 * HOUR_MS);
	world.reboot_ms = after_start(climate->reboot_ms);
	world.tmux_dies_ms = after_start(climate->tmux_dies_ms);
	world.kills_left = climate->kills;
	world.kill_ms = climate->kills ? world.now_ms + 1 : 0;
	world.person_ms =
		climate->person ? after_start(climate->calm_ms + PERSON_MS) : 0;
	daemon_begin();
	for (int i = 0; i < WORLD_TASKS; i++)
		add_task(i);
	world.daemon.places_changed = true;
}

void world_end(void)
{
	char *command[] = { (char *)"rm", (char *)"-rf", world.directory,
		NULL };
	struct child child = CHILD_INIT;

	daemon_end();
	for (int i = 0; i < WORLD_TASKS; i++)
		record_forget(&world.puppets[i].record);
	child.argv = command;
	child_run(&child, NULL);
	child_clear(&child);
}
