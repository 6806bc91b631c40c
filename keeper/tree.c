/*
 * tree - all processes that descend from the keeper: see tree.h
 *
 * A kernel without PROC_CHILDREN has no lists of children; there the parent is
 * read from the stat of every process. A list may miss a process whose sibling
 * ends during the read; that end is a SIGCHLD, and so a new walk.
 */
#include "keeper/tree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"

/*
 * Static, because a walk must work when there is no memory left. The counters
 * come first, so that an empty tree touches one page.
 */
static struct {
	int found_count, signalled_count;
	pid_t signalled[TREE_MAX], found[TREE_MAX];
} tree;

static void tree_add(pid_t pid)
{
	for (int i = 0; i < tree.found_count; i++)
		if (tree.found[i] == pid)
			return;
	if (tree.found_count < TREE_MAX)
		tree.found[tree.found_count++] = pid;
}

/* State letter and parent of a process; false when the process is gone. */
static bool process_stat(pid_t pid, char *state, pid_t *parent)
{
	char text[512], *at;

	if (proc_read(pid, "stat", text, sizeof(text)) < 0)
		return false;
	at = strrchr(text, ')');
	if (!at || strlen(at) < 5)
		return false;
	*state = at[2];
	*parent = (pid_t)atoi(at + 4);
	return true;
}

static void tree_add_listed(int fd)
{
	char text[1025];
	size_t kept = 0;
	ssize_t n;

	while ((n = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
		char *at = text, *blank;

		kept += (size_t)n;
		text[kept] = '\0';
		while ((blank = strchr(at, ' '))) {
			tree_add((pid_t)atoi(at));
			at = blank + 1;
		}
		kept = strlen(at);
		memmove(text, at, kept);
	}
}

/* Children of every thread of `pid`; false when the kernel has no list. */
static bool tree_add_children_listed(pid_t pid)
{
	char path[80];
	struct dirent *entry;
	bool listed = false;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	if (!tasks)
		return true;
	while ((entry = readdir(tasks))) {
		int fd;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/children",
			(int)pid, entry->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		listed = true;
		tree_add_listed(fd);
		close(fd);
	}
	closedir(tasks);
	return listed || kill(pid, 0) < 0;
}

static int tree_add_if_child(pid_t pid, void *parent)
{
	pid_t its_parent;
	char state;

	if (process_stat(pid, &state, &its_parent) &&
		its_parent == *(pid_t *)parent)
		tree_add(pid);
	return 0;
}

static void tree_add_children(pid_t pid)
{
	if (!tree_add_children_listed(pid))
		proc_each(tree_add_if_child, &pid);
}

static bool process_runs(pid_t pid, const char *program)
{
	char link[64], target[4096];
	size_t len = strlen(program);
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	n = readlink(link, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = '\0';
	/* The kernel adds this when a newer build has replaced the file. */
	return !strncmp(target, program, len) &&
	       (!target[len] || !strcmp(target + len, " (deleted)"));
}

static bool tree_is_exempt(const struct tree_exempt *exempt, pid_t pid)
{
	char comm[PROC_COMM_SIZE];

	if (pid == exempt->renderer || pid == exempt->revived)
		return true;
	proc_comm(pid, comm);
	if (!strcmp(comm, "tmux: server"))
		return !proc_has_environment(pid, exempt->run);
	return !strcmp(comm, "reeved") && process_runs(pid, exempt->daemon);
}

/* Notes a living process; false when it was signalled before. */
static bool tree_remember(pid_t pid)
{
	pid_t parent;
	char state;

	for (int i = 0; i < tree.signalled_count; i++)
		if (tree.signalled[i] == pid)
			return false;
	if (tree.signalled_count < TREE_MAX &&
		process_stat(pid, &state, &parent) && state != 'Z' &&
		state != 'X')
		tree.signalled[tree.signalled_count++] = pid;
	return true;
}

static void tree_signal_process(pid_t pid, int signal)
{
	bool first = tree_remember(pid);

	if (signal != SIGKILL && !first)
		return;
	kill(pid, signal);
	if (signal != SIGKILL)
		kill(pid, SIGCONT);
}

int tree_signal(const struct tree_exempt *exempt, int signal)
{
	int count = 0;

	tree.found_count = 0;
	tree_add_children(getpid());
	for (int i = 0; i < tree.found_count; i++) {
		if (tree_is_exempt(exempt, tree.found[i]))
			continue;
		count++;
		if (signal)
			tree_signal_process(tree.found[i], signal);
		tree_add_children(tree.found[i]);
	}
	return count;
}

int tree_signalled(void)
{
	return tree.signalled_count;
}

void tree_forget(void)
{
	tree.signalled_count = 0;
}
