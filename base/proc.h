/*
 * proc - the identity and state of a process, from /proc
 *
 * The kernel reuses pids, so a pid alone does not identify a process; pid, start
 * time and boot id together do. Uses libc alone.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PROC_COMM_SIZE 32
#define BOOT_ID_SIZE   40

/*
 * Reads the start of /proc/PID/NAME into `text`, with a NUL. Returns its length,
 * or -1 when the process is gone or the file cannot be read.
 */
ssize_t proc_read(pid_t pid, const char *name, char *text, size_t size);

/* Start time in clock ticks since boot (field 22 of stat); 0: no such process. */
uint64_t proc_start_time(pid_t pid);

/* True when a signal (SIGSTOP) or a debugger stopped the process. */
bool proc_is_stopped(pid_t pid);

/* The command name of a process; empty when the process is gone. */
void proc_comm(pid_t pid, char comm[PROC_COMM_SIZE]);

/* The id of this boot; empty when the kernel does not provide it. */
void proc_boot_id(char id[BOOT_ID_SIZE]);

/* True when the environment of `pid`, as of its exec, has this NAME=value. */
bool proc_has_environment(pid_t pid, const char *pair);

/*
 * Calls `each` for every process until a call returns non-zero; returns that
 * value, or 0.
 */
int proc_each(int (*each)(pid_t pid, void *arg), void *arg);

#endif
