/*
 * conversation - what a CLI keeps of a talk: see conversation.h
 *
 * Asked before a resume: told to resume what is not there, one CLI fails and
 * another quietly begins anew without the task.
 */
#include "dispatcher/conversation.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dispatcher/expand.h"

#define LONGEST 128

bool conversation_is_valid(const char *session)
{
	size_t len = session ? strlen(session) : 0;

	if (!len || len > LONGEST || session[0] == '-' || session[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)session[i]) &&
			!strchr("-_.:", session[i]))
			return false;
	return true;
}

/* An empty one is what a CLI leaves that died as it began. */
static bool has_contents(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_size > 0;
}

bool conversation_exists(
	const struct profile *profile, const char *session, char *const *env)
{
	const struct placeholder list[] = { { "session", session } };
	const struct expand with = { list, 1, env };
	bool found = false;
	glob_t paths;
	char *pattern;

	if (!conversation_is_valid(session))
		return false;
	if (!profile->conversation)
		return true;
	pattern = expand_glob(profile->conversation, &with);
	if (!pattern)
		return false;
	if (glob(pattern, GLOB_NOSORT, NULL, &paths) == 0) {
		for (size_t i = 0; !found && i < paths.gl_pathc; i++)
			found = has_contents(paths.gl_pathv[i]);
		globfree(&paths);
	}
	free(pattern);
	return found;
}
