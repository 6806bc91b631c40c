/*
 * orphans - what is there though no task accounts for it: see orphans.h
 *
 * A process belongs to a run by its environment, as in leftovers.c. Nothing is
 * ended or removed here.
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
#include "base/proc.h"
#include "dispatcher/git/git.h"
#include "dispatcher/git/git_dir.h"
#include "model/paths.h"
#include "model/task.h"

#define ENVIRONMENT_MAX_BYTES ((size_t)1 << 20)
#define HEAD_MAX_BYTES        4096

struct search {
	const char *state;
	const struct history *history;
	char *prompts; /* how the prompt's variable of our runs begins */
	cJSON *processes;
};

/* The newest row of a task; NULL: there is none. */
static const struct history_row *find_task(
	const struct history *history, int64_t task)
{
	const struct history_row *found = NULL;

	for (size_t i = 0; i < history->count; i++)
		if (history->items[i].task == task)
			found = &history->items[i];
	return found;
}

static bool has_agent(const struct history *history, const char *name)
{
	for (size_t i = 0; i < history->count; i++)
		if (!strcmp(history->items[i].agent, name))
			return true;
	return false;
}

static bool has_worktree(const struct history *history, const char *path)
{
	for (size_t i = 0; i < history->count; i++)
		if (history->items[i].worktree &&
			!strcmp(history->items[i].worktree, path))
			return true;
	return false;
}

static void find_keepers(const struct search *search, cJSON *answer)
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
		if (!has_agent(search->history, entry->d_name) &&
			lock_is_held(path))
			cJSON_AddItemToArray(
				array, cJSON_CreateString(entry->d_name));
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* Which run of ours a process belongs to, "12.1"; false: to none. */
static bool run_of(
	const struct search *search, pid_t pid, char run[RUN_ID_SIZE])
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

/* reeved may have been started by an agent, and outlives it. */
static bool is_ours(pid_t pid)
{
	char comm[PROC_COMM_SIZE];

	proc_comm(pid, comm);
	return pid == getpid() || !strcmp(comm, "reeved") ||
	       !strcmp(comm, "reeve-worker");
}

static int look_at_process(pid_t pid, void *arg)
{
	const struct search *search = arg;
	const struct history_row *row;
	int64_t task, number;
	char run[RUN_ID_SIZE];
	cJSON *process;

	if (!run_of(search, pid, run) || !run_id_parse(run, &task, &number) ||
		is_ours(pid))
		return 0;
	row = find_task(search->history, task);
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

/* A person's own worktrees are nobody's orphans. */
static bool is_of_reeve(const char *path, const char *name)
{
	char *branch = worktree_branch(name), *git_dir = git_dir_of(path);
	char *head = NULL, *file = NULL, *ours;
	size_t len = 0;
	bool is;

	ours = mem_format("ref: refs/heads/%s\n", branch);
	if (git_dir)
		file = mem_format("%s/HEAD", git_dir);
	is = file && file_read(&head, &len, file, HEAD_MAX_BYTES, NULL) == 0 &&
	     !strcmp(head, ours);
	free(head);
	free(file);
	free(ours);
	free(git_dir);
	free(branch);
	return is;
}

static void look_for_worktrees(
	const struct search *search, const char *place, cJSON *array)
{
	DIR *dir = opendir(place);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path;

		if (!task_name_is_valid(entry->d_name))
			continue;
		path = mem_format("%s/%s", place, entry->d_name);
		if (!has_worktree(search->history, path) &&
			is_of_reeve(path, entry->d_name))
			cJSON_AddItemToArray(array, cJSON_CreateString(path));
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* ROOT/.worktrees of a worktree there; NULL: it is the repository itself. */
static char *place_of(const struct history_row *row)
{
	const char *end = row->worktree ? strrchr(row->worktree, '/') : NULL;
	char *place = end ? mem_copy_bytes(row->worktree,
				    (size_t)(end - row->worktree))
			  : NULL;
	const char *slash = place ? strrchr(place, '/') : NULL;

	if (slash && !strcmp(slash, "/.worktrees"))
		return place;
	free(place);
	return NULL;
}

static void find_worktrees(const struct search *search, cJSON *answer)
{
	cJSON *array = cJSON_AddArrayToObject(answer, "worktrees");
	struct argv seen = ARGV_INIT;

	for (size_t i = 0; i < search->history->count; i++) {
		char *place = place_of(&search->history->items[i]);

		if (place && !argv_has(&seen, place)) {
			argv_add(&seen, place);
			look_for_worktrees(search, place, array);
		}
		free(place);
	}
	argv_clear(&seen);
}

void orphans_find(
	cJSON *answer, const char *state, const struct history *history)
{
	struct path runs = path_state(state, "runs");
	struct search search = { .state = state, .history = history };

	search.prompts = mem_format("REEVE_PROMPT_FILE=%s/", runs.text);
	find_keepers(&search, answer);
	search.processes = cJSON_AddArrayToObject(answer, "processes");
	proc_each(look_at_process, &search);
	find_worktrees(&search, answer);
	free(search.prompts);
}
