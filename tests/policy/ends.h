/*
 * ends - ends of runs as one row each, for the tests of classify
 */
#ifndef TESTS_POLICY_ENDS_H
#define TESTS_POLICY_ENDS_H

#include "policy/classify/classify.h"
#include "tests/policy/profiles.h"

#define EXIT(code)   ((code) << 8)
#define STATUS_NONE  (-1) /* nobody knows it */
#define ENDED_MS     INT64_C(1000000)
#define AGO(seconds) (ENDED_MS - (seconds)*INT64_C(1000))

/* One end: what the keeper recorded and what else is known. */
struct row {
	const char *name;
	const char *profile; /* NULL: shell */
	int status;
	struct {
		int64_t ms;
		enum stop_reason reason;
	} stop;
	struct {
		int64_t ms;
		int number;
	} signal;
	int64_t key_ms, hangup_ms;
	int64_t oom_kills;
	const char *start_error;
	bool person; /* … asked for `wanted`; else it was to run */
	enum wanted wanted;
	bool no_record, not_ended, lost, rebooted;
	int64_t swept;
	bool interactive, profile_is_gone;
	enum seen success, failure;
	const char *unreadable;
	enum verdict sign; /* by its profile's signs */
	bool sign_stands, sign_in_transcript;
	enum verdict acted_on; /* … while it went */
	enum checkpoint_status checkpoint;
	const char *refused; /* why the checkpoint was */
	bool looked;
	enum seen change;
	bool verify, verify_known, verify_timed_out;
	int verify_status;

	/* What is expected of it. */
	enum verdict verdict;
	const char *first; /* the first evidence begins so */
	enum evidence_code code; /* … and has this code */
	bool wants_look, by_keyboard;
};

#define WORKED .looked = true, .change = SEEN_YES
#define PASSED WORKED, .verify = true, .verify_known = true

static inline void fill_record(struct record *record, const struct row *row)
{
	*record = (struct record){
		.started_ms = 1,
		.ended = !row->not_ended,
		.ended_ms = ENDED_MS,
		.status_known = row->status != STATUS_NONE,
		.wait_status = row->status == STATUS_NONE ? 0 : row->status,
		.start_error = (char *)row->start_error,
		.stop = { row->stop.ms, row->stop.reason, (char *)"reeve" },
		.signal = { row->signal.ms, row->signal.number, 77, 1000,
			(char *)"bash" },
		.key = { row->key_ms, 3, 1, true },
		.hangup_ms = row->hangup_ms,
		.oom_kills = row->oom_kills,
	};
}

/* One at a time. */
static inline const struct sign_seen *sign_of(const struct row *row)
{
	static struct sign_seen sign;

	sign = (struct sign_seen){ .verdict = row->sign,
		.text = (char *)"these words",
		.stands = row->sign_stands,
		.in_transcript = row->sign_in_transcript };
	return row->sign ? &sign : NULL;
}

static inline void fill_facts(
	struct facts *facts, const struct row *row, const struct record *record)
{
	static struct evidence item = { EVIDENCE_SIGN,
		(char *)"heard while it went" };
	static const struct evidence_list heard = { &item, 1 };

	*facts = (struct facts){
		.profile = config_profile(
			&example, row->profile ? row->profile : "shell"),
		.interactive = row->interactive,
		.profile_is_gone = row->profile_is_gone,
		.wanted = row->person ? row->wanted : WANTED_RUN,
		.record = row->no_record ? NULL : record,
		.lost = row->lost,
		.rebooted = row->rebooted,
		.swept = row->swept,
		.success_event = row->success,
		.failure_event = row->failure,
		.failure_text = row->failure == SEEN_YES ? "its words" : NULL,
		.unreadable = row->unreadable,
		.sign = sign_of(row),
		.acted_on = row->acted_on,
		.acted_on_evidence = &heard,
		.checkpoint = row->checkpoint,
		.checkpoint_notes = "the notes",
		.checkpoint_refused = row->refused,
		.looked = row->looked,
		.change = row->change,
		.commits = 1,
		.verify = row->verify,
		.verify_known = row->verify_known,
		.verify_status = row->verify_status,
		.verify_timed_out = row->verify_timed_out,
	};
}

#endif
