/*
 * sqlite_find - read tasks: by number, by name, by state
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "store/sqlite.h"

/* What read_task reads, in this order. */
#define SELECT                                                                 \
	"SELECT id, name, asked, profile, priority, worktree, branch, "        \
	"base_commit, state, wanted, wanted_by, conversation, runs, "          \
	"attempts, recovery_used, mode, due_ms, created_ms, started_ms, "      \
	"ended_ms, budget_ms, waited_ms, held_ms, verdict, decision, reason, " \
	"reason_code, asks_secret, awaits, files, "                            \
	"handoff, published FROM task "

/* How many names an error tells of those a word may mean. */
#define NAMES_SHOWN 4

static int read_asked(struct query *query, struct task *task, struct err *err)
{
	char *asked = query_text(query), what[64];
	cJSON *json;
	int rc = -1;

	snprintf(what, sizeof(what), "task %lld", (long long)task->id);
	json = json_parse(asked ? asked : "", asked ? strlen(asked) : 0,
		SQLITE_TEXT_MAX_BYTES, what, err);
	if (json)
		rc = task_read_asked(task, json, what, err);
	cJSON_Delete(json);
	free(asked);
	return rc;
}

/* Words come as int, so that a damaged one is seen. */
static bool read_row(struct query *query, struct task *task)
{
	int state, wanted, mode, verdict, decision, reason;

	free(task->profile);
	task->profile = query_text(query);
	task->priority = query_number(query);
	task->worktree = query_text(query);
	task->branch = query_text(query);
	task->base_commit = query_text(query);
	state = query_word(query, state_from_name);
	wanted = query_word(query, wanted_from_name);
	task->wanted_by = query_text(query);
	task->conversation = query_text(query);
	task->runs = query_number(query);
	task->attempts = query_number(query);
	task->recovery_used = query_number(query) != 0;
	mode = query_word(query, run_mode_from_name);
	task->due_ms = query_number(query);
	task->created_ms = query_number(query);
	task->started_ms = query_number(query);
	task->ended_ms = query_number(query);
	task->budget_ms = query_number(query);
	task->waited_ms = query_number(query);
	task->held_ms = query_number(query);
	verdict = query_word(query, verdict_from_name);
	decision = query_word(query, action_from_name);
	task->reason.text = query_text(query);
	reason = query_word(query, reason_from_name);
	task->asks_secret = query_number(query) != 0;
	task->awaits = query_number(query);
	task->files_known = !query_is_null(query);
	task->files = query_number(query);
	task->handoff = query_number(query) != 0;
	task->published = query_text(query);
	if (state < 0 || wanted < 0 || mode < 0 || verdict < 0 ||
		decision < 0 || reason < 0)
		return false;
	task->state = (enum state)state;
	task->wanted = (enum wanted)wanted;
	task->mode = (enum run_mode)mode;
	task->verdict = (enum verdict)verdict;
	task->decision = (enum action)decision;
	task->reason.code = (enum reason_code)reason;
	return true;
}

static int read_task(struct query *query, struct task *task, struct err *err)
{
	struct err why = ERR_INIT;
	char *name;

	*task = TASK_INIT;
	task->id = query_number(query);
	name = query_text(query);
	if (read_asked(query, task, &why) < 0) {
		free(name);
		task_clear(task);
		return sqlite_fail_damaged(query->sqlite, why.message, err);
	}
	free(task->name);
	task->name = name;
	if (read_row(query, task))
		return 0;
	task_clear(task);
	return sqlite_fail_damaged(
		query->sqlite, "a task with an unknown word", err);
}

static int read_list(
	struct query *query, struct task_list *list, struct err *err)
{
	struct task_list found = { 0 };
	int rc;

