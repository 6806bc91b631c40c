/*
 * proc_tree - the processor time of all descendants of a process
 */
#ifndef BASE_PROC_TREE_H
#define BASE_PROC_TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* True: this process and its descendants are not counted. */
typedef bool proc_exempt_fn(pid_t pid, const char *comm, void *arg);

/*
 * The processor time in ms that the descendants of `root` have used, without
 * `root` itself. The time of an ended process is included after its parent has
 * waited for it; if no parent does, the sum becomes smaller. -1: `root` is
 * gone, or /proc cannot be read.
 */
int64_t proc_tree_cpu_ms(pid_t root, proc_exempt_fn *exempt, void *arg);

#endif
