/*
 * handlers - which handlers answer an event
 *
 * An event of a task meets the table state × event (tasks/state_table.c). The
 * others are answered by the rooms below, in the order of the rows.
 */
#include "base/log.h"
#include "supervisor/admission/cause_found.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/admission/waiting_person.h"
#include "supervisor/daemon.h"
#include "supervisor/sense/attention/attention.h"
#include "supervisor/tasks/dependents.h"
#include "supervisor/tasks/new_tasks.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/tasks/state_table.h"

typedef void handler_fn(struct daemon *daemon, struct event *event);

/* EVENT_TASK_CHANGED: the rows that stand beside the task's change with it. */
static void task_changed(struct daemon *daemon, struct event *event)
{
	struct turn *turn = &daemon->turn;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(turn->store, event->task, &task, &err) == 0) {
		dependents_release(turn, &task);
		waiting_person_note(turn, &task);
		notify_task_changed(daemon->notify, &task);
	} else {
		log_err(&err);
	}
	task_clear(&task);
}

static void new_tasks(struct daemon *daemon, struct event *event)
{
	new_tasks_store(&daemon->turn, event);
}

static void places_changed(struct daemon *daemon, struct event *event)
{
	struct turn *turn = &daemon->turn;

	(void)event;
	if (turn->is_ending)
		return;
	daily_budget_check(turn);
	queue_fill_places(turn);
}

static void rescan_all(struct daemon *daemon, struct event *event)
{
	(void)event;
	admission_diagnose_again(&daemon->turn);
	rescan(&daemon->sense);
}

static void look_at_limits(struct daemon *daemon, struct event *event)
{
	(void)event;
	limits_changed(&daemon->sense);
}

static void diagnosed(struct daemon *daemon, struct event *event)
{
	admission_cause_found(&daemon->turn, event->answer);
}

static void down(struct daemon *daemon, struct event *event)
{
	down_begin(&daemon->down, &daemon->turn, event);
}

static void tell_people(struct daemon *daemon, struct event *event)
{
	notify_tell_people(daemon->notify, event);
}

static void dispatch_over(struct daemon *daemon, struct event *event)
{
	look_at_run(&daemon->sense, event->task);
}

static void reported(struct daemon *daemon, struct event *event)
{
	keeper_reported(&daemon->sense, event);
}

static void sampled(struct daemon *daemon, struct event *event)
{
	activity_sampled(&daemon->sense, event);
}

static void screen_seen(struct daemon *daemon, struct event *event)
{
	attention_screen_seen(daemon->sense.attention, event);
}

static void turn_end_refused(struct daemon *daemon, struct event *event)
{
	attention_turn_end_refused(daemon->sense.attention, event);
}

static handler_fn *const handlers[EVENTS] = {
	[EVENT_TASK_CHANGED] = task_changed,
	[EVENT_NEW_TASKS] = new_tasks,
	[EVENT_PLACES_CHANGED] = places_changed,
	[EVENT_RESCAN] = rescan_all,
	[EVENT_LIMITS_CHANGED] = look_at_limits,
	[EVENT_DIAGNOSED] = diagnosed,
	[EVENT_DOWN] = down,
	[EVENT_TELL_PEOPLE] = tell_people,
	[EVENT_DISPATCH_OVER] = dispatch_over,
	[EVENT_KEEPER_REPORTED] = reported,
	[EVENT_SAMPLED] = sampled,
	[EVENT_SCREEN_SEEN] = screen_seen,
	[EVENT_TURN_END_REFUSED] = turn_end_refused,
};

void daemon_handle(struct daemon *daemon, struct event *event)
{
	if (event->kind < TASK_EVENTS)
		state_table_handle(&daemon->turn, event);
	else
		handlers[event->kind](daemon, event);
}
