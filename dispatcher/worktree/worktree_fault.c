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
/* Header and trailer of an index; the minimum of one entry. */
#define INDEX_MIN_BYTES       32
#define INDEX_ENTRY_MIN_BYTES 62

static bool fault_is_commit_name(const char *text)
{
	size_t len = text ? git_commit_name_length(text) : 0;

	return len && !text[len];
}

bool worktree_head_is_sane(const struct worktree_place *place)
{
	char *head = git_dir_read_line(place->admin, "HEAD");
	bool sane = head && (!strncmp(head, "ref: refs/", 10) ||
				    fault_is_commit_name(head));

	free(head);
	return sane;
}

/* Whether packed-refs has a line for the ref. */
static bool fault_is_packed_ref(const char *common, const char *ref)
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

/* A loose object is a file; an object in a pack needs git to be found. */
static enum suspicion fault_suspect_object(const char *common, const char *name)
{
	char *path = mem_format("%s/objects/%.2s/%s", common, name, name + 2);
	struct stat st;
	enum suspicion suspicion = SUSPICION_UNSURE;

	if (stat(path, &st) == 0)
		suspicion = st.st_size ? SUSPICION_NONE : SUSPICION_SEEN;
	free(path);
	return suspicion;
}

static enum suspicion fault_suspect_ref(const char *common, const char *ref)
{
	enum suspicion suspicion = SUSPICION_SEEN;
	char *name = git_dir_read_line(common, ref);

	if (!name && fault_is_packed_ref(common, ref))
		suspicion = SUSPICION_UNSURE;
	else if (fault_is_commit_name(name))
		suspicion = fault_suspect_object(common, name);
	free(name);
	return suspicion;
}

static enum suspicion fault_suspect_head(const struct worktree_place *place)
{
	char *head = git_dir_read_line(place->admin, "HEAD");
	enum suspicion suspicion = SUSPICION_SEEN;

	if (head && !strncmp(head, "ref: ", 5))
		suspicion = fault_suspect_ref(place->common, head + 5);
	else if (fault_is_commit_name(head))
		suspicion = fault_suspect_object(place->common, head);
	free(head);
	return suspicion;
}

/* By its header, and a length that has room for its entries. */
static bool fault_index_is_long_enough(const struct worktree_place *place)
{
	char *path = mem_format("%s/index", place->admin);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	uint32_t head[3]; /* "DIRC", the version, how many entries */
	struct stat st;
	bool well =
		fd >= 0 && fstat(fd, &st) == 0 &&
		read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
		!memcmp(head, "DIRC", 4) &&
		st.st_size >= INDEX_MIN_BYTES + (off_t)ntohl(head[2]) *
							INDEX_ENTRY_MIN_BYTES;

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
	if (worktree_place_state(&place) == WORKTREE_COMPLETE &&
		!worktree_place_is_locked(&place) &&
		fault_index_is_long_enough(&place))
		suspicion = fault_suspect_head(&place);
	worktree_place_clear(&place);
	return suspicion;
}

/*
 * The walk reads the commit and every tree and file of it. A git that is too
 * slow (a filter that hangs) is no fault of the worktree.
 */
bool worktree_commit_is_whole(const struct config *config,
	const char *directory, const char *revision)
{
	struct git_call call = { .config = config, .directory = directory };

	return git_run(&call, NULL, "rev-list", "--objects", "--no-walk",
		       "--quiet", revision, NULL) == 0 ||
	       errno == ETIMEDOUT;
}

/* The length too: git itself does not see every index that is cut short. */
bool worktree_index_is_whole(
	const struct config *config, const struct worktree_place *place)
{
	struct git_call call = { .config = config, .directory = place->path };

	return fault_index_is_long_enough(place) &&
	       (git_run(&call, NULL, "status", "--porcelain",
			"--untracked-files=no", NULL) == 0 ||
		       errno == ETIMEDOUT);
}

/* What of the small files is not as it was made; NULL: all is. */
static const char *worktree_place_fault(const struct worktree_place *place)
{
	switch (worktree_place_state(place)) {
	case WORKTREE_COMPLETE:
		break;
	case WORKTREE_NOTHING:
	case WORKTREE_DELETED:
		return "the directory is gone";
	default:
		if (worktree_place_is_link(place))
			return "a symbolic link is in its place";
		if (!file_exists(place->admin))
			return "the entry in the repository is gone (git "
			       "worktree prune?)";
		if (!git_dir_has(place->path, ".git"))
			return "the .git file is gone";
		return "the .git file does not lead to the entry in the "
		       "repository";
	}
	if (!worktree_head_is_sane(place))
		return "HEAD is garbled";
	return NULL;
}

char *worktree_fault(
	const struct config *config, const char *root, const char *name)
{
	struct worktree_place place;
	const char *fault;

	if (worktree_place_open(&place, root, name, NULL) < 0)
		return mem_copy("the repository is gone");
	fault = worktree_place_fault(&place);
	if (!fault && !worktree_commit_is_whole(config, place.path, "HEAD"))
		fault = "HEAD leads to a commit that is missing or damaged";
	if (!fault && !worktree_index_is_whole(config, &place))
		fault = "the index is corrupt";
	if (!fault && worktree_place_is_locked(&place))
		fault = "a git that was killed has left a lock (index.lock)";
	worktree_place_clear(&place);
	return mem_copy(fault);
}
