/*
 * proc_tree - the processor time of all descendants: see proc_tree.h
 *
 * One pass over /proc reads all processes; the descendants are then found in
 * that list. A process that ends during the pass is counted with its parent or
 * is missed. A caller that compares two sums then sees a change, never a false
 * standstill.
 */
#include "base/proc_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"

struct process {
	pid_t pid, parent;
	bool inside; /* a descendant of the root */
	int64_t own, waited; /* clock ticks: of itself, of ended children */
	char comm[PROC_COMM_SIZE];
};

struct processes {
	struct process *items;
	size_t count, size;
};

/* "PID (COMM) S PPID …": the name may contain spaces and parentheses. */
static bool process_parse(struct process *process, char *text)
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

static int processes_add(pid_t pid, void *arg)
{
	struct processes *all = arg;
	struct process process = { .pid = pid };
	char text[1024];

	if (proc_read(pid, "stat", text, sizeof(text)) <= 0 ||
		!process_parse(&process, text))
		return 0;
	if (all->count == all->size) {
		all->size = all->size ? all->size * 2 : 256;
		all->items =
			mem_grow(all->items, all->size * sizeof(*all->items));
	}
	all->items[all->count++] = process;
	return 0;
}

/* Marks the children of `root`, then the children of each marked process. */
static void processes_mark(
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

	proc_each(processes_add, &all);
	processes_mark(&all, root, exempt, arg);
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
