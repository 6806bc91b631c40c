/*
 * git_status - the changes of a worktree against its HEAD: see git_status.h
 *
 * By `git status --porcelain=v2`, for git alone decides what counts as changed,
 * untracked or ignored. The index is not refreshed (GIT_OPTIONAL_LOCKS=0).
 */
#include "dispatcher/git/git_status.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git_program.h"

static void status_add(
	struct git_status *status, char letter, bool inside, const char *path)
{
	size_t count = status->count;

	/* Grows by doubling: at each power of two. */
	if (!(count & (count - 1)))
		status->items = mem_grow(status->items,
			(count ? count * 2 : 1) * sizeof(*status->items));
	status->items[status->count++] =
		(struct git_change){ letter, inside, mem_copy(path) };
}

/* The rest of the line behind `fields` fields; NULL: there are fewer. */
static const char *status_skip_fields(const char *line, int fields)
{
	while (line && fields-- > 0) {
		line = strchr(line, ' ');
		line = line ? line + 1 : NULL;
	}
	return line;
}

static char status_letter(const char *line)
{
	char staged = line[2], here = line[3];

	if (*line == 'u')
		return 'U';
	if (here == 'D' || (staged == 'D' && here == '.'))
		return 'D';
	return staged == 'A' || here == 'A' ? 'A' : 'M';
}

/* A submodule, or a repository that took the place of a file. */
static bool status_is_repository(const char *line)
{
	const char *mode_here = status_skip_fields(line, *line == '1' ? 5 : 6);

	return line[5] == 'S' ||
	       (mode_here && !strncmp(mode_here, "160000", 6));
}

/* "1 XY sub …8 fields… path", "u XY sub …10… path", "? path" */
static void status_read_line(struct git_status *status, const char *line)
{
	const char *head = "# branch.oid ", *path;
	size_t len = strlen(line);

	if (!strncmp(line, head, strlen(head)) && line[strlen(head)] != '(')
		mem_replace(&status->head, line + strlen(head));
	else if (*line == '?' && len > 2)
		status_add(status, '?', line[len - 1] == '/', line + 2);
	else if ((*line == '1' || *line == 'u') && len > 5) {
		path = status_skip_fields(line, *line == '1' ? 8 : 10);
		if (path)
			status_add(status, status_letter(line),
				status_is_repository(line), path);
	}
}

/*
 * Git leaves a directory that it cannot read out and only warns; without the
 * error its files would seem to be saved.
 */
static int status_check_warnings(const struct str *warnings, struct err *err)
{
	const char *at = strstr(str_text(warnings), "could not open directory");

	if (!at)
		return 0;
	return err_set(
		err, EXIT_NO, "git status: %.*s", (int)strcspn(at, "\n"), at);
}

/*
 * A repository without commits, in the place of a file that git knew: git
 * reports the file as deleted and does not list the repository.
 */
static void status_find_hidden(struct git_status *status, const char *worktree)
{
	for (size_t i = 0; i < status->count; i++) {
		struct git_change *change = &status->items[i];
		char *inside;

		if (change->letter != 'D')
			continue;
		inside = mem_format("%s/%s/.git", worktree, change->path);
		change->inside = access(inside, F_OK) == 0;
		free(inside);
	}
}

int git_status_read(const struct config *config, struct git_status *status,
	const char *worktree, struct err *err)
{
	struct str out = STR_INIT, warnings = STR_INIT;
	struct git_call call = {
		.config = config,
		.directory = worktree,
		.out = &out,
		.warnings = &warnings,
	};
	int rc;

	*status = (struct git_status){ 0 };
	rc = git_run(&call, err, "status", "--porcelain=v2", "-z", "--branch",
		"--no-ahead-behind", "--no-renames", "--untracked-files=all",
		"--ignore-submodules=none", NULL);
	if (!rc)
		rc = status_check_warnings(&warnings, err);
	for (size_t at = 0; !rc && at < out.len;
		at += strlen(out.text + at) + 1)
		status_read_line(status, out.text + at);
	status_find_hidden(status, worktree);
	str_clear(&out);
	str_clear(&warnings);
	return rc;
}

void git_status_clear(struct git_status *status)
{
	free(status->head);
	for (size_t i = 0; i < status->count; i++)
		free(status->items[i].path);
	free(status->items);
	*status = (struct git_status){ 0 };
}
