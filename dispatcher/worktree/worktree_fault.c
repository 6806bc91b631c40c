/*
 * worktree_fault - whether git works in a worktree: see worktree_fault.h
 */
#include "dispatcher/worktree/worktree_fault.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_program.h"

#define PACKED_MAX_BYTES ((size_t)16 << 20)
#define HEX              "0123456789abcdef"
/* Its header and trailer; the least that an entry takes. */
#define INDEX_LEAST_BYTES 32
#define INDEX_ENTRY_BYTES 62

/* The first line of DIRECTORY/NAME; the caller frees it, NULL: none. */
static char *read_line(const char *directory, const char *name)
{
	char *path = mem_format("%s/%s", directory, name), *text = NULL;
	size_t len;

	if (file_read(&text, &len, path, PATH_MAX, NULL) < 0)
		text = NULL;
	if (text)
		text[strcspn(text, "\r\n")] = '\0';
	free(path);
	return text;
}

static bool is_commit_name(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return (len == 40 || len == 64) && strspn(text, HEX) == len;
}

bool worktree_head_is_sane(const struct worktree_place *place)
{
	char *head = read_line(place->admin, "HEAD");
	bool sane = head &&
		    (!strncmp(head, "ref: refs/", 10) || is_commit_name(head));

	free(head);
	return sane;
}

/* Whether packed-refs has a line for it. */
static bool is_packed(const char *common, const char *ref)
{
	char *path = mem_format("%s/packed-refs", common), *text = NULL;
	char *line = mem_format(" %s\n", ref);
	size_t len;
	bool packed =
		file_read(&text, &len, path, PACKED_MAX_BYTES, NULL) == 0 &&
		strstr(text, line);

	free(text);
	free(line);
	free(path);
	return packed;
}

/* A loose object can be seen; one in a pack cannot be looked up by us. */
static enum suspicion suspect_object(const char *common, const char *name)
{
	char *path = mem_format("%s/objects/%.2s/%s", common, name, name + 2);
	struct stat st;
	enum suspicion suspicion = SUSPICION_UNSURE;

	if (stat(path, &st) == 0)
		suspicion = st.st_size ? SUSPICION_NONE : SUSPICION_SEEN;
	free(path);
	return suspicion;
}

static enum suspicion suspect_ref(const char *common, const char *ref)
{
	enum suspicion suspicion = SUSPICION_SEEN;
	char *name = read_line(common, ref);

	if (!name && is_packed(common, ref))
		suspicion = SUSPICION_UNSURE;
	else if (is_commit_name(name))
		suspicion = suspect_object(common, name);
	free(name);
	return suspicion;
}

static enum suspicion suspect_head(const struct worktree_place *place)
{
	char *head = read_line(place->admin, "HEAD");
	enum suspicion suspicion = SUSPICION_SEEN;

	if (head && !strncmp(head, "ref: ", 5))
		suspicion = suspect_ref(place->common, head + 5);
	else if (is_commit_name(head))
		suspicion = suspect_object(place->common, head);
	free(head);
	return suspicion;
}

/* It begins as an index does, and is as long as its entries need. */
static bool index_begins_well(const struct worktree_place *place)
{
	char *path = mem_format("%s/index", place->admin);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	uint32_t head[3]; /* "DIRC", the version, how many entries */
	struct stat st;
	bool well = fd >= 0 && fstat(fd, &st) == 0 &&
		    read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
		    !memcmp(head, "DIRC", 4) &&
		    st.st_size >= INDEX_LEAST_BYTES + (off_t)ntohl(head[2]) *
							      INDEX_ENTRY_BYTES;

	if (fd >= 0)
		close(fd);
	free(path);
	return well;
}

enum suspicion worktree_suspect(const char *root, const char *name)
{
	enum suspicion suspicion = SUSPICION_SEEN;
	struct worktree_place place;

	if (worktree_place_open(&place, root, name, NULL) < 0)
		return SUSPICION_SEEN;
	if (worktree_place_look(&place) == WORKTREE_WHOLE &&
		!worktree_place_is_locked(&place) && index_begins_well(&place))
		suspicion = suspect_head(&place);
	worktree_place_clear(&place);
	return suspicion;
}

static bool git_succeeds(const struct config *config, const char *directory,
	const char *const arguments[5])
{
	struct str out = STR_INIT, warnings = STR_INIT;
	int status = 0;
	struct git_call call = { .config = config,
		.directory = directory,
		.out = &out,
		.warnings = &warnings,
		.status = &status };
	int rc = git_run(&call, NULL, arguments[0], arguments[1], arguments[2],
		arguments[3], arguments[4], NULL);
	/* One that hangs (a filter) tells of no fault. */
	bool ok = rc == 0 ? status == 0 : errno == ETIMEDOUT;

	str_clear(&out);
	str_clear(&warnings);
	return ok;
}

bool worktree_commit_is_whole(const struct config *config,
	const char *directory, const char *revision)
{
	const char *walk[5] = { "rev-list", "--objects", "--no-walk", "--quiet",
		revision };

	return git_succeeds(config, directory, walk);
}

/* Git itself does not always see that one is cut short. */
bool worktree_index_is_whole(
	const struct config *config, const struct worktree_place *place)
{
	const char *status[5] = { "status", "--porcelain",
		"--untracked-files=no", NULL, NULL };

	return index_begins_well(place) &&
	       git_succeeds(config, place->path, status);
}

/* What of the place itself is not as it was made; NULL: nothing. */
static const char *fault_of_place(const struct worktree_place *place)
{
	struct stat st;

	switch (worktree_place_look(place)) {
	case WORKTREE_WHOLE:
		break;
	case WORKTREE_NOTHING:
	case WORKTREE_DELETED:
		return "its directory is gone";
	default:
		if (worktree_place_is_link(place))
			return "a symbolic link is in its place";
		if (stat(place->admin, &st) < 0)
			return "its entry in the repository is gone (git "
			       "worktree prune?)";
		if (!git_dir_has(place->path, ".git"))
			return "its .git file is gone";
		return "its .git file does not lead to its entry in the "
		       "repository";
	}
	if (!worktree_head_is_sane(place))
		return "its HEAD is garbled";
	return NULL;
}

char *worktree_fault(
	const struct config *config, const char *root, const char *name)
{
	struct worktree_place place;
	const char *fault;

	if (worktree_place_open(&place, root, name, NULL) < 0)
		return mem_copy("its repository is gone");
	fault = fault_of_place(&place);
	if (!fault && !worktree_commit_is_whole(config, place.path, "HEAD"))
		fault = "its HEAD leads to a commit that is missing or damaged";
	if (!fault && !worktree_index_is_whole(config, &place))
		fault = "its index is corrupt";
	if (!fault && worktree_place_is_locked(&place))
		fault = "a git that was killed has left a lock (index.lock)";
	worktree_place_clear(&place);
	return mem_copy(fault);
}
