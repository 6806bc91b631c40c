/*
 * conversation - the files of a CLI's conversations: see conversation.h
 *
 * Checked before a resume: a CLI that is to resume a conversation it does not
 * have fails, or begins a new one without the task and does not say so.
 */
#include "agents/launch/conversation.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agents/launch/expand.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"

#define ID_MAX     128
#define UUID_LEN   ((size_t)UUID_TEXT_SIZE - 1)
#define SESSION    "{session}"
#define HEAD_BYTES ((size_t)16 << 10)

bool conversation_is_valid(const char *session)
{
	size_t len = session ? strlen(session) : 0;

	if (!len || len > ID_MAX || session[0] == '-' || session[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)session[i]) &&
			!strchr("-_.:", session[i]))
			return false;
	return true;
}

/* A CLI that died while it started leaves an empty file. */
static bool conversation_has_contents(const char *path)
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
	if (!profile->conversation_file)
		return true;
	pattern = expand_glob(profile->conversation_file, &with);
	if (!pattern)
		return false;
	if (glob(pattern, GLOB_NOSORT, NULL, &paths) == 0) {
		for (size_t i = 0; !found && i < paths.gl_pathc; i++)
			found = conversation_has_contents(paths.gl_pathv[i]);
		globfree(&paths);
	}
	free(pattern);
	return found;
}

struct conversation_search {
	const char *suffix; /* of a path, behind the id */
	char *place; /* the worktree, as the CLI's file names it */
	int64_t since_ms;
};

/* Whether the beginning of a file names the worktree. */
static bool conversation_is_of(const char *path, const char *place)
{
	char *bytes = NULL;
	size_t len;
	bool is = file_read_head(&bytes, &len, path, HEAD_BYTES, NULL) == 0 &&
		  memmem(bytes, len, place, strlen(place));

	free(bytes);
	return is;
}

/* The id in the name of a file of this run; the caller frees it. NULL: none. */
static char *conversation_id(
	const struct conversation_search *search, const char *path)
{
	size_t len = strlen(path), suffix = strlen(search->suffix);
	struct stat st;
	char *id;

	if (len < suffix + UUID_LEN || stat(path, &st) < 0 ||
		(int64_t)st.st_mtime * 1000 + 999 < search->since_ms ||
		!conversation_is_of(path, search->place))
		return NULL;
	id = mem_copy_bytes(path + len - suffix - UUID_LEN, UUID_LEN);
	if (strspn(id, "0123456789abcdef-") == UUID_LEN)
		return id;
	free(id);
	return NULL;
}

/*
 * Names begin with the time: the first file is the agent's, later ones are of
 * its own helpers.
 */
char *conversation_find(const struct profile *profile, const char *worktree,
	int64_t since_ms, char *const *env)
{
	const struct placeholder list[] = { { "worktree", worktree } };
	const struct expand with = { list, 1, env };
	struct conversation_search search = { .since_ms = since_ms };
	char *pattern = profile->conversation_file
				? expand_glob(profile->conversation_file, &with)
				: NULL;
	char *at = pattern ? strstr(pattern, SESSION) : NULL;
	char *any = NULL, *found = NULL;
	glob_t paths;

	if (!at)
		goto out;
	search.suffix = at + strlen(SESSION);
	search.place = expand_text("{json:worktree}", &with);
	*at = '\0';
	any = mem_format("%s*%s", pattern, search.suffix);
	if (glob(any, 0, NULL, &paths) == 0) {
		for (size_t i = 0; !found && i < paths.gl_pathc; i++)
			found = conversation_id(&search, paths.gl_pathv[i]);
		globfree(&paths);
	}
out:
	free(search.place);
	free(any);
	free(pattern);
	return found;
}
