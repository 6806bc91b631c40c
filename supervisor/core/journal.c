/*
 * journal - say what happened: see journal.h
 */
#include "supervisor/core/journal.h"

#include "base/log.h"
#include "base/mem.h"

void journal(struct turn *turn, enum journal_kind kind, const struct task *task,
	int64_t run, cJSON *data)
{
	struct journal_line line = {
		.time_ms = turn->now_ms,
		.kind = kind,
		.data = data,
	};
	struct err err = ERR_INIT;
	char id[RUN_ID_SIZE];

	if (task) {
		line.task = task->id;
		line.agent = mem_copy(task->name);
	}
	if (task && run)
		line.run = mem_copy(run_id(id, task->id, run));
	if (store_add_journal(turn->store, &line, &err) < 0)
		log_err(&err);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_WRITE_JOURNAL,
				.number = line.number,
				.data = journal_line_write(&line) });
	journal_line_clear(&line);
}
