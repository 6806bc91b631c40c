/*
 * programs - the programs that are installed beside the keeper: see programs.h
 */
#include "keeper/programs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct path program_beside(const char *name)
{
	struct path path;
	ssize_t n = readlink("/proc/self/exe", path.text, PATH_MAX - 1);
	char *last;

	path.text[n < 0 ? 0 : n] = '\0';
	last = strrchr(path.text, '/');
	last = last ? last + 1 : path.text;
	snprintf(last, PATH_MAX - (size_t)(last - path.text), "%s", name);
	return path;
}
