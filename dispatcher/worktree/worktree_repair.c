/*
 * worktree_mend - put a broken worktree right: see worktree_mend.h
 *
 * From the outside in: the small files that make it a worktree, the commit
 * its HEAD leads to, its index; then, where git has failed an agent, what git
 * was in the middle of. Each part looks before it touches, so one that was cut
 * off is simply done again.
 */
#include "dispatcher/worktree/worktree_mend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "dispatcher/git/git.h"
#include "dispatcher/git/saved_ref.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_mend_parts.h"

bool mend_has_directory(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *mend_ask(const struct mend *mend, const char *one, const char *two,
	const char *three)
{
	struct git_call call = mend->call;
	struct str out = STR_INIT;
	int status = 0;

	call.out = &out;
	call.status = &status;
	if (git_run(&call, NULL, one, two, three, NULL) < 0 || status != 0)
		str_reset(&out);
	git_chomp(&out);
	if (out.len)
		return str_take(&out);
	str_clear(&out);
	return NULL;
}

static void take_ref(struct mend *mend, char *ref)
{
	if (!ref)
		return;
	if (!mend->to->saved_ref) {
		mend->to->saved_ref = ref;
		return;
	}
	if (strcmp(mend->to->saved_ref, ref) != 0)
		argv_addf(&mend->to->done, "kept more of the work in %s", ref);
	free(ref);
}

int mend_save(struct mend *mend, struct err *err)
{
	char *ref = NULL;
	int rc = worktree_save(mend->to->config, &ref, NULL, mend->place.path,
		mend->to->name, err);

	take_ref(mend, ref);
	return rc;
}

int mend_keep_commit(struct mend *mend, const char *commit, struct err *err)
{
	char *ref = NULL;
	int rc = saved_ref_keep(mend->to->config, &ref, mend->place.path,
		mend->to->name, commit, err);

	take_ref(mend, ref);
	return rc;
}

/* By an index of our own, for theirs may be what is broken. */
int mend_save_files(struct mend *mend, const char *parent, struct err *err)
{
	char *index = mem_format(
		"%s/reeve-mend.%d", mend->place.admin, (int)getpid());
	struct git_call call = mend->call;
	struct str tree = STR_INIT;
	char *ref = NULL;
	int rc = 0;

	call.index = index;
	unlink(index);
	if (parent)
		rc = git_run(&call, err, "read-tree", parent, NULL);
	if (!rc)
		rc = git_run(&call, err, "add", "-A", NULL);
	call.out = &tree;
	if (!rc)
		rc = git_run(&call, err, "write-tree", NULL);
	git_chomp(&tree);
	if (!rc)
		rc = saved_ref_keep_tree(mend->to->config, &ref,
			mend->place.path, mend->to->name, str_text(&tree),
			parent, err);
	take_ref(mend, ref);
	unlink(index);
	str_clear(&tree);
	free(index);
	return rc;
}

/* Its directory, its files and its locks, as far as they are simply gone. */
static int mend_files(struct mend *mend, struct err *err)
{
	const struct worktree_place *place = &mend->place;
	bool gone = !mend_has_directory(place->path);
	bool locked = worktree_place_is_locked(place);
	char *index = mem_format("%s/index", place->admin);
	const struct mending *to = mend->to;
	int rc = worktree_repair(to->config, to->root, to->name, err);

	/* Without an index it is made from its branch; but one that takes too
	 * long to check out may have a good one. */
	if (rc < 0 && gone && err->code != EXIT_TRY_LATER && unlink(index) == 0)
		rc = worktree_repair(to->config, to->root, to->name, err);
	free(index);
	if (rc < 0)
		return rc;
	if (gone)
		argv_add(&mend->to->done,
			"its directory was gone: made again from what was "
			"committed and staged");
	if (locked)
		argv_add(&mend->to->done,
			"a git that was killed had left a lock: removed");
	return 0;
}

/* From HEAD; what was staged is in the files, and those are saved. */
static int make_index(struct mend *mend, const char *why, struct err *err)
{
	char *index = mem_format("%s/index", mend->place.admin);
	struct git_call refresh = mend->call;
	int status = 0, rc = mend_save_files(mend, "HEAD", err);

	refresh.status = &status;
	if (!rc && unlink(index) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", index);
	if (!rc)
		rc = git_run(&mend->call, err, "read-tree", "HEAD", NULL);
	/* So that git sees which files are as they were. */
	if (!rc)
		rc = git_run(
			&refresh, err, "update-index", "-q", "--refresh", NULL);
	if (!rc && why)
		argv_add(&mend->to->done, why);
	free(index);
	return rc;
}

static int mend_index(struct mend *mend, struct err *err)
{
	if (mend->index_is_gone)
		return make_index(mend, NULL, err);
	if (worktree_index_is_whole(mend->to->config, &mend->place))
		return 0;
	return make_index(
		mend, "its index was corrupt: made again from HEAD", err);
}

static bool is_unsure_only(const struct mend *mend)
{
	char *tree;

	if (mend->to->thorough || mend->index_is_gone)
		return false;
	tree = mend_ask(mend, "rev-parse", "--verify", "HEAD^{tree}");
	free(tree);
	return tree != NULL;
}

static int mend_all(struct mend *mend, struct err *err)
{
	const struct mending *to = mend->to;
	enum suspicion suspicion = worktree_suspect(to->root, to->name);

	if (suspicion == SUSPICION_NONE && !to->thorough)
		return 0;
	if (suspicion == SUSPICION_UNSURE && is_unsure_only(mend))
		return 0;
	if (mend_place(mend, err) < 0)
		return -1;
	/* The branch before the files, which are made from it. */
	if (mend_commits(mend, err) < 0)
		return -1;
	if (!mend->index_is_gone && mend_files(mend, err) < 0)
		return -1;
	if (mend_index(mend, err) < 0)
		return -1;
	return to->thorough ? mend_state(mend, err) : 0;
}

/* What a person has to know who goes on from here. */
static void explain(const struct mend *mend, struct err *err)
{
	const struct mending *to = mend->to;
	struct str tried = STR_INIT;

	for (size_t i = 0; i < to->done.count; i++)
		str_addf(&tried, "%s%s",
			i ? "; " : " (done before: ", to->done.items[i]);
	if (to->done.count)
		str_add_char(&tried, ')');
	if (to->saved_ref)
		str_addf(&tried, " (the work is saved in %s)", to->saved_ref);
	err_prefix(err, "cannot repair worktree '%s'%s", mend->place.path,
		str_text(&tried));
	str_clear(&tried);
}

int worktree_mend(struct mending *mending, struct err *err)
{
	struct mend mend = { .to = mending };
	int rc = worktree_place_open(
		&mend.place, mending->root, mending->name, err);

	if (rc < 0)
		return rc;
	mend.call = (struct git_call){ .config = mending->config,
		.directory = mend.place.path };
	rc = mend_all(&mend, err);
	if (rc < 0)
		explain(&mend, err);
	worktree_place_clear(&mend.place);
	return rc;
}

void mending_clear(struct mending *mending)
{
	argv_clear(&mending->done);
	free(mending->saved_ref);
	mending->saved_ref = NULL;
}
