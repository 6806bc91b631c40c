/*
 * diagnose - gather what many runs that ended at once have in common: see
 * diagnose.h
 */
#include "supervisor/act/diagnose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "model/paths.h"
#include "model/record.h"
#include "policy/classify/classify.h"
#include "supervisor/admission/admission.h"
#include "policy/admit/common_cause.h"
#include "policy/admit/memory_limit.h"
#include "supervisor/core/memory_look.h"

#define ROUTES         "/proc/net/route"
#define ROUTES6        "/proc/net/ipv6_route"
#define FILE_MAX_BYTES ((size_t)1 << 20)
#define SLEPT_MS       2000
/* A sleep that ended this long before the first end may be its cause. */
#define SLEPT_BEFORE_MS 60000

struct look {
	struct daemon *daemon;
	int64_t from_ms;
	struct argv runs; /* IDs */
	struct argv places; /* whose disks are looked at */
	struct mass_facts facts;
	char short_of_memory[MEMORY_REASON_SIZE];
};

void mass_note_clocks(struct daemon *daemon)
{
	int64_t slept_ms = clock_boot_ms() - clock_awake_ms();

	if (daemon->slept_ms >= 0 && slept_ms - daemon->slept_ms >= SLEPT_MS) {
		daemon->sleep_ms = slept_ms - daemon->slept_ms;
		daemon->woke_ms = clock_wall_ms();
		log_info("the machine was suspended for %lld s",
			(long long)daemon->sleep_ms / 1000);
	}
	daemon->slept_ms = slept_ms;
}

static void look_free(void *arg)
{
	struct look *look = arg;

	argv_clear(&look->runs);
	argv_clear(&look->places);
	free(look);
}

/* Senders of signals to keepers: the one that sent the most. */
struct senders {
	struct {
		int64_t pid, number, count;
		char comm[32];
	} items[32];
	size_t count;
};

static void add_sender(struct senders *senders, const struct record *record)
{
	size_t i = 0;

	while (i < senders->count &&
		senders->items[i].pid != record->signal.pid)
		i++;
	if (i == sizeof(senders->items) / sizeof(*senders->items))
		return;
	if (i == senders->count) {
		senders->count++;
		senders->items[i].pid = record->signal.pid;
		senders->items[i].number = record->signal.number;
		snprintf(senders->items[i].comm, sizeof(senders->items[i].comm),
			"%s", record->signal.comm ? record->signal.comm : "");
	}
	senders->items[i].count++;
}

static void take_senders(
	struct mass_facts *facts, const struct senders *senders)
{
	for (size_t i = 0; i < senders->count; i++) {
		if (senders->items[i].count <= facts->signalled)
			continue;
		facts->signalled = senders->items[i].count;
		facts->signal_pid = senders->items[i].pid;
		facts->signal_number = senders->items[i].number;
		memcpy(facts->signal_comm, senders->items[i].comm,
			sizeof(facts->signal_comm));
	}
}

/* A record is put with its run once its end is in the store. */
static int read_record(
	const struct look *look, const char *id, struct record *record)
{
	const char *state = look->daemon->state;

	if (record_read(
		    record, path_run(state, id, "record.json").text, NULL) == 0)
		return 0;
	return record_read(record, path_record(state, id).text, NULL);
}

static void look_at_records(struct look *look)
{
	struct senders senders = { 0 };

	for (size_t i = 0; i < look->runs.count; i++) {
		struct record record = RECORD_INIT;

		if (read_record(look, look->runs.items[i], &record) < 0)
			continue;
		/* A terminal that went is told by SIGHUP as well. */
		if (record.signal.ms && record.signal.number != 1)
			add_sender(&senders, &record);
		else if (record.hangup_ms)
			look->facts.hangups++;
		record_clear(&record);
	}
	take_senders(&look->facts, &senders);
}

/* Bytes that are left; without an inode left no file can be made of them. */
static int64_t free_of(const char *path)
{
	struct statvfs disk;

	if (statvfs(path, &disk) < 0)
		return -1;
	if (disk.f_files && !disk.f_favail)
		return 0;
	return (int64_t)(disk.f_bavail * disk.f_frsize);
}

static void look_at_disks(struct look *look)
{
	struct mass_facts *facts = &look->facts;

	for (size_t i = 0; i < look->places.count && i < MASS_DISKS; i++) {
		const char *path = look->places.items[i];

		facts->disks[i].path = path;
		facts->disks[i].free = free_of(path);
		facts->disk_count = i + 1;
	}
}

