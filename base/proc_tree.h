/*
 * proc_tree - what a process and all that descends from it have in common
 */
#ifndef BASE_PROC_TREE_H
#define BASE_PROC_TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* True: this process and what descends from it are none of theirs. */
typedef bool proc_exempt_fn(pid_t pid, const char *comm, void *arg);

/*
 * The processor time that the descendants of `root` have used, in ms; what
 * those that have ended had used is in it once they were waited for. It grows
 * only, but where one ended that nobody waits for. `root` itself is not
 * counted. -1: it is gone, or /proc cannot be read.
 */
int64_t proc_tree_cpu_ms(pid_t root, proc_exempt_fn *exempt, void *arg);

#endif
