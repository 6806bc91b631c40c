/*
 * worktree_repair - repair an agent's worktree: see worktree_repair.h
 *
 * From the outside in: the small files that make it a worktree, the commit that
 * its HEAD leads to, its directory and locks, its index; then, where git has
 * failed an agent, the operations that git had in progress. Each part looks
 * before it changes anything, so a repair that was cut off is done again.
 */
#include "dispatcher/worktree/worktree_repair.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/worktree/worktree.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_repair_parts.h"

/*
 * A deleted directory is made again from its index, and where that fails from
 * its branch, without an index. A checkout that was only too slow says nothing
 * against the index, which stays.
 */
static int repair_directory(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;
	const struct worktree_repair *to = repair->to;
	bool gone = !directory_exists(place->path);
	bool locked = worktree_place_is_locked(place);
	char *index = mem_format("%s/index", place->admin);
	int rc = worktree_restore(to->config, to->root, to->name, err);

	if (rc < 0 && gone && err->code != EXIT_TRY_LATER && unlink(index) == 0)
		rc = worktree_restore(to->config, to->root, to->name, err);
	free(index);
	if (rc < 0)
		return rc;
	if (gone)
		argv_add(&repair->to->done,
			"the directory was gone: made again from what was "
			"committed and staged");
	if (locked)
		argv_add(&repair->to->done,
			"a git that was killed had left a lock: removed");
	return 0;
}

/*
 * Makes the index again from HEAD. What was staged is in the files, which are
 * saved first. The refresh tells git which files have not changed.
 */
static int repair_make_index(
	struct repair *repair, const char *done, struct err *err)
{
	char *index = mem_format("%s/index", repair->place.admin);
	struct git_call refresh = repair->call;
	int status = 0, rc = repair_save_files(repair, "HEAD", err);

	refresh.status = &status;
	if (!rc && unlink(index) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", index);
	if (!rc)
		rc = git_run(&repair->call, err, "read-tree", "HEAD", NULL);
	if (!rc)
		rc = git_run(
			&refresh, err, "update-index", "-q", "--refresh", NULL);
	if (!rc && done)
		argv_add(&repair->to->done, done);
	free(index);
	return rc;
}

static int repair_index(struct repair *repair, struct err *err)
{
	if (repair->index_is_gone)
		return repair_make_index(repair, NULL, err);
	if (worktree_index_is_whole(repair->to->config, &repair->place))
		return 0;
	return repair_make_index(
		repair, "the index was corrupt: made again from HEAD", err);
}

/* An unsure suspicion is settled by one git, which reads HEAD's tree. */
static bool repair_is_needed(const struct repair *repair)
{
	const struct worktree_repair *to = repair->to;
	char *tree;

	if (to->thorough)
		return true;
	switch (worktree_suspect(to->root, to->name)) {
	case SUSPICION_NONE:
		return false;
	case SUSPICION_UNSURE:
		tree = git_line(&repair->call, NULL, "rev-parse", "--verify",
			"HEAD^{tree}", NULL);
		free(tree);
		return !tree;
	case SUSPICION_SEEN:
		break;
	}
	return true;
}

/* The branch comes before the files, which are made from it. */
static int repair_all(struct repair *repair, struct err *err)
{
	if (!repair_is_needed(repair))
		return 0;
	if (repair_links(repair, err) < 0 || repair_commits(repair, err) < 0)
		return -1;
	if (!repair->index_is_gone && repair_directory(repair, err) < 0)
		return -1;
	if (repair_index(repair, err) < 0)
		return -1;
	return repair->to->thorough ? repair_head(repair, err) : 0;
}

/* A person goes on from here, and has to know what has changed already. */
static void repair_explain(const struct repair *repair, struct err *err)
{
	const struct worktree_repair *to = repair->to;
	struct str text = STR_INIT;

	for (size_t i = 0; i < to->done.count; i++)
		str_addf(&text, "%s%s",
			i ? "; " : " (done before: ", to->done.items[i]);
	if (to->done.count)
		str_add_char(&text, ')');
	if (to->saved_ref)
		str_addf(&text, " (the work is saved in %s)", to->saved_ref);
	err_prefix(err, "cannot repair worktree '%s'%s", repair->place.path,
		str_text(&text));
	str_clear(&text);
}

int worktree_repair(struct worktree_repair *request, struct err *err)
{
	struct repair repair = { .to = request };
	int rc = worktree_place_open(
		&repair.place, request->root, request->name, err);

	if (rc == 0) {
		repair.call = (struct git_call){ .config = request->config,
			.directory = repair.place.path };
		rc = repair_all(&repair, err);
		if (rc < 0)
			repair_explain(&repair, err);
	}
	worktree_place_clear(&repair.place);
	return rc;
}

void worktree_repair_clear(struct worktree_repair *repair)
{
	argv_clear(&repair->done);
	free(repair->saved_ref);
	repair->saved_ref = NULL;
}
