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
#include "tests/policy/profiles.h"

#define FIRST_DAY_MS INT64_C(1790000000000)
#define LAST_DAY_MS  (60 * 24 * HOUR_MS)
#define PERSON_MS    HOUR_MS /* how often somebody looks, once it is calm */
#define PERSON_LOOKS 50
#define RUN_MINUTES  40

struct world world;

void world_seed(void)
{
	chance_seed();
}

void world_seed_with(uint64_t seed)
{
	chance_state = seed;
}

uint64_t world_chance(uint64_t below)
{
	return chance(below);
}

struct puppet *world_puppet(int64_t task)
{
	return &world.puppets[task - 1];
}

static void fail_on(const char *what, const struct err *err)
{
	fail_msg("%s, world '%s': %s", what, world.climate->name, err->message);
}

/* --- reeved ------------------------------------------------------------------ */

static void turn_begin(struct daemon *daemon)
{
	struct turn *turn = &daemon->turn;

	turn->config = &daemon->config;
	turn->host = &daemon->host;
	turn->live_usage = &daemon->live_usage;
	turn->now_ms = world.now_ms;
	turn->chance = chance(UINT64_MAX);
	daemon->effects = world_effects;
	daemon->sense.turn = turn;
	daemon->notify = notify_open(turn, NULL);
}

/* Whatever a profile's program is, it is there. */
static void install_programs(struct config *config)
{
	for (size_t i = 0; i < config->profile_count; i++)
		mem_replace(&config->profiles[i].program, "/bin/sh");
}

static void daemon_begin(void)
{
	struct daemon *daemon = &world.daemon;
	char *url = mem_format("sqlite:%s/reeve.db", world.directory);
	struct host *host = &daemon->host;
	struct err err = ERR_INIT;

	*daemon = (struct daemon){ .signals = -1 };
	if (config_load(&daemon->config, NULL, NULL, &err) < 0 ||
		store_open(&daemon->turn.store, url, &err) < 0)
		fail_on("reeved", &err);
	free(url);
	daemon->config.max_agents = WORLD_TASKS / 2;
	/* This machine's memory is none of the world's. */
	daemon->config.systemic.memory.pressure_percent = 0;
	daemon->config.systemic.memory.available_bytes = 0;
	install_programs(&daemon->config);
	host->state = world.directory;
	host->checkpoints = mem_copy(world.directory);
	host->results = mem_copy(world.directory);
	host->logs = mem_copy(world.directory);
	snprintf(host->boot_id, sizeof(host->boot_id), "boot-%d", world.boots);
	turn_begin(daemon);
}

static void daemon_end(void)
{
	struct daemon *daemon = &world.daemon;

	turn_clear(&daemon->turn);
	notify_close(daemon->notify);
	store_close(daemon->turn.store);
	live_usage_clear(&daemon->live_usage);
	config_clear(&daemon->config);
	host_clear(&daemon->host);
}

static void post(
	enum event_kind kind, const struct puppet *puppet, cJSON *answer)
{
	turn_post(&world.daemon.turn,
		&(struct event){
			.kind = kind, .task = puppet->id, .answer = answer });
}

/* As daemon.c does it for each batch of descriptors. */
static void settle(void)
{
	if (world.dying)
		return;
	world.daemon.turn.now_ms = world.now_ms;
	daemon_turn(&world.daemon);
	notify_deliver(world.daemon.notify);
	world.due_ms = daemon_due_ms(&world.daemon);
	/* Nobody waits for what is due when a person says so. */
	if (world.due_ms >= BREAKER_NEVER_MS)
		world.due_ms = 0;
}

/* Handlers have run; nothing was committed, and no effect carried out. */
static void lose_turn(void)
{
	struct daemon *daemon = &world.daemon;
	struct event event;

	daemon->turn.now_ms = world.now_ms;
	while (queue_take(&daemon->turn.queue, &event)) {
		daemon_handle(daemon, &event);
		event_clear(&event);
	}
	effects_clear(&daemon->turn.effects);
	store_undo(daemon->turn.store);
}

