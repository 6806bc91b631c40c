/*
 * proc - who a process is, as /proc tells it
 *
 * A pid alone is no identity: it is used again. pid, start time and boot id
 * together are one. Uses libc alone.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PROC_COMM_SIZE 32
#define BOOT_ID_SIZE   40

/* Start time in clock ticks since boot (field 22 of stat); 0: no such process. */
uint64_t proc_start_time(pid_t pid);

/* True when it is stopped, as by SIGSTOP or a debugger. */
bool proc_is_stopped(pid_t pid);

/* The name of a process into `comm`; empty when it is gone. */
void proc_comm(pid_t pid, char comm[PROC_COMM_SIZE]);

/* This boot's id into `id`; empty when the kernel does not say. */
void proc_boot_id(char id[BOOT_ID_SIZE]);

/* True when the environment of `pid`, at its exec, had this NAME=value. */
bool proc_has_environment(pid_t pid, const char *pair);

/*
 * Calls `each` with the pid of every process until it returns non-zero; returns
 * that, or 0.
 */
int proc_each(int (*each)(pid_t pid, void *arg), void *arg);

#endif
