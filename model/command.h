/*
 * command - what a keeper can be told
 *
 * keepers/NAME.sock is a SOCK_SEQPACKET socket (0600, only our own uid is
 * heard). One packet is one command, one packet answers it; both have the form
 * of base/kv and are at most COMMAND_MAX_BYTES long. Every command has
 *
 *	keeper=1  command=WORD  epoch=N  leader=PID
 *
 * A keeper remembers the highest epoch it has seen and refuses a lower one. When
 * the leader's process (0 or none: not told) is killed it is started again.
 * The answer is `ok=1` with what the command gives, or `error=TEXT`.
 *
 *	run	run=12.2	start runs/12.2/launch in this pane. Refused
 *				while a run goes, and for a run that has a
 *				record already: saying it twice is harmless.
 *				answers pid=
 *	stop	reason=WORD by=TEXT	end the run: its launch's stop signal,
 *				grace, SIGKILL, the whole tree. reason: as
 *				in model/stop_reason.h; `turn` is refused while
 *				somebody types, or a text is to be typed. Twice
 *				is harmless.
 *	send	text=TEXT	type it: one paste, then Enter. Answers
 *		hold=1		number=N, and sent=1, or queued=1 why=TEXT
 *		keys=1		while somebody types. hold: and nothing else
 *		no_enter=1	either, before `release`. keys: an answer to
 *				a dialog, typed as it is in spite of that,
 *				before all texts, and without a number
 *	asks			a dialog is open: what is typed is for that,
 *				and no draft. Twice is harmless
 *	answered		it is open no more
 *	release			what is held may be typed
 *	follow	run=12.2	the connection stays, and for this run brings
 *		still_ms=N	event=still output_ms= once its terminal was
 *		seen=1		still for so long, event=moved when it moves
 *				after that, event=typed number= for each text
 *				that was typed whole. Answers typed=, the
 *				last such number (0: none). Said again with
 *				seen=1: moved is to come once more. It is
 *				closed as the run ends
 *	note	text=TEXT keys=0|1	show a line in the pane; with keys=1
 *		due_ms=N	`r` resumes now, `h` holds, `s` stops. When
 *				the run due at N (wall time; 0: none) does
 *				not come, reeved is looked for
 *	report			answers state=idle|running|stopping run= pid=
 *				output_ms= (wall time output last moved)
 *				queued= terminal=0|1
 *	leave			nothing more to do: exit, and the pane closes.
 *				A run still going is ended first
 *
 * Uses libc alone.
 */
#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H

#define COMMAND_VERSION   1
#define COMMAND_MAX_BYTES (64 << 10)
#define SEND_MAX_BYTES    (COMMAND_MAX_BYTES - 512) /* of one text */
#define FOLLOW_MIN_MS     50

#endif
