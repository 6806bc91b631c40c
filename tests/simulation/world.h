/*
 * world - agents, accounts and people made of numbers, round the real supervisor
 *
 * The turn, its handlers, the policy and the SQLite store are the real ones. Only
 * the effects are the world's own (effects.c): what reeved would do with
 * processes happens to puppets, which leave real records and hold real locks.
 * Time and chance are numbers of the turn. Time jumps from one happening to the
 * next, so a week of a hundred agents takes a second, and a seed gives the same
 * week again.
 */
#ifndef TESTS_SIMULATION_WORLD_H
#define TESTS_SIMULATION_WORLD_H

#include "model/record.h"
#include "supervisor/daemon.h"

#define WORLD_TASKS       40
#define WORLD_DISPATCH_MS 400 /* from its decision to the start of a run */
#define WORLD_INSPECT_MS  900
#define WORLD_END_MS      300 /* from being told to end */
#define WORLD_RUNS        400 /* of one task; more is a chain without an end */
#define MINUTE_MS         INT64_C(60000)
#define HOUR_MS           (60 * MINUTE_MS)

/* How a run ends, where nobody ends it before. */
enum fate {
	FATE_DONE = 0,
	FATE_NO_CHANGE, /* it says that it succeeded, and did nothing */
	FATE_TESTS, /* its verify command fails */
	FATE_CRASH,
	FATE_SEGV,
	FATE_KILLED,
	FATE_TERMINATED,
	FATE_KEY,
	FATE_KEEPER, /* … is killed, and the agent with it */
	FATE_HANGUP, /* its terminal goes */
	FATE_MEMORY,
	FATE_SILENT, /* it never ends by itself */
	FATE_STATUS, /* nobody knows its wait status */
	FATE_API,
	FATE_LIMIT,
	FATE_AUTH,
	FATE_DENIED,
	FATE_NO_START,
	FATES
};

/* Something that is wrong from then until then, for whoever runs. */
struct window {
	int64_t from_ms, to_ms;
};

/* What a world is like. */
struct climate {
	const char *name;
	int percent[FATES]; /* of each run; the rest is done */
	struct window fate_windows[FATES]; /* … and all that end in it */
	int64_t calm_ms; /* from here on every run is done; 0: never */
	int stops_percent; /* of tasks: a person stops or holds it once */
	int kills; /* of reeved, at any moment */
	int64_t reboot_ms, tmux_dies_ms; /* after the beginning; 0: never */
	bool person; /* resumes what is at rest once it is calm */
	bool heals; /* what went wrong was none of the tasks' own doing */
};

/* One task, its agent and the truth about it. */
struct puppet {
	int64_t id, run; /* newest run that was handed over; 0: none */
	int keeper; /* holds its lock; -1: it does not live */
	struct record record; /* of that run */
	enum fate fate;
	int64_t dispatch_ms, end_ms, inspect_ms, publish_ms,
		person_ms; /* 0: not due */
	bool stopped; /* a person wants it to stay so */
	bool ended_by_us;
	int64_t spent; /* runs since a person's word, without parked ones */
	int64_t alike; /* of those the newest with the same verdict */
	enum verdict last;
	bool given; /* what the newest had spent was given back */
	int64_t judged; /* runs that were compared with the truth */
	bool done; /* its work is complete, published or not */
	bool troubled; /* a run of it went wrong */
	bool asked; /* a person has had to do something */
};

struct world {
	const struct climate *climate;
	struct daemon daemon;
	char directory[64];
	int64_t start_ms, now_ms, due_ms;
	bool refused; /* what a person asked for last */
	bool dying; /* reeved is killed before it commits this turn */
	/* When these come; 0: not. */
	int64_t kill_ms, reboot_ms, tmux_dies_ms, person_ms;
	int kills_left, boots, looks;
	struct puppet puppets[WORLD_TASKS];
	int64_t runs; /* in all */
	int64_t troubled, recovered; /* tasks; without a person */
};

/* The one that effects.c and rules.c ask. */
extern struct world world;

void world_seed(void); /* from SEED, else the time */
void world_seed_with(uint64_t seed);
void world_begin(const struct climate *climate);
/* Lives until nothing more can happen; checks every rule on the way. */
void world_live(void);
void world_end(void);

/* A number for all that has happened: the same for the same seed. */
uint64_t world_digest(void);

struct puppet *world_puppet(int64_t task);
uint64_t world_chance(uint64_t below);

/* effects.c */
extern const struct effect_row world_effects[EFFECTS];

/* puppet.c: what a puppet leaves on disk */
void puppet_take_lock(struct puppet *puppet);
void puppet_drop_lock(struct puppet *puppet);
void puppet_write_record(const struct puppet *puppet);

/* rules.c: what must hold whatever happens; each fails the test. */
void rules_at_dispatch(struct puppet *puppet);
void rules_at_verdict(struct puppet *puppet);
void rules_at_end(void);

/* fates.c */
enum verdict fate_verdict(enum fate fate);
void fate_fill(struct puppet *puppet);

#endif