	while ((rc = query_step(query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_task(query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(query);
	if (rc < 0)
		task_list_clear(&found);
	else
		*list = found;
	return rc;
}

/* At most one task; 1: it is there. */
static int read_one(struct query *query, struct task *task, struct err *err)
{
	int rc = query_step(query, err);

	if (rc > 0 && read_task(query, task, err) < 0)
		rc = -1;
	query_end(query);
	return rc;
}

static int fail_no_task(const char *word, struct err *err)
{
	return err_set(err, EXIT_NO_TASK, "no such task: '%s'", word);
}

int sqlite_get_task(
	struct store *store, int64_t id, struct task *task, struct err *err)
{
	struct query query =
		query_begin(sqlite_of(store), SELECT "WHERE id = ?");
	char word[32];
	int rc;

	query_bind_number(&query, id);
	rc = read_one(&query, task, err);
	if (rc > 0)
		return 0;
	snprintf(word, sizeof(word), "%lld", (long long)id);
	return rc < 0 ? -1 : fail_no_task(word, err);
}

static int fail_several(
	const char *word, const struct task_list *list, struct err *err)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < list->count && i < NAMES_SHOWN; i++)
		str_addf(&names, "%s%s", i ? ", " : "", list->items[i].name);
	if (list->count > NAMES_SHOWN)
		str_add(&names, ", ...");
	err_set(err, EXIT_NO_TASK, "no such task: '%s': it may mean %s", word,
		str_text(&names));
	str_clear(&names);
	return -1;
}

static int find_prefix(struct sqlite *sqlite, const char *word,
	struct task *task, struct err *err)
{
	/* Names are made of characters below '~'. */
	struct query query = query_begin(sqlite,
		SELECT "WHERE name >= ?1 AND name < ?1 || '~'"
		       " ORDER BY name LIMIT ?2");
	struct task_list found = { 0 };
	int rc;

	query_bind_text(&query, word);
	query_bind_number(&query, NAMES_SHOWN + 1);
	if (read_list(&query, &found, err) < 0)
		return -1;
	if (found.count == 1) {
		*task = found.items[0];
		free(found.items);
		return 0;
	}
	rc = found.count ? fail_several(word, &found, err)
			 : fail_no_task(word, err);
	task_list_clear(&found);
	return rc;
}

int sqlite_find_task(struct store *store, const char *word, struct task *task,
	struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	struct query query;
	int64_t id;
	int rc;

	if (task_number_parse(word, &id))
		return sqlite_get_task(store, id, task, err);
	if (!task_name_is_valid(word))
		return fail_no_task(word, err);
	query = query_begin(sqlite, SELECT "WHERE name = ?");
	query_bind_text(&query, word);
	rc = read_one(&query, task, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return find_prefix(sqlite, word, task, err);
}

/* Each WHERE is that of its partial index, to the letter. */
#define LIST_ALL ""
#define LIST_ACTIVE                                                            \
	"WHERE state NOT IN"                                                   \
	" ('completed', 'failed', 'escalated', 'held', 'stopped') "
#define LIST_RECENT                                                            \
	"WHERE state NOT IN ('completed', 'stopped') OR ended_ms >= ? "
#define LIST_QUEUED  "WHERE state = 'queued' "
#define LIST_DUE     "WHERE due_ms > 0 AND due_ms <= ? "
#define LIST_BLOCKED "WHERE state = 'blocked' "

#define COUNT(list) "SELECT count(*) FROM (SELECT 1 FROM task " list "LIMIT ?)"

static const struct {
	const char *list, *count;
} lists[] = {
	[STORE_ALL] = { SELECT LIST_ALL "ORDER BY id", COUNT(LIST_ALL) },
	[STORE_ACTIVE] = { SELECT LIST_ACTIVE "ORDER BY id",
		COUNT(LIST_ACTIVE) },
	[STORE_RECENT] = { SELECT LIST_RECENT "ORDER BY id",
		COUNT(LIST_RECENT) },
	[STORE_QUEUED] = { SELECT LIST_QUEUED "ORDER BY priority DESC, id",
		COUNT(LIST_QUEUED) },
	[STORE_DUE] = { SELECT LIST_DUE "ORDER BY due_ms, id",
		COUNT(LIST_DUE) },
	[STORE_BLOCKED] = { SELECT LIST_BLOCKED "ORDER BY id",
		COUNT(LIST_BLOCKED) },
};

static bool list_has_time(enum store_tasks which)
{
	return which == STORE_DUE || which == STORE_RECENT;
}

int sqlite_list_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, struct task_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store), lists[which].list);

	if (list_has_time(which))
		query_bind_number(&query, now_ms);
	return read_list(&query, list, err);
}

int sqlite_count_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, int64_t most, int64_t *count, struct err *err)
{
	struct query query = query_begin(sqlite_of(store), lists[which].count);

	if (list_has_time(which))
		query_bind_number(&query, now_ms);
	query_bind_number(&query, most);
	*count = 0;
	return query_one_number(&query, count, err);
}

int sqlite_count_states(
	struct store *store, int64_t counts[STATES], struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT state, count(*) FROM task GROUP BY state");
	int rc;

	while ((rc = query_step(&query, err)) > 0) {
		int state = query_word(&query, state_from_name);

		if (state < 0) {
			rc = sqlite_fail_damaged(query.sqlite,
				"a task with an unknown state", err);
			break;
		}
		counts[state] = query_number(&query);
	}
	query_end(&query);
	return rc < 0 ? -1 : 0;
}

int sqlite_next_due(struct store *store, int64_t *due_ms, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT min(due_ms) FROM task WHERE due_ms > 0");

	*due_ms = 0;
	return query_one_number(&query, due_ms, err);
}
