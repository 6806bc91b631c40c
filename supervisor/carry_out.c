/*
 * carry_out - how reeved carries effects out: which function of which room
 */
#include "supervisor/api/results.h"
#include "supervisor/api/subscribe.h"
#include "supervisor/daemon.h"
#include "supervisor/sense/attention/attention.h"

/* An effect that needs no more than its task. */
#define OF_TASK(name, function)                                                \
	static void name(void *arg, struct effect *effect)                     \
	{                                                                      \
		struct daemon *daemon = arg;                                   \
                                                                               \
		function(&daemon->act, effect->task);                          \
	}

OF_TASK(inspect, inspect_run)
OF_TASK(publish, publish_work)
OF_TASK(count_files, count_changed_files)
OF_TASK(sample, sample_activity)
OF_TASK(note, note_in_pane)
OF_TASK(leave, leave_pane)
OF_TASK(greet, greet_keeper)
OF_TASK(release, release_texts)
OF_TASK(open_a_dialog, open_dialog)
OF_TASK(close_a_dialog, close_dialog)

/* One that needs all of it. */
#define OF_EFFECT(name, function)                                              \
	static void name(void *arg, struct effect *effect)                     \
	{                                                                      \
		struct daemon *daemon = arg;                                   \
                                                                               \
		function(&daemon->act, effect);                                \
	}

OF_EFFECT(dispatch_prepare, start_run_prepare)
OF_EFFECT(dispatch_go, start_run_go)
OF_EFFECT(dispatch_drop, start_run_drop)
OF_EFFECT(look, look_at_screen)
OF_EFFECT(type, type_keys)
OF_EFFECT(check_tasks, check_new_tasks)
OF_EFFECT(check_a_profile, check_profile)
OF_EFFECT(stop, stop_run)
OF_EFFECT(finish_turn, end_turn)
OF_EFFECT(ask, ask_keeper)
OF_EFFECT(hand, hand_text)
OF_EFFECT(archive, archive_record)

#undef OF_TASK
#undef OF_EFFECT

static void find_cause(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	diagnose(&daemon->act, effect->number);
}

static void sweep(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	(void)effect;
	sweep_git(&daemon->act);
}

static void prune(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	(void)effect;
	prune_ended(&daemon->act);
}

static void send_text(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	attention_send_text(daemon->sense.attention, effect);
}

static void watch_run(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	sense_watch_run(&daemon->sense, effect->task, effect->run);
}

static void forget_run(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	sense_forget_run(&daemon->sense, effect->task);
}

static void write_results(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	results_write(&daemon->turn, effect->task);
}

static void write_journal(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	journal_file_append(daemon->journal_file, effect->data);
	subscribers_tell_line(daemon->server, effect->number, effect->data);
}

static void tell_task(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	subscribers_tell_task(daemon->server, &daemon->turn, effect->task);
}

static void answer_line(void *arg, struct effect *effect)
{
	(void)arg;
	reply_answer(effect->reply, effect->data);
	effect->data = NULL;
}

static void answer_a_task(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	answer_task(&daemon->turn, effect->reply, effect->task);
}

static void answer_new_tasks(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	answer_tasks(&daemon->turn, effect->reply, effect->new_tasks);
}

static void answer_rested(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	answer_at_rest(&daemon->turn, effect->reply, effect->task);
}

static void refuse(void *arg, struct effect *effect)
{
	(void)arg;
	reply_refuse(effect->reply, &effect->why);
}

static void read_request(void *arg, struct effect *effect)
{
	struct daemon *daemon = arg;

	reader_read(daemon->readers, effect);
}

const struct effect_row daemon_effects[EFFECTS] = {
	/*			carry_out	prepare, drop */
	[EFFECT_DISPATCH] = { dispatch_go, dispatch_prepare, dispatch_drop },
	[EFFECT_INSPECT] = { inspect, NULL, NULL },
	[EFFECT_PUBLISH] = { publish, NULL, NULL },
	[EFFECT_COUNT_FILES] = { count_files, NULL, NULL },
	[EFFECT_SAMPLE] = { sample, NULL, NULL },
	[EFFECT_LOOK_AT_SCREEN] = { look, NULL, NULL },
	[EFFECT_TYPE_KEYS] = { type, NULL, NULL },
	[EFFECT_DIAGNOSE] = { find_cause, NULL, NULL },
	[EFFECT_SWEEP_GIT] = { sweep, NULL, NULL },
	[EFFECT_CHECK_TASKS] = { check_tasks, NULL, NULL },
	[EFFECT_CHECK_PROFILE] = { check_a_profile, NULL, NULL },
	[EFFECT_PRUNE] = { prune, NULL, NULL },
	[EFFECT_STOP_RUN] = { stop, NULL, NULL },
	[EFFECT_END_TURN] = { finish_turn, NULL, NULL },
	[EFFECT_NOTE_IN_PANE] = { note, NULL, NULL },
	[EFFECT_LEAVE_PANE] = { leave, NULL, NULL },
	[EFFECT_GREET_KEEPER] = { greet, NULL, NULL },
	[EFFECT_ASK_KEEPER] = { ask, NULL, NULL },
	[EFFECT_SEND_TEXT] = { send_text, NULL, NULL },
	[EFFECT_HAND_TEXT] = { hand, NULL, NULL },
	[EFFECT_RELEASE_TEXTS] = { release, NULL, NULL },
	[EFFECT_OPEN_DIALOG] = { open_a_dialog, NULL, NULL },
	[EFFECT_CLOSE_DIALOG] = { close_a_dialog, NULL, NULL },
	[EFFECT_WATCH_RUN] = { watch_run, NULL, NULL },
	[EFFECT_FORGET_RUN] = { forget_run, NULL, NULL },
	[EFFECT_ARCHIVE_RECORD] = { archive, NULL, NULL },
	[EFFECT_WRITE_RESULTS] = { write_results, NULL, NULL },
	[EFFECT_WRITE_JOURNAL] = { write_journal, NULL, NULL },
	[EFFECT_TELL_TASK] = { tell_task, NULL, NULL },
	[EFFECT_ANSWER] = { answer_line, NULL, NULL },
	[EFFECT_ANSWER_TASK] = { answer_a_task, NULL, NULL },
	[EFFECT_ANSWER_TASKS] = { answer_new_tasks, NULL, NULL },
	[EFFECT_ANSWER_AT_REST] = { answer_rested, NULL, NULL },
	[EFFECT_REFUSE] = { refuse, NULL, NULL },
	[EFFECT_READ] = { read_request, NULL, NULL },
};
