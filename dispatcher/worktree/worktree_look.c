/*
 * worktree_look - what has changed in a worktree: see worktree.h
 *
 * Facts for a verdict and for the next run: counts are exact, lists are capped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/worktree/worktree.h"

#define MAX_COMMITS "20"
#define MAX_CHANGES 50

static int look_at_commits(const struct git_call *about,
	struct worktree_facts *facts, const char *range, struct err *err)
{
	struct git_call call = *about;
	struct str out = STR_INIT;
	char *line, *rest;
	int rc;

	call.out = &out;
	rc = git_run(&call, err, "rev-list", "--count", range, "--", NULL);
	if (rc < 0)
		goto out;
	facts->commit_count = strtoll(str_text(&out), NULL, 10);
	str_reset(&out);
	rc = git_run(&call, err, "log", "--no-show-signature", "--no-color",
		"--max-count=" MAX_COMMITS, "--format=%h %s", range, "--",
		NULL);
	for (line = strtok_r(out.text, "\n", &rest); !rc && line;
		line = strtok_r(NULL, "\n", &rest))
		argv_add(&facts->commits, line);
out:
	str_clear(&out);
	return rc;
}

static void look_at_changes(
	struct worktree_facts *facts, const struct git_status *status)
{
	facts->changed_count = (int64_t)status->count;
	for (size_t i = 0; i < status->count && i < MAX_CHANGES; i++)
		argv_addf(&facts->changed, "%c %s", status->items[i].letter,
			status->items[i].path);
}

/*
 * The name relative to the worktree, or NULL where it leads out of it. Agents
 * also write absolute names.
 */
static const char *look_name_inside(const char *worktree, const char *name)
{
	size_t len = strlen(worktree);

	if (!strncmp(name, worktree, len) && name[len] == '/')
		name += len;
	else if (*name == '/')
		return NULL;
	name += strspn(name, "/");
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += strspn(part, "/");
		if (!strncmp(part, "..", 2) && (!part[2] || part[2] == '/'))
			return NULL;
	}
	return *name ? name : NULL;
}

static int look_find_missing(struct worktree_facts *facts, const char *worktree,
	const struct argv *files, struct err *err)
{
	int top = open(worktree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (top < 0)
		return err_sys(err, "cannot open worktree '%s'", worktree);
	for (size_t i = 0; i < files->count; i++) {
		const char *name = look_name_inside(worktree, files->items[i]);

		if (name && fstatat(top, name, &st, AT_SYMLINK_NOFOLLOW) < 0 &&
			(errno == ENOENT || errno == ENOTDIR))
			argv_add(&facts->missing, name);
	}
	close(top);
	return 0;
}

static bool look_is_named(
	const char *worktree, const struct argv *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++) {
		const char *name = look_name_inside(worktree, files->items[i]);

		while (name && !strncmp(name, "./", 2))
			name += 2;
		if (name && !strcmp(name, path))
			return true;
	}
	return false;
}

/* The reverse: files that an agent has begun and not yet noted. */
static void look_find_unnamed(struct worktree_facts *facts,
	const char *worktree, const struct git_status *status,
	const struct argv *files)
{
	for (size_t i = 0; i < status->count &&
			   facts->unnamed.count < MAX_CHANGES && files->count;
		i++)
		if (status->items[i].letter != 'D' &&
			!look_is_named(worktree, files, status->items[i].path))
			argv_add(&facts->unnamed, status->items[i].path);
}

int worktree_look(const struct config *config, struct worktree_facts *facts,
	const char *worktree, const char *base_commit, const struct argv *files,
	struct err *err)
{
	struct git_call call = { .config = config, .directory = worktree };
	struct git_status status;
	char *range = NULL;
	int rc;

	*facts = (struct worktree_facts){ 0 };
	rc = git_status_read(config, &status, worktree, err);
	if (rc < 0)
		goto out;
	look_at_changes(facts, &status);
	range = mem_format(
		"%s..%s", base_commit, status.head ? status.head : base_commit);
	if (status.head && strcmp(status.head, base_commit) != 0)
		rc = look_at_commits(&call, facts, range, err);
	if (!rc && files)
		rc = look_find_missing(facts, worktree, files, err);
	if (!rc && files)
		look_find_unnamed(facts, worktree, &status, files);
	facts->known = rc == 0;
out:
	if (rc < 0) {
		err_prefix(err, "cannot look at worktree '%s'", worktree);
		worktree_facts_clear(facts);
	}
	free(range);
	git_status_clear(&status);
	return rc;
}

/* How many names there are; each ends with a NUL. */
static int64_t look_count_names(const struct str *names)
{
	int64_t count = 0;

	for (size_t i = 0; i < names->len; i++)
		count += names->text[i] == '\0';
	return count;
}

static int64_t look_count_untracked(const struct git_status *status)
{
	int64_t count = 0;

	for (size_t i = 0; i < status->count; i++)
		count += status->items[i].letter == '?';
	return count;
}

int worktree_count(const struct config *config, int64_t *files,
	const char *worktree, const char *base_commit, struct err *err)
{
	struct str names = STR_INIT;
	struct git_call call = {
		.config = config, .directory = worktree, .out = &names
	};
	struct git_status status;
	int rc = git_status_read(config, &status, worktree, err);

	if (rc < 0)
		goto out;
	*files = (int64_t)status.count;
	if (!status.head || !strcmp(status.head, base_commit))
		goto out;
	/* A file that several commits have changed is one name. */
	rc = git_run(&call, err, "diff", "--name-only", "-z", "--no-renames",
		"--no-ext-diff", base_commit, "--", NULL);
	*files = look_count_names(&names) + look_count_untracked(&status);
out:
	if (rc < 0)
		err_prefix(err, "cannot count what changed in '%s'", worktree);
	git_status_clear(&status);
	str_clear(&names);
	return rc;
}
