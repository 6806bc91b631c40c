/*
 * program - where a program is: program_find of child.h
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"

static bool is_executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

/* A relative path means a place from here; errors later name the whole. */
static char *make_absolute(char *path)
{
	char *here, *absolute;

	if (path[0] == '/')
		return path;
	here = getcwd(NULL, 0);
	absolute = mem_format("%s/%s", here ? here : "", path);
	free(here);
	free(path);
	return absolute;
}

char *program_find(const char *program, const char *path)
{
	const char *end;

	if (!*program)
		return NULL;
	if (strchr(program, '/'))
		return is_executable(program) ? make_absolute(mem_copy(program))
					      : NULL;
	if (!path)
		path = getenv("PATH");
	for (; path; path = *end ? end + 1 : NULL) {
		char *candidate;

		end = strchrnul(path, ':');
		/* An empty part means the current directory. */
		candidate = end == path
				    ? mem_format("./%s", program)
				    : mem_format("%.*s/%s", (int)(end - path),
					      path, program);
		if (is_executable(candidate))
			return make_absolute(candidate);
		free(candidate);
	}
	return NULL;
}