/* A line whose destination and mask are zero, on anything but `lo`. */
static bool has_default(const char *path, bool six)
{
	char *bytes = NULL, *line, *rest, name[32], destination[40], mask[40];
	size_t len;
	bool found = false;

	if (file_read(&bytes, &len, path, FILE_MAX_BYTES, NULL) < 0)
		return false;
	for (rest = bytes; !found && (line = strsep(&rest, "\n"));) {
		if (six)
			found = sscanf(line,
					"%39s %39s %*s %*s %*s %*s %*s %*s "
					"%*s %31s",
					destination, mask, name) == 3 &&
				!strcmp(mask, "00") && strcmp(name, "lo") != 0;
		else
			found = sscanf(line,
					"%31s %39s %*s %*s %*s %*s %*s %39s",
					name, destination, mask) == 3 &&
				!strcmp(destination, "00000000") &&
				!strcmp(mask, "00000000");
	}
	free(bytes);
	return found;
}

static int look_run(void *arg, cJSON *answer, struct err *err)
{
	struct look *look = arg;
	const struct config *config = &look->daemon->config;
	struct memory_facts memory = memory_look(&config->systemic.memory);
	struct argv sessions = ARGV_INIT;
	struct mass_finding finding;

	(void)err;
	look_at_records(look);
	look_at_disks(look);
	if (memory_is_short(
		    look->short_of_memory, &memory, &config->systemic.memory))
		look->facts.short_of_memory = look->short_of_memory;
	look->facts.route_known = true;
	look->facts.route =
		has_default(ROUTES, false) || has_default(ROUTES6, true);
	look->facts.tmux_known = tmux_sessions(config, &sessions, NULL) == 0;
	look->facts.tmux_lives = sessions.count > 0;
	argv_clear(&sessions);
	finding = mass_find(&look->facts);
	json_add_text(answer, "cause", mass_cause_name(finding.cause));
	json_add_number(answer, "now", finding.now);
	json_add_text(answer, "text", finding.text);
	return 0;
}

static void look_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct look *look = arg;

	look->daemon->looking = false;
	if (rc < 0)
		log_warn("cannot look why many runs ended: %s", why->message);
	admission_cause_found(look->daemon, rc < 0 ? NULL : answer);
}

/* What the store knows of one of them. */
static void add_run(struct look *look, const struct history_row *row)
{
	struct mass_facts *facts = &look->facts;
	struct run run = RUN_INIT;
	struct task task = TASK_INIT;
	struct store *store = look->daemon->store;
	char id[RUN_ID_SIZE];

	if (store_get_run(store, row->task, row->number, &run, NULL) < 0 ||
		store_get_task(store, row->task, &task, NULL) < 0)
		goto out;
	facts->runs++;
	facts->rebooted += evidence_has(&run.evidence, EVIDENCE_REBOOTED);
	facts->killed += run.verdict == VERDICT_OUT_OF_MEMORY;
	facts->connections += run.verdict == VERDICT_API_ERROR;
	argv_add(&look->runs, run_id(id, row->task, row->number));
	if (task.repo && !argv_has(&look->places, task.repo))
		argv_add(&look->places, task.repo);
out:
	run_clear(&run);
	task_clear(&task);
}

static void begin(void *arg, int rc, const struct err *why)
{
	struct look *look = arg;
	struct daemon *daemon = look->daemon;
	struct work work = { look_run, look_done, look, look_free, 0 };
	int64_t now_ms = clock_wall_ms(), task = 0;
	struct history ends = { 0 };
	struct err err = ERR_INIT;

	(void)why;
	if (rc < 0) {
		daemon->looking = false;
		look_free(look);
		return;
	}
	argv_add(&look->places, daemon->state);
	argv_add(&look->places, "/tmp");
	if (daemon->woke_ms &&
		daemon->woke_ms >= look->from_ms - SLEPT_BEFORE_MS)
		look->facts.suspended_ms = daemon->sleep_ms;
	if (store_list_ends(daemon->store, look->from_ms, now_ms, &ends, &err) <
		0)
		log_err(&err);
	for (size_t i = 0; i < ends.count; i++) {
		const struct history_row *row = &ends.items[i];

		if (!row->judged || !mass_counts(row->verdict) ||
			row->task == task)
			continue;
		add_run(look, row);
		task = row->task;
	}
	history_clear(&ends);
	if (worker_start(daemon->workers, &work, &err) < 0) {
		log_err(&err);
		daemon->looking = false;
		admission_cause_found(daemon, NULL);
	}
}

void mass_look(struct daemon *daemon, const struct breaker *breaker)
{
	struct look *look;

	if (daemon->looking)
		return;
	daemon->looking = true;
	look = mem_alloc(sizeof(*look));
	look->daemon = daemon;
	look->from_ms = breaker->from_ms;
	store_when_durable(daemon->store, begin, look);
}
