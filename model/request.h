/*
 * request - how reeve asks reeved
 *
 * STATE/reeved.sock, SOCK_STREAM, only our own uid is heard. One JSON document
 * a line, at most REQUEST_MAX_BYTES. reeved greets first:
 *
 *	{"reeved":1,"version":"0.1.0","pid":4711}
 *
 * A request is {"request":WORD,…}; each gets one answer, in order:
 *
 *	{"ok":true,…}
 *	{"ok":false,"code":2,"message":"…","try":"…" or null}
 *
 * where `code` is an exit status. Words and their members (id: what a person
 * typed: number, name, or unique prefix):
 *
 *	run	task:{as task_write_asked} env:["NAME=VALUE",…] (the caller's
 *		whole environment; reeved keeps only what the profile passes)
 *		directory:"where the caller stands" (for a relative repo)
 *		→ task:{show} once it is durable
 *	submit	tasks:[…] env directory	→ tasks:[{show},…], all or none
 *	list	all:bool		→ tasks:[{show},…]
 *	show	id			→ task:{show, runs[], checkpoint}
 *	wait	ids:[…] 		→ first one answer with tasks:[…] (that
 *		they exist), then a line {"task":{show}} whenever one of them
 *		changes its state, and at last {"done":true,"tasks":[…]} when
 *		all are at rest. The client closes when it has seen enough.
 *	stop	id by		→ task:{show} when the run has ended
 *	resume	id by env	→ task:{show}: a task at rest, in backoff, or
 *		parked goes on at once; its budgets count anew. One that is held
 *		back by a limit or a breaker lifts the limit, or is the probe
 *	restart	id by env	→ task:{show}: stops it if need be, saves the
 *		work, and begins again from the base
 *	reassign id profile by env → task:{show}
 *	hold	id by		→ task:{show}
 *	handoff	id on:bool by	→ task:{show}: whether one that is kept alive
 *		may end
 *	send	id text by	→ sent:true, or queued:true why
 *	reviews	→ tasks:[{show, assigned, since},…]: those that wait for a
 *		person
 *	review	id what by text env → task:{show, runs[], reviews[]}; what:
 *		approve, reject, answer (text is needed) or assign (text is a
 *		name; empty: nobody's)
 *	events	after:N limit:N	→ events:[…] last:N; with follow:true then a
 *		line {"event":{…},"number":N} for each new one, until the client closes
 *	status	→ pid version state epoch started tasks:{by state} problems:[…]
 *		admission:[…] (what holds starts back: model/admission.h; the
 *		member `gates` is the same)
 *	metrics	period_ms:N (0: all)	→ metrics:{…} since the time so long ago
 *	why	id			→ why:{task, summary, timeline[], causes[]}
 *	down	all:bool by	→ once everything is durable; reeved then ends
 */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include <stddef.h>

#define REQUEST_VERSION   1
#define REQUEST_MAX_BYTES ((size_t)8 << 20)

#endif
