/*
 * proc_tree - what a process and all that descends from it have in common: see
 * proc_tree.h
 *
 * One pass over /proc takes all processes there are; who descends from whom is
 * then found among these. A process that ends meanwhile is in the time of who
 * has waited for it, or is missed: whoever compares two such sums sees a
 * difference, and not a lack of one.
 */
#include "base/proc_tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"

struct process {
	pid_t pid, parent;
	bool inside;
	int64_t own, waited; /* clock ticks: its own, and its children's */
	char comm[PROC_COMM_SIZE];
};

struct processes {
	struct process *items;
	size_t count, size;
};

/* "PID (COMM) S PPID …": the name may hold blanks and parentheses. */
static bool parse(struct process *process, char *text)
{
	char *comm = strchr(text, '('), *at = strrchr(text, ')');
	long long user, system, user_waited, system_waited;
	int parent;

	if (!comm || !at)
		return false;
	*at = '\0';
	snprintf(process->comm, sizeof(process->comm), "%s", comm + 1);
	/* Fields 3 and 4, then 14 to 17. */
	if (sscanf(at + 1,
		    " %*c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s"
		    " %lld %lld %lld %lld",
		    &parent, &user, &system, &user_waited, &system_waited) != 5)
		return false;
	process->parent = (pid_t)parent;
	process->own = user + system;
	process->waited = user_waited + system_waited;
	return true;
}

static int take(pid_t pid, void *arg)
{
	struct processes *all = arg;
	struct process process = { .pid = pid };
	char path[64], text[1024];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	if (!parse(&process, text))
		return 0;
	if (all->count == all->size) {
		all->size = all->size ? all->size * 2 : 256;
		all->items =
			mem_grow(all->items, all->size * sizeof(*all->items));
	}
	all->items[all->count++] = process;
	return 0;
}

/* Children of what is inside are inside, until nothing is added any more. */
static void mark(
	struct processes *all, pid_t root, proc_exempt_fn *exempt, void *arg)
{
	struct process **queue = mem_alloc((all->count + 1) * sizeof(*queue));
	size_t from = 0, to = 0;
	pid_t parent = root;

	do {
		for (size_t i = 0; i < all->count; i++) {
			struct process *process = &all->items[i];

			if (process->inside || process->parent != parent ||
				process->pid == root ||
				(exempt && exempt(process->pid, process->comm,
						   arg)))
				continue;
			process->inside = true;
			queue[to++] = process;
		}
		parent = from < to ? queue[from]->pid : 0;
	} while (from++ < to);
	free(queue);
}

int64_t proc_tree_cpu_ms(pid_t root, proc_exempt_fn *exempt, void *arg)
{
	struct processes all = { 0 };
	int64_t ticks = 0, tick = sysconf(_SC_CLK_TCK);
	bool found = false;

	proc_each(take, &all);
	mark(&all, root, exempt, arg);
	for (size_t i = 0; i < all.count; i++) {
		const struct process *process = &all.items[i];

		found = found || process->pid == root;
		if (process->inside)
			ticks += process->own + process->waited;
		else if (process->pid == root)
			ticks += process->waited;
	}
	free(all.items);
	return found && tick > 0 ? ticks * 1000 / tick : -1;
}
