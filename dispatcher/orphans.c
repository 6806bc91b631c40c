/*
 * orphans - keepers, processes and worktrees of no task: see orphans.h
 *
 * A process belongs to a run by its environment, as in leftovers.c.
 */
#include "dispatcher/orphans.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/proc.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/worktree/worktree.h"
#include "model/paths.h"
#include "model/task.h"

#define ENVIRONMENT_MAX_BYTES ((size_t)1 << 20)

struct orphan_search {
	const char *state;
	const struct history *history;
	char *prompts; /* REEVE_PROMPT_FILE of our runs begins with it */
	cJSON *processes;
};

/* The newest row of a task; NULL: none. */
static const struct history_row *history_find_task(
	const struct history *history, int64_t task)
{
	const struct history_row *found = NULL;

	for (size_t i = 0; i < history->count; i++)
		if (history->items[i].task == task)
			found = &history->items[i];
	return found;
}

static bool history_has_agent(const struct history *history, const char *name)
{
	for (size_t i = 0; i < history->count; i++)
		if (!strcmp(history->items[i].agent, name))
			return true;
	return false;
}

static bool history_has_worktree(
	const struct history *history, const char *path)
{
	for (size_t i = 0; i < history->count; i++)
		if (history->items[i].worktree &&
			!strcmp(history->items[i].worktree, path))
			return true;
	return false;
}

static void orphans_find_keepers(
	const struct orphan_search *search, cJSON *answer)
{
	cJSON *array = cJSON_AddArrayToObject(answer, "keepers");
	struct path keepers = path_state(search->state, "keepers");
	DIR *dir = opendir(keepers.text);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *dot = strrchr(entry->d_name, '.');
		char *path;

		if (!dot || strcmp(dot, ".lock") != 0)
			continue;
		path = mem_format("%s/%s", keepers.text, entry->d_name);
		*dot = '\0';
		if (!history_has_agent(search->history, entry->d_name) &&
			lock_is_held(path))
			cJSON_AddItemToArray(
				array, cJSON_CreateString(entry->d_name));
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* The run of this state directory that a process belongs to; false: none. */
static bool process_run(
	const struct orphan_search *search, pid_t pid, char run[RUN_ID_SIZE])
{
	size_t skip = strlen(search->prompts), len = 0;
	char path[64], *bytes = NULL;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	if (file_read_head(&bytes, &len, path, ENVIRONMENT_MAX_BYTES, NULL) < 0)
		return false;
	for (size_t at = 0; !found && at < len; at += strlen(bytes + at) + 1) {
		const char *id = bytes + at + skip;

		if (strncmp(bytes + at, search->prompts, skip) != 0)
			continue;
		found = true;
		snprintf(run, RUN_ID_SIZE, "%.*s", (int)strcspn(id, "/"), id);
	}
	free(bytes);
	return found;
}

/* An agent may have started reeved, which then has its environment. */
static bool process_is_reeve(pid_t pid)
{
	char comm[PROC_COMM_SIZE];

	proc_comm(pid, comm);
	return pid == getpid() || !strcmp(comm, "reeved") ||
	       !strcmp(comm, "reeve-worker");
}

static int orphans_check_process(pid_t pid, void *arg)
{
	const struct orphan_search *search = arg;
	const struct history_row *row;
	int64_t task, number;
	char run[RUN_ID_SIZE];
	cJSON *process;

	if (!process_run(search, pid, run) ||
		!run_id_parse(run, &task, &number) || process_is_reeve(pid))
		return 0;
	row = history_find_task(search->history, task);
	if (row && (row->number < number ||
			   (row->number == number &&
				   !state_is_at_rest(row->state))))
		return 0;
	process = cJSON_CreateObject();
	json_add_number(process, "pid", pid);
	json_add_text(process, "run", run);
	cJSON_AddItemToArray(search->processes, process);
	return 0;
}

/* On the branch reeve/NAME: others are a person's own. */
static bool worktree_is_of_reeve(const char *path, const char *name)
{
	char *branch = worktree_branch(name), *git_dir = git_dir_of(path);
	bool is = git_dir &&
		  git_dir_has_line(git_dir, "HEAD", "ref: refs/heads/", branch);

	free(git_dir);
	free(branch);
	return is;
}

static void orphans_search_worktrees(
	const struct orphan_search *search, const char *place, cJSON *array)
{
	DIR *dir = opendir(place);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path;

		if (!task_name_is_valid(entry->d_name))
			continue;
		path = mem_format("%s/%s", place, entry->d_name);
		if (!history_has_worktree(search->history, path) &&
			worktree_is_of_reeve(path, entry->d_name))
			cJSON_AddItemToArray(array, cJSON_CreateString(path));
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* ROOT/.worktrees of a task's worktree; NULL: the task works in ROOT itself. */
static char *worktrees_directory(const struct history_row *row)
{
	char *parent = row->worktree ? path_parent(row->worktree) : NULL;

	if (parent && !strcmp(path_base(parent), GIT_WORKTREES_NAME))
		return parent;
	free(parent);
	return NULL;
}

static void orphans_find_worktrees(
	const struct orphan_search *search, cJSON *answer)
{
	cJSON *array = cJSON_AddArrayToObject(answer, "worktrees");
	struct argv seen = ARGV_INIT;

	for (size_t i = 0; i < search->history->count; i++) {
		char *place = worktrees_directory(&search->history->items[i]);

		if (place && !argv_has(&seen, place)) {
			argv_add(&seen, place);
			orphans_search_worktrees(search, place, array);
		}
		free(place);
	}
	argv_clear(&seen);
}

void orphans_find(
	cJSON *answer, const char *state, const struct history *history)
{
	struct path runs = path_state(state, "runs");
	struct orphan_search search = { .state = state, .history = history };

	search.prompts = mem_format("REEVE_PROMPT_FILE=%s/", runs.text);
	orphans_find_keepers(&search, answer);
	search.processes = cJSON_AddArrayToObject(answer, "processes");
	proc_each(orphans_check_process, &search);
	orphans_find_worktrees(&search, answer);
	free(search.prompts);
}
