/*
 * oom - how often the kernel has killed a process for lack of memory: see oom.h
 */
#include "keeper/oom.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUPS_SIZE 2048
#define PLACE_SIZE  512
#define WINDOW_SIZE 512

/*
 * The number after "oom_kill " at the start of a line; -1: there is none. Read
 * in pieces, because /proc/vmstat is long, and a page of the stack that was
 * touched once stays in memory.
 */
static int64_t oom_counter_in(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[WINDOW_SIZE];
	int64_t count = -1;
	size_t kept = 0;
	ssize_t n;

	if (fd < 0)
		return -1;
	while (count < 0 &&
		(n = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
		char *line = text, *end;

		kept += (size_t)n;
		text[kept] = '\0';
		while (count < 0 && (end = strchr(line, '\n'))) {
			if (!strncmp(line, "oom_kill ", 9))
				count = strtoll(line + 9, NULL, 10);
			line = end + 1;
		}
		kept = strlen(line);
		memmove(text, line, kept);
	}
	close(fd);
	return count;
}

/* Tries the group as named, then the root of the mount (in a container). */
static int64_t oom_counter_below(
	const char *mount, const char *group, size_t len, const char *file)
{
	char place[PLACE_SIZE];
	int64_t count;

	snprintf(place, sizeof(place), "%s%.*s/%s", mount, (int)len, group,
		file);
	count = oom_counter_in(place);
	if (count >= 0)
		return count;
	snprintf(place, sizeof(place), "%s/%s", mount, file);
	return oom_counter_in(place);
}

/* One line of /proc/self/cgroup: ID:CONTROLLERS:GROUP. */
static int64_t oom_counter_of_line(const char *line, size_t len)
{
	const char *controllers = memchr(line, ':', len), *group;
	const char *end = line + len;
	int64_t count;

	if (!controllers)
		return -1;
	controllers++;
	group = memchr(controllers, ':', (size_t)(end - controllers));
	if (!group)
		return -1;
	group++;
	len = (size_t)(end - group);
	if (!strncmp(controllers, "memory:", 7))
		return oom_counter_below("/sys/fs/cgroup/memory", group, len,
			"memory.oom_control");
	if (*controllers != ':')
		return -1;
	count = oom_counter_below(
		"/sys/fs/cgroup", group, len, "memory.events");
	return count >= 0 ? count
			  : oom_counter_below("/sys/fs/cgroup/unified", group,
				    len, "memory.events");
}

int64_t oom_kills(enum oom_source *source)
{
	int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	char groups[GROUPS_SIZE];
	const char *line = groups;
	int64_t count = -1;
	ssize_t n;

	*source = OOM_CGROUP;
	n = fd < 0 ? -1 : read(fd, groups, sizeof(groups) - 1);
	groups[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
	while (*line && count < 0) {
		size_t len = strcspn(line, "\n");

		count = oom_counter_of_line(line, len);
		line += len + (line[len] == '\n');
	}
	if (count >= 0)
		return count;
	count = oom_counter_in("/proc/vmstat");
	*source = count >= 0 ? OOM_SYSTEM : OOM_NONE;
	return count;
}
