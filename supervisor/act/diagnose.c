/*
 * diagnose - gather what many runs that ended at once have in common
 *
 * Their records, the disks, memory, the network and tmux, by a worker; then
 * common_cause.h names the cause, and the answer is EVENT_DIAGNOSED.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "model/paths.h"
#include "model/record.h"
#include "policy/classify/classify.h"
#include "supervisor/act/act.h"
#include "policy/admit/common_cause.h"
#include "policy/admit/memory_limit.h"

#define ROUTES         "/proc/net/route"
#define ROUTES6        "/proc/net/ipv6_route"
#define FILE_MAX_BYTES ((size_t)1 << 20)
/* A sleep that ended this long before the first end may be its cause. */
#define SLEPT_BEFORE_MS 60000

struct diagnosis {
	struct act *act;
	int64_t from_ms;
	struct argv runs; /* IDs */
	struct argv places; /* whose disks are looked at */
	struct mass_facts facts;
	char short_of_memory[MEMORY_REASON_SIZE];
};

static void diagnosis_free(void *arg)
{
	struct diagnosis *diagnosis = arg;

	argv_clear(&diagnosis->runs);
	argv_clear(&diagnosis->places);
	free(diagnosis);
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
static int read_record(const struct diagnosis *diagnosis, const char *id,
	struct record *record)
{
	const char *state = diagnosis->act->turn->host->state;

	if (record_read(
		    record, path_run(state, id, "record.json").text, NULL) == 0)
		return 0;
	return record_read(record, path_record(state, id).text, NULL);
}

static void add_records(struct diagnosis *diagnosis)
{
	struct senders senders = { 0 };

	for (size_t i = 0; i < diagnosis->runs.count; i++) {
		struct record record = RECORD_INIT;

		if (read_record(diagnosis, diagnosis->runs.items[i], &record) <
			0)
			continue;
		/* A terminal that went is told by SIGHUP as well. */
		if (record.signal.ms && record.signal.number != 1)
			add_sender(&senders, &record);
		else if (record.hangup_ms)
			diagnosis->facts.hangups++;
		record_clear(&record);
	}
	take_senders(&diagnosis->facts, &senders);
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

static void add_disks(struct diagnosis *diagnosis)
{
	struct mass_facts *facts = &diagnosis->facts;

	for (size_t i = 0; i < diagnosis->places.count && i < MASS_DISKS; i++) {
		const char *path = diagnosis->places.items[i];

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

static int diagnosis_run(void *arg, cJSON *answer, struct err *err)
{
	struct diagnosis *diagnosis = arg;
	const struct config *config = diagnosis->act->turn->config;
	struct memory_facts memory =
		memory_facts_read(config->systemic.memory.pressure_file);
	struct argv sessions = ARGV_INIT;
	struct mass_finding finding;

	(void)err;
	add_records(diagnosis);
	add_disks(diagnosis);
	if (memory_is_short(diagnosis->short_of_memory, &memory,
		    &config->systemic.memory))
		diagnosis->facts.short_of_memory = diagnosis->short_of_memory;
	diagnosis->facts.route_known = true;
	diagnosis->facts.route =
		has_default(ROUTES, false) || has_default(ROUTES6, true);
	diagnosis->facts.tmux_known =
		tmux_sessions(config, &sessions, NULL) == 0;
	diagnosis->facts.tmux_lives = sessions.count > 0;
	argv_clear(&sessions);
	finding = mass_find(&diagnosis->facts);
	json_add_text(answer, "cause", mass_cause_name(finding.cause));
	json_add_number(answer, "now", finding.now);
	json_add_text(answer, "text", finding.text);
	return 0;
}

static void diagnosis_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct diagnosis *diagnosis = arg;

	diagnosis->act->diagnosing = false;
	if (rc < 0)
		log_warn("cannot find why many runs ended: %s", why->message);
	turn_post(diagnosis->act->turn,
		&(struct event){ .kind = EVENT_DIAGNOSED,
			.answer = rc < 0 ? NULL
					 : cJSON_Duplicate(answer, true) });
}

/* What the store knows of one of them. */
static void add_run(struct diagnosis *diagnosis, const struct history_row *row)
{
	struct mass_facts *facts = &diagnosis->facts;
	struct run run = RUN_INIT;
	struct task task = TASK_INIT;
	struct store *store = diagnosis->act->turn->store;
	char id[RUN_ID_SIZE];

	if (store_get_run(store, row->task, row->number, &run, NULL) < 0 ||
		store_get_task(store, row->task, &task, NULL) < 0)
		goto out;
	facts->runs++;
	facts->rebooted += evidence_has(&run.evidence, EVIDENCE_REBOOTED);
	facts->killed += run.verdict == VERDICT_OUT_OF_MEMORY;
	facts->connections += run.verdict == VERDICT_API_ERROR;
	argv_add(&diagnosis->runs, run_id(id, row->task, row->number));
	if (task.repo && !argv_has(&diagnosis->places, task.repo))
		argv_add(&diagnosis->places, task.repo);
out:
	run_clear(&run);
	task_clear(&task);
}

/* The runs that ended from then on, and where their disks are. */
static void diagnosis_fill(struct diagnosis *diagnosis)
{
	const struct turn *turn = diagnosis->act->turn;
	struct history ends = { 0 };
	struct err err = ERR_INIT;
	int64_t task = 0;

	argv_add(&diagnosis->places, turn->host->state);
	argv_add(&diagnosis->places, "/tmp");
	if (turn->woke_ms &&
		turn->woke_ms >= diagnosis->from_ms - SLEPT_BEFORE_MS)
		diagnosis->facts.suspended_ms = turn->slept_ms;
	if (store_list_ends(turn->store, diagnosis->from_ms, turn->now_ms,
		    &ends, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < ends.count; i++) {
		const struct history_row *row = &ends.items[i];

		if (!row->judged || !mass_counts(row->verdict) ||
			row->task == task)
			continue;
		add_run(diagnosis, row);
		task = row->task;
	}
	history_clear(&ends);
}

void diagnose(struct act *act, int64_t from_ms)
{
	struct diagnosis *diagnosis;
	struct work work = { diagnosis_run, diagnosis_done, NULL,
		diagnosis_free, 0 };
	struct err err = ERR_INIT;

	if (act->diagnosing)
		return;
	diagnosis = mem_alloc(sizeof(*diagnosis));
	diagnosis->act = act;
	diagnosis->from_ms = from_ms;
	diagnosis_fill(diagnosis);
	work.arg = diagnosis;
	act->diagnosing = true;
	if (worker_start(act->workers, &work, &err) == 0)
		return;
	log_err(&err);
	act->diagnosing = false;
	turn_post(act->turn, &(struct event){ .kind = EVENT_DIAGNOSED });
}