static void kill_reeved(void)
{
	lose_turn();
	daemon_end();
	for (int i = 0; i < WORLD_TASKS; i++) {
		world.puppets[i].dispatch_ms = 0;
		world.puppets[i].inspect_ms = 0;
		world.puppets[i].publish_ms = 0;
	}
	world.due_ms = 0;
	world.dying = false;
	daemon_begin();
	turn_post(&world.daemon.turn, &(struct event){ .kind = EVENT_RESCAN });
	settle();
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

static void record_forget(struct record *record)
{
	free(record->boot_id);
	free(record->stop.by);
	*record = RECORD_INIT;
}

/* Its dispatch was cut off, or is over already. */
static bool is_to_start(const struct puppet *puppet, const struct task *task)
{
	return task->state == STATE_STARTING && task->runs != puppet->run;
}

static void hand_over(struct puppet *puppet)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(world.daemon.turn.store, puppet->id, &task, &err) <
		0)
		fail_on("task", &err);
	if (is_to_start(puppet, &task)) {
		record_forget(&puppet->record);
		puppet->run = task.runs;
		puppet_take_lock(puppet);
		puppet->ended_by_us = false;
		puppet->record.boot_id = mem_copy(world.daemon.host.boot_id);
		puppet->record.started_ms = world.now_ms;
		puppet->fate = weather(draw_fate());
		if (puppet->fate == FATE_NO_START)
			puppet->end_ms = world.now_ms + 1;
		else if (puppet->fate != FATE_SILENT)
			puppet->end_ms =
				world.now_ms + 1000 +
				(int64_t)chance(RUN_MINUTES * MINUTE_MS);
		world.runs++;
		puppet->spent++;
		rules_at_dispatch(puppet);
		puppet_write_record(puppet);
		post(EVENT_DISPATCHED, puppet, cJSON_CreateObject());
		post(EVENT_DISPATCH_OVER, puppet, NULL);
	}
	task_clear(&task);
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
		puppet_write_record(puppet);
	}
	post(EVENT_DISPATCH_OVER, puppet, NULL);
}

static void inspect(struct puppet *puppet)
{
	cJSON *answer = cJSON_CreateObject();
	bool change = puppet->fate == FATE_DONE || puppet->fate == FATE_TESTS;

	json_add_number(answer, "swept", 0);
	if (puppet->record.ended) {
		json_add_bool(answer, "known", true);
		json_add_number(answer, "commits", change);
		json_add_number(answer, "changes", 0);
		json_add_number(answer, "verify_status",
			puppet->fate == FATE_TESTS ? 1 << 8 : 0);
	}
	post(EVENT_INSPECTED, puppet, answer);
}

/* One of three tries fails, whatever the weather. */
static void publish(struct puppet *puppet)
{
	cJSON *answer = cJSON_CreateObject();

	json_add_bool(answer, "ok", chance(3) != 0);
	json_add_text(answer, "answer", "https://example.invalid/1");
	post(EVENT_PUBLISHED, puppet, answer);
}

/* --- people and machines ---------------------------------------------------- */

/* A person who asks over no socket. */
static void person_hold(struct reply *reply)
{
	(void)reply;
}

static bool person_is_gone(const struct reply *reply)
{
	(void)reply;
	return false;
}

static void person_refused(struct reply *reply, cJSON *line)
{
	(void)reply;
	world.refused = true;
	cJSON_Delete(line);
}

static struct reply person = { &(const struct reply_ops){
	.answer = person_refused,
	.is_gone = person_is_gone,
	.hold = person_hold,
	.release = person_hold,
} };

static void person_asks(struct puppet *puppet, enum event_kind kind)
{
	turn_post(&world.daemon.turn, &(struct event){ .kind = kind,
					      .task = puppet->id,
					      .by = mem_copy("anna"),
					      .reply = &person });
	puppet->asked = true;
}

