/*
 * program - find the file of a program: see program.h
 */
#include "base/program.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static bool program_is_executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

/* Takes `path` over. Later errors name the whole path, from any directory. */
static char *program_make_absolute(char *path)
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
		return program_is_executable(program)
			       ? program_make_absolute(mem_copy(program))
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
		if (program_is_executable(candidate))
			return program_make_absolute(candidate);
		free(candidate);
	}
	return NULL;
}
