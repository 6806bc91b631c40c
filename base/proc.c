/*
 * proc - the identity and state of a process: see proc.h
 */
#include "base/proc.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the start of a file of /proc; `text` always ends with NUL. */
static ssize_t proc_read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return n;
}

ssize_t proc_read(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return proc_read_file(path, text, size);
}

/* The space before a field of stat, from the third on; NULL: there is none. */
static char *proc_find_field(char *text, size_t size, pid_t pid, int wanted)
{
	char *at;

	if (proc_read(pid, "stat", text, size) <= 0)
		return NULL;
	/* The name may contain spaces and parentheses: start at its end. */
	at = strrchr(text, ')');
	for (int field = 2; at && field < wanted; field++)
		at = strchr(at + 1, ' ');
	return at;
}

uint64_t proc_start_time(pid_t pid)
{
	char text[1024], *at = proc_find_field(text, sizeof(text), pid, 22);

	return at ? strtoull(at + 1, NULL, 10) : 0;
}

bool proc_is_stopped(pid_t pid)
{
	char text[1024], *at = proc_find_field(text, sizeof(text), pid, 3);

	return at && (at[1] == 'T' || at[1] == 't');
}

void proc_comm(pid_t pid, char comm[PROC_COMM_SIZE])
{
	proc_read(pid, "comm", comm, PROC_COMM_SIZE);
	comm[strcspn(comm, "\n")] = '\0';
}

void proc_boot_id(char id[BOOT_ID_SIZE])
{
	proc_read_file("/proc/sys/kernel/random/boot_id", id, BOOT_ID_SIZE);
	id[strcspn(id, "\n")] = '\0';
}

bool proc_has_environment(pid_t pid, const char *pair)
{
	char path[64], window[8192];
	size_t len = strlen(pair) + 1, kept = 1;
	bool found = false;
	ssize_t n;
	int fd;

	if (len + 1 > sizeof(window) / 2)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/*
	 * The pair is searched between two NULs. The end of each window is
	 * kept, since a string may continue in the next one.
	 */
	window[0] = '\0';
	while (!found &&
		(n = read(fd, window + kept, sizeof(window) - kept)) > 0) {
		size_t have = kept + (size_t)n;

		for (size_t i = 0; !found && i + 1 + len <= have; i++)
			found = !window[i] &&
				!memcmp(window + i + 1, pair, len);
		kept = have < len ? have : len;
		memmove(window, window + have - kept, kept);
	}
	close(fd);
	return found;
}

int proc_each(int (*each)(pid_t pid, void *arg), void *arg)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int rc = 0;

	if (!proc)
		return 0;
	while (!rc && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			rc = each((pid_t)atoi(entry->d_name), arg);
	closedir(proc);
	return rc;
}
