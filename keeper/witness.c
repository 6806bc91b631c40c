/*
 * witness - what the keeper saw that tells why a run ended: see witness.h
 */
#include "keeper/witness.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"

#define KEY_RECENT_MS 10000 /* a key this long before the end is mentioned */

void witness_signal(struct run *run, const struct signalfd_siginfo *info)
{
	if (!run_is_active(run) || run->agent_dead)
		return;
	/* The sender's name can be read only while the sender lives. */
	proc_comm((pid_t)info->ssi_pid, run->signal.comm);
	run->signal.number = (int)info->ssi_signo;
	run->signal.pid = (pid_t)info->ssi_pid;
	run->signal.uid = info->ssi_uid;
	run->signal.ms = clock_wall_ms();
}

void witness_key(struct run *run, const struct pty *pty, enum input_event event)
{
	if (event != INPUT_INTERRUPT && event != INPUT_QUIT)
		return;
	run->key.byte = event == INPUT_INTERRUPT ? 003 : 034;
	run->key.ms = clock_wall_ms();
	run->key.count++;
	run->key.isig = pty_has_signals(pty);
}

void witness_hangup(struct run *run)
{
	if (run_is_active(run) && !run->agent_dead)
		run->hangup_ms = clock_wall_ms();
}

static const char *signal_name(int number)
{
	static const char *const names[] = { [SIGHUP] = "SIGHUP",
		[SIGINT] = "SIGINT",
		[SIGQUIT] = "SIGQUIT",
		[SIGILL] = "SIGILL",
		[SIGTRAP] = "SIGTRAP",
		[SIGABRT] = "SIGABRT",
		[SIGBUS] = "SIGBUS",
		[SIGFPE] = "SIGFPE",
		[SIGKILL] = "SIGKILL",
		[SIGUSR1] = "SIGUSR1",
		[SIGSEGV] = "SIGSEGV",
		[SIGUSR2] = "SIGUSR2",
		[SIGPIPE] = "SIGPIPE",
		[SIGALRM] = "SIGALRM",
		[SIGTERM] = "SIGTERM",
		[SIGXCPU] = "SIGXCPU",
		[SIGXFSZ] = "SIGXFSZ",
		[SIGVTALRM] = "SIGVTALRM",
		[SIGPROF] = "SIGPROF",
		[SIGIO] = "SIGIO",
		[SIGPWR] = "SIGPWR",
		[SIGSYS] = "SIGSYS" };
	size_t count = sizeof(names) / sizeof(names[0]);

	return number >= 0 && (size_t)number < count && names[number]
		       ? names[number]
		       : "no standard signal";
}

static void text_add(char text[WITNESS_TEXT_SIZE], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void text_add(char text[WITNESS_TEXT_SIZE], const char *format, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + len, WITNESS_TEXT_SIZE - len, format, args);
	va_end(args);
}

static void text_add_status(char text[WITNESS_TEXT_SIZE], const struct run *run)
{
	int status = run->wait_status;

	if (!run->status_known)
		text_add(text, "exit status unknown");
	else if (WIFEXITED(status))
		text_add(text, "exit code %d", WEXITSTATUS(status));
	else
		text_add(text, "signal %d (%s)", WTERMSIG(status),
			signal_name(WTERMSIG(status)));
}

static void text_add_causes(char text[WITNESS_TEXT_SIZE], const struct run *run)
{
	if (run->stop.ms)
		text_add(text, "; stopped (%s) by %s",
			stop_reason_name(run->stop.reason), run->stop.by);
	if (run->signal.number)
		text_add(text, "; %s received from %s (process %d)",
			signal_name(run->signal.number),
			run->signal.comm[0] ? run->signal.comm : "a process",
			(int)run->signal.pid);
	if (run->key.count && run->ended_ms - run->key.ms < KEY_RECENT_MS)
		text_add(text, "; %s was pressed",
			run->key.byte == 003 ? "Ctrl-C" : "Ctrl-\\");
	if (run->oom.source != OOM_NONE && run->oom.after > run->oom.before)
		text_add(text, "; the kernel has killed for lack of memory");
	if (run->left_behind)
		text_add(text, "; %d remaining process%s ended",
			run->left_behind, run->left_behind == 1 ? "" : "es");
}

void witness_describe(const struct run *run, char text[WITNESS_TEXT_SIZE])
{
	text[0] = '\0';
	if (run->start_error[0]) {
		text_add(text, "run %s did not start: %s", run->id,
			run->start_error);
		return;
	}
	text_add(text, "run %s ended: ", run->id);
	text_add_status(text, run);
	text_add_causes(text, run);
}
