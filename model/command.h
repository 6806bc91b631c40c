/*
 * command - what a keeper can be told
 *
 * keepers/NAME.sock is a SOCK_SEQPACKET socket (0600; processes of another user
 * are refused). One packet is one command, one packet answers it; both have the
 * form of base/kv and are at most COMMAND_MAX_BYTES long. Every command has
 *
 *	keeper=1  command=WORD  epoch=N  leader=PID
 *
 * A keeper remembers the highest epoch it has seen and refuses a lower one. It
 * starts the leader again when the leader's process (0 or none: not told) is
 * killed. The answer is `ok=1` with what the command gives, or a refusal:
 * `error=TEXT` for a person and `code=WORD` for programs.
 *
 *	run	run=12.2	start runs/12.2/launch in this pane. Refused
 *				while a run is active, and for a run that has
 *				a record already; so the same command twice is
 *				harmless. Answers pid=, and start_error= when
 *				the program could not be started
 *	stop	reason=WORD by=TEXT	end the run: the stop signal of its
 *				launch, grace, SIGKILL, the whole tree. reason:
 *				as in model/stop_reason.h; `turn` is refused
 *				while a person is typing or a text waits.
 *				Twice is harmless
 *	send	text=TEXT	type a text: one paste, then Enter. Answers
 *		hold=1		number=N, and sent=1, or queued=1 why=TEXT
 *		keys=1		while a person is typing. hold: hold all texts
 *		no_enter=1	until `release`. keys: the answer to a dialog,
 *				typed although texts are held, before all of
 *				them, as it is and without a number
 *	asks			a dialog is open: keys are for the dialog and
 *				begin no line. Twice is harmless
 *	answered		the dialog is closed
 *	release			texts are held no more
 *	follow	run=12.2	the connection stays open, and for this run
 *		still_ms=N	brings event=still output_ms= once the terminal
 *		seen=1		was still for N ms, event=moved at the next
 *				output after that, event=typed number= for each
 *				text that was typed whole. Answers typed=, the
 *				last such number (0: none). With seen=1 the
 *				next output is told of in any case. Closed when
 *				the run ends
 *	note	text=TEXT keys=0|1	show a line in the pane; with keys=1
 *		due_ms=N	`r` resumes, `h` holds, `s` stops. When the
 *				run that is due at N (wall time; 0: none) does
 *				not come, the keeper checks whether reeved runs
 *	report			answers state=idle|running|stopping run= pid=
 *				output_ms= (wall time of the last output)
 *				queued= terminal=0|1
 *	leave			exit; the pane closes. An active run is ended
 *				first
 *
 * Uses libc alone.
 */
#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H

#define COMMAND_VERSION   1
#define COMMAND_MAX_BYTES (64 << 10)
#define SEND_MAX_BYTES    (COMMAND_MAX_BYTES - 512) /* of one text */
#define FOLLOW_MIN_MS     50

/* Why a keeper refuses a command: `code=` of its answer. */
enum command_error {
	COMMAND_OK = 0,
	COMMAND_INVALID, /* "invalid": no such command, or a wrong value */
	COMMAND_STALE_EPOCH, /* "stale_epoch": of an old leader */
	COMMAND_LEAVING, /* "leaving": the keeper is about to exit */
	COMMAND_NO_RUN, /* "no_run": no run, or not this one, is running */
	COMMAND_RUN_ACTIVE, /* "run_active" */
	COMMAND_RUN_RECORDED, /* "run_recorded": this run was started before */
	COMMAND_BAD_LAUNCH, /* "bad_launch": unreadable, or of another run */
	COMMAND_NO_INPUT, /* "no_input": standard input is a file */
	COMMAND_TYPING, /* "typing": a person types, or a text is typed */
	COMMAND_QUEUE_FULL, /* "queue_full": too many texts wait */
	COMMAND_PANE_BLOCKED, /* "pane_blocked": the pane takes no output */
	COMMAND_ERRORS
};

const char *command_error_name(enum command_error error);
int command_error_from_name(const char *name); /* -1: no such word */

#endif
