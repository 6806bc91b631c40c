/*
 * launch - exactly how a run is started
 *
 * Written once by the dispatcher as runs/ID/launch (0600), before the run
 * starts; read by the keeper, which does what it says and adds nothing. The
 * form is base/kv. Version 1 has these keys; (again) may repeat:
 *
 *	launch=1
 *	run=12.2		TASK.N
 *	agent=NAME		the agent, its session, its keeper
 *	host= boot_id= epoch=	who wrote it, under which lease
 *	profile=claude
 *	directory=/path		where the program runs
 *	program=/path		what is executed
 *	argv=TEXT (again)	from argv[0] on
 *	env=NAME=VALUE (again)	the whole environment, nothing is added
 *				but TERM, which is the pane's
 *	stdin=/path		absent: the terminal
 *	render=claude		absent: the terminal; else standard output goes
 *				into `reeve render claude --events FILE`
 *	stop_signal=15		what asks this program to end
 *	grace_ms=10000		from then until SIGKILL
 *	transcript_bytes=N	the transcript is rotated once at this size
 *
 * STATE/start has the same form (program, argv, env, directory): how a keeper
 * starts reeved again when it finds it gone. Uses libc alone.
 */
#ifndef MODEL_LAUNCH_H
#define MODEL_LAUNCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define LAUNCH_VERSION   1
#define LAUNCH_MAX_BYTES (4 << 20)

/* A launch as read: all pointers lead into `bytes`. */
struct launch {
	char *bytes; /* owned */
	size_t len;
	const char *run, *agent, *profile;
	const char *host, *boot_id;
	const char *directory, *program;
	const char *stdin_path, *render; /* NULL when absent */
	char **argv, **env; /* NULL-terminated; owned arrays */
	int64_t epoch;
	int stop_signal;
	int64_t grace_ms;
	int64_t transcript_bytes;
};

/*
 * Reads and checks a launch. Missing keys get their defaults where there is
 * one; a wrong version, no program or no argv is an error.
 */
int launch_read(struct launch *launch, const char *path, struct err *err);

/* Frees the contents; `launch` is empty again. */
void launch_clear(struct launch *launch);

#endif
