/*
 * agent_program - the program that is executed for an agent: see
 * agent_program.h
 */
#include "agents/launch/agent_program.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/mem.h"
#include "base/program.h"
#include "base/str.h"

/* The first executable file of DIRECTORY/PATTERN, a glob; DIRECTORY is none. */
static char *program_find_native(const char *directory, const char *pattern)
{
	struct str whole = STR_INIT;
	char *found = NULL;
	glob_t paths;

	for (const char *c = directory; *c; c++) {
		if (strchr("*?[]\\", *c))
			str_add_char(&whole, '\\');
		str_add_char(&whole, *c);
	}
	str_addf(&whole, "/%s", pattern);
	if (glob(whole.text, 0, NULL, &paths) == 0) {
		for (size_t i = 0; !found && i < paths.gl_pathc; i++)
			if (access(paths.gl_pathv[i], X_OK) == 0)
				found = realpath(paths.gl_pathv[i], NULL);
		globfree(&paths);
	}
	str_clear(&whole);
	return found;
}

/* Takes `wrapper` over; the answer is its native binary, or the wrapper. */
static char *program_replace_wrapper(char *wrapper, const struct argv *native)
{
	char *real = native->count ? realpath(wrapper, NULL) : NULL;
	char *found = NULL;

	if (!real)
		return wrapper;
	*strrchr(real, '/') = '\0';
	for (size_t i = 0; !found && i < native->count; i++)
		found = program_find_native(real, native->items[i]);
	free(real);
	if (!found)
		return wrapper;
	free(wrapper);
	return found;
}

int agent_program_find(char **program, const struct profile *profile,
	const struct task *task, char *const *env, struct err *err)
{
	const char *name = profile->program;
	char *found;

	if (!name && !task->argv.count) {
		err_set(err, EXIT_WRONG_USE,
			"cannot run agent '%s': no program given",
			profile->name);
		return err_hint(
			err, "reeve run -a %s -- CMD ARG...", profile->name);
	}
	if (!name)
		name = task->argv.items[0];
	if (strchr(name, '/') && name[0] != '/') {
		*program = mem_format("%s/%s", task->worktree, name);
		return 0;
	}
	found = program_find(name, env_get(env, "PATH"));
	if (!found) {
		err_set(err, EXIT_WRONG_USE, "cannot run agent '%s': '%s': %s",
			profile->name, name,
			name[0] == '/' ? "no such program"
				       : "no such program in PATH");
		if (!profile->program)
			return err_hint(err, "install it, or give its path");
		return err_hint(err,
			"install it, or set its path in the config: "
			"profiles.%s.program",
			profile->name);
	}
	*program = program_replace_wrapper(found, &profile->native_binary);
	return 0;
}
