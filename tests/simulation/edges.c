/*
 * edges - where the supervisor ends and the simulated world begins
 *
 * Each function stands in for one of the program (ld's --wrap, see the
 * Makefile) that would reach a process, a file or a clock.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "supervisor/admission/admission.h"
#include "policy/admit/breaker.h"
#include "supervisor/core/keepers.h"
#include "supervisor/core/workers.h"
#include "tests/simulation/edges.h"
#include "tests/simulation/world.h"

int64_t __wrap_clock_wall_ms(void)
{
	return world.now_ms;
}

int64_t __wrap_clock_boot_ms(void)
{
	return world.now_ms;
}

uint64_t __wrap_random_number(void)
{
	return world_chance(UINT64_MAX);
}

void __wrap_loop_set_due(
	struct loop *loop, int64_t wall_ms, loop_fn *fn, void *arg)
{
	(void)loop;
	(void)arg;
	/* Nobody waits for what is due when a person says so. */
	world.due_ms = wall_ms < BREAKER_NEVER_MS ? wall_ms : 0;
	world.due = fn;
}

struct wanted_job {
	int64_t task;
	void (*begin)(int64_t task);
};

static void when_durable(void *arg, int rc, const struct err *why)
{
	struct wanted_job *job = arg;

	(void)why;
	if (rc == 0)
		job->begin(job->task);
	free(job);
}

static void begin_when_durable(
	struct daemon *daemon, int64_t task, void (*begin)(int64_t task))
{
	struct wanted_job *job = mem_alloc(sizeof(*job));

	*job = (struct wanted_job){ task, begin };
	store_when_durable(daemon->store, when_durable, job);
}

void __wrap_dispatch_soon(struct daemon *daemon, int64_t task)
{
	begin_when_durable(daemon, task, world_dispatch);
}

void __wrap_dispatch_all(struct daemon *daemon)
{
	(void)daemon;
}

void __wrap_inspect_start(struct daemon *daemon, int64_t task)
{
	begin_when_durable(daemon, task, world_inspect);
}

void __wrap_publish_start(struct daemon *daemon, int64_t task)
{
	begin_when_durable(daemon, task, world_publish);
}

void __wrap_keeper_stop(struct daemon *daemon, const struct task *task,
	enum stop_reason reason, const char *by)
{
	(void)daemon;
	world_told_to_stop(task->name, reason, by ? by : "reeve");
}

void __wrap_keeper_note(struct daemon *daemon, const struct task *task,
	const char *text, bool keys)
{
	(void)daemon;
	(void)task;
	(void)text;
	(void)keys;
}

void __wrap_keeper_leave(struct daemon *daemon, const struct task *task)
{
	struct puppet *puppet = world_puppet_named(task->name);

	(void)daemon;
	if (puppet && !puppet->end_ms)
		puppet->keeper = false;
}

void __wrap_keeper_report(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg)
{
	(void)task;
	fn(arg, daemon, NULL, 0);
}

bool __wrap_keeper_lives(const struct daemon *daemon, const char *agent)
{
	const struct puppet *puppet = world_puppet_named(agent);

	(void)daemon;
	return puppet && puppet->keeper;
}

bool __wrap_keeper_lives_on(const struct daemon *daemon, const char *agent)
{
	return __wrap_keeper_lives(daemon, agent);
}

int __wrap_record_read(struct record *record, const char *path, struct err *err)
{
	(void)err;
	return world_record(record, path);
}

int __wrap_checkpoint_read(struct checkpoint *checkpoint, const char *directory,
	const char *agent, struct err *err)
{
	(void)checkpoint;
	(void)directory;
	(void)agent;
	(void)err;
	errno = ENOENT;
	return -1;
}

static void found_nothing(int64_t task)
{
	(void)task;
	admission_cause_found(&world.daemon, NULL);
}

void __wrap_mass_look(struct daemon *daemon, const struct breaker *breaker)
{
	(void)breaker;
	begin_when_durable(daemon, 0, found_nothing);
}

/* What else is slow is for figures and files alone. */
int __wrap_worker_start(
	struct workers *workers, const struct work *work, struct err *err)
{
	(void)workers;
	(void)err;
	if (work->free)
		work->free(work->arg);
	return 0;
}

bool __wrap_accept_is_there(const struct task *task, const char *profile,
	const struct acceptance *acceptance)
{
	(void)task;
	(void)profile;
	(void)acceptance;
	return true;
}

bool __wrap_workers_has(const struct workers *workers, int64_t task)
{
	(void)workers;
	(void)task;
	return false;
}

void __wrap_workers_kill(struct workers *workers, int64_t task)
{
	(void)workers;
	(void)task;
}

void __wrap_results_write(struct daemon *daemon, const struct task *task)
{
	(void)daemon;
	(void)task;
}

void __wrap_keep_record(struct daemon *daemon, const char *run)
{
	(void)daemon;
	(void)run;
}

void __wrap_keep_prune(struct daemon *daemon)
{
	(void)daemon;
}
