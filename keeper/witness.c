/*
 * witness - what the keeper saw that tells why a run ended
 *
 * Only what is certain: a signal sent to the keeper names its sender, a key
 * that came from the terminal was a key. Who sent a signal straight to the
 * agent cannot be known, and is not guessed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "keeper/keeper.h"

#define RECENT_MS 10000 /* a key that long before the end is worth a word */
#define WORDS     512

void witness_signal(struct keeper *keeper, const struct signalfd_siginfo *info)
{
	struct run *run = &keeper->run;

	if (!run_is_going(keeper) || run->agent_dead)
		return;
	/* Its name can be asked for only while the sender lives. */
	proc_comm((pid_t)info->ssi_pid, run->signal.comm);
	run->signal.number = (int)info->ssi_signo;
	run->signal.pid = (pid_t)info->ssi_pid;
	run->signal.uid = info->ssi_uid;
	run->signal.ms = clock_wall_ms();
}

void witness_key(struct keeper *keeper, enum input_event event)
{
	struct run *run = &keeper->run;

	if (event != INPUT_INTERRUPT && event != INPUT_QUIT)
		return;
	run->key.byte = event == INPUT_INTERRUPT ? 003 : 034;
	run->key.ms = clock_wall_ms();
	run->key.count++;
	run->key.isig = pty_has_signals(&keeper->pty);
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
		       : "no usual one";
}

static void add(char words[WORDS], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char words[WORDS], const char *format, ...)
{
	size_t len = strlen(words);
	va_list args;

	va_start(args, format);
	vsnprintf(words + len, WORDS - len, format, args);
	va_end(args);
}

static void add_status(char words[WORDS], const struct run *run)
{
	if (!run->status_known)
		add(words, "nobody knows how");
	else if (WIFEXITED(run->wait_status))
		add(words, "exit code %d", WEXITSTATUS(run->wait_status));
	else
		add(words, "signal %d (%s)", WTERMSIG(run->wait_status),
			signal_name(WTERMSIG(run->wait_status)));
}

static void add_reasons(char words[WORDS], const struct run *run)
{
	if (run->stop.ms)
		add(words, ", stopped (%s) by %s",
			stop_reason_name(run->stop.reason), run->stop.by);
	if (run->signal.number)
		add(words, ", %s came from %s (process %d)",
			signal_name(run->signal.number),
			run->signal.comm[0] ? run->signal.comm : "somebody",
			(int)run->signal.pid);
	if (run->key.count && run->ended_ms - run->key.ms < RECENT_MS)
		add(words, ", %s was typed",
			run->key.byte == 003 ? "Ctrl-C" : "Ctrl-\\");
	if (run->oom.source != OOM_NONE && run->oom.after > run->oom.before)
		add(words, ", memory had run out");
	if (run->left_behind == 1)
		add(words, ", ended 1 process it left behind");
	else if (run->left_behind)
		add(words, ", ended %d processes it left behind",
			run->left_behind);
}

void witness_tell(struct keeper *keeper)
{
	const struct run *run = &keeper->run;
	char words[WORDS] = "";

	if (run->start_error[0]) {
		terminal_say(&keeper->terminal,
			"reeve: run %s did not start: %s", run->id,
			run->start_error);
		return;
	}
	add_status(words, run);
	add_reasons(words, run);
	terminal_say(
		&keeper->terminal, "reeve: run %s ended: %s", run->id, words);
}