/* Refused where it is completed. */
static void person_acts(struct puppet *puppet)
{
	world.refused = false;
	person_asks(puppet, chance(2) ? EVENT_STOP : EVENT_HOLD);
	settle();
	puppet->stopped |= !world.refused && !world.dying;
}

static void person_resumes(struct puppet *puppet)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(world.daemon.turn.store, puppet->id, &task, &err) <
		0)
		fail_on("task", &err);
	if ((state_is_at_rest(task.state) && task.state != STATE_COMPLETED) ||
		(task.state == STATE_PARKED &&
			task.due_ms >= BREAKER_NEVER_MS)) {
		puppet->stopped = false;
		puppet->spent = 0;
		person_asks(puppet, EVENT_RESUME);
	}
	task_clear(&task);
}

static void all_hang_up(void)
{
	for (int i = 0; i < WORLD_TASKS; i++) {
		struct puppet *puppet = &world.puppets[i];

		if (!puppet->run || puppet->record.ended || puppet->keeper < 0)
			continue;
		puppet->fate = FATE_HANGUP;
		puppet->end_ms = 0;
		fate_fill(puppet);
		post(EVENT_DISPATCH_OVER, puppet, NULL);
	}
}

static void reboot(void)
{
	for (int i = 0; i < WORLD_TASKS; i++) {
		struct puppet *puppet = &world.puppets[i];

		if (puppet->keeper >= 0 && puppet->run &&
			!puppet->record.ended) {
			puppet->fate = FATE_KEEPER;
			puppet->end_ms = 0;
		}
		puppet_drop_lock(puppet);
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
	settle();
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
	bool dies = comes(&world.kill_ms);

	/* Of the turn in which it dies nothing is committed. */
	world.dying = dies;
	world.daemon.turn.now_ms = world.now_ms;
	if (comes(&world.due_ms))
		daemon_post_due(&world.daemon);
	settle();
	for (int i = 0; i < WORLD_TASKS; i++)
		happen_to(&world.puppets[i]);
	if (comes(&world.tmux_dies_ms))
		all_hang_up();
	if (comes(&world.reboot_ms))
		reboot();
	if (comes(&world.person_ms))
		person_looks();
	settle();
	if (!dies)
		return;
	kill_reeved();
	if (--world.kills_left > 0)
		world.kill_ms = world.now_ms + 1 + (int64_t)chance(2 * HOUR_MS);
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
	if (store_add_task(world.daemon.turn.store, &task, &err) < 0)
		fail_on("task", &err);
	puppet->id = task.id;
	puppet->keeper = -1;
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
	turn_post_places_changed(&world.daemon.turn);
}

static uint64_t digest_add(uint64_t digest, int64_t number)
{
	return (digest ^ (uint64_t)number) * UINT64_C(1099511628211);
}

uint64_t world_digest(void)
{
	uint64_t digest = UINT64_C(14695981039346656037);

	for (int64_t task = 1; task <= WORLD_TASKS; task++) {
		struct run_list runs = { 0 };

		store_list_runs(world.daemon.turn.store, task, &runs, NULL);
		for (size_t i = 0; i < runs.count; i++) {
			digest = digest_add(digest, runs.items[i].ended_ms);
			digest = digest_add(digest, runs.items[i].verdict);
			digest = digest_add(digest, runs.items[i].decision);
		}
		run_list_clear(&runs);
	}
	return digest_add(digest, world.now_ms);
}

void world_end(void)
{
	char *command[] = { (char *)"rm", (char *)"-rf", world.directory,
		NULL };
	struct child child = CHILD_INIT;

	daemon_end();
	for (int i = 0; i < WORLD_TASKS; i++) {
		puppet_drop_lock(&world.puppets[i]);
		record_forget(&world.puppets[i].record);
	}
	child.argv = command;
	child_run(&child, NULL);
	child_clear(&child);
}
