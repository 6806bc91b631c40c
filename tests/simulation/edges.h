/*
 * edges - the stand-ins of edges.c, for the compiler's sake
 */
#ifndef TESTS_SIMULATION_EDGES_H
#define TESTS_SIMULATION_EDGES_H

#include "checkpoints/checkpoint.h"
#include "dispatcher/accept.h"
#include "model/record.h"
#include "supervisor/core/keepers.h"
#include "supervisor/act/diagnose.h"
#include "supervisor/core/workers.h"

int64_t __wrap_clock_wall_ms(void);
int64_t __wrap_clock_boot_ms(void);
uint64_t __wrap_random_number(void);
void __wrap_loop_set_due(
	struct loop *loop, int64_t wall_ms, loop_fn *fn, void *arg);
void __wrap_dispatch_soon(struct daemon *daemon, int64_t task);
void __wrap_dispatch_all(struct daemon *daemon);
void __wrap_inspect_start(struct daemon *daemon, int64_t task);
void __wrap_publish_start(struct daemon *daemon, int64_t task);
void __wrap_keeper_stop(struct daemon *daemon, const struct task *task,
	enum stop_reason reason, const char *by);
void __wrap_keeper_note(struct daemon *daemon, const struct task *task,
	const char *text, bool keys);
void __wrap_keeper_leave(struct daemon *daemon, const struct task *task);
void __wrap_keeper_report(struct daemon *daemon, const struct task *task,
	keeper_answer_fn *fn, void *arg);
bool __wrap_keeper_lives(const struct daemon *daemon, const char *agent);
bool __wrap_keeper_lives_on(const struct daemon *daemon, const char *agent);
int __wrap_record_read(
	struct record *record, const char *path, struct err *err);
int __wrap_checkpoint_read(struct checkpoint *checkpoint, const char *directory,
	const char *agent, struct err *err);
int __wrap_worker_start(
	struct workers *workers, const struct work *work, struct err *err);
void __wrap_mass_look(struct daemon *daemon, const struct breaker *breaker);
bool __wrap_accept_is_there(const struct task *task, const char *profile,
	const struct acceptance *acceptance);
bool __wrap_workers_has(const struct workers *workers, int64_t task);
void __wrap_workers_kill(struct workers *workers, int64_t task);
void __wrap_results_write(struct daemon *daemon, const struct task *task);
void __wrap_keep_record(struct daemon *daemon, const char *run);
void __wrap_keep_prune(struct daemon *daemon);

#endif
