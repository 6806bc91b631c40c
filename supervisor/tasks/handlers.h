/*
 * handlers - the handlers of the table, file by file
 */
#ifndef SUPERVISOR_TASKS_HANDLERS_H
#define SUPERVISOR_TASKS_HANDLERS_H

#include "supervisor/tasks/state_table.h"

/* on_wait.c: a task waits for its turn to start */
task_handler on_ready, on_place_free, on_queue_due, on_wait_over, on_rest_over,
	on_behind_breaker, on_ask_again, on_cause_found;

/* on_run.c: a run starts, goes, ends */
task_handler on_dispatched, on_dispatch_failed, on_started, on_ended,
	on_ended_early, on_inspected, on_run_due, on_checkpoint, on_look_later,
	on_used, on_attention, on_files_counted;

/* end_run.c: a run must not go on */
task_handler on_must_end, on_fatal_sign, on_done;

/* on_publish.c: the last step, where there is one */
task_handler on_published, on_publish_due;

/* on_text.c: words for the agent */
task_handler on_send, on_text_taken, on_text_typed;

/* on_request.c: a person asks */
task_handler on_stop_run, on_stop_waiting, on_stop_resting, on_stop_completed,
	on_hold_run, on_hold_waiting, on_hold_completed, on_resume_agent,
	on_resume_now, on_resume_run, on_resume_queued, on_restart_now,
	on_restart_run, on_restart_queued, on_reassign_now, on_reassign_run,
	on_handoff, on_refuse_unstarted;

/* on_review.c: a person has looked at a task */
task_handler on_approve, on_reject, on_answer, on_answer_waiting,
	on_approve_parked, on_reject_parked, on_answer_parked, on_assign,
	on_refuse_waiting, on_refuse_review;

#endif
