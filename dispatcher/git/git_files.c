/*
 * git_files - fill a new worktree with files: see git_files.h
 *
 * libgit2 ignores in silence what it does not know (an LFS file would become
 * its pointer file), so each thing that would make the result differ is looked
 * for before. In doubt `git` does it.
 */
#include "dispatcher/git/git_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"

#define ATTRIBUTES_MAX_BYTES ((size_t)1 << 20)

/* Sparse and partial clones, and settings of one worktree alone. */
static bool setting_needs_git(const git_config_entry *entry)
{
	const char *end = strrchr(entry->name, '.');
	int value = 0;

	if (!strcmp(entry->name, "extensions.partialclone") ||
		(!strncmp(entry->name, "remote.", 7) && end &&
			!strcmp(end, ".promisor")))
		return true;
	if (!strcmp(entry->name, "core.sparsecheckout") ||
		!strcmp(entry->name, "extensions.worktreeconfig"))
		return git_config_parse_bool(&value, entry->value) != 0 ||
		       value;
	return false;
}

/* One by one: libgit2 1.5 leaks when it is given a pattern. */
static bool any_setting_needs_git(git_config *settings)
{
	git_config_iterator *entries = NULL;
	git_config_entry *entry;
	bool needs = git_config_iterator_new(&entries, settings) != 0;

	while (!needs && git_config_next(&entry, entries) == 0)
		needs = setting_needs_git(entry);
	git_config_iterator_free(entries);
	return needs;
}

/* Attributes that name a program, or an encoding that libgit2 does not know. */
static bool attributes_name_filter(const char *attributes, size_t len)
{
	return memmem(attributes, len, "filter", 6) ||
	       memmem(attributes, len, "working-tree-encoding", 21);
}

static bool attributes_file_names_filter(const char *path)
{
	char *text = NULL;
	size_t len = 0;
	bool names = false;

	if (file_read(&text, &len, path, ATTRIBUTES_MAX_BYTES, NULL) == 0)
		names = attributes_name_filter(text, len);
	free(text);
	return names;
}

/* Those of the person and those of this repository. */
static bool settings_need_git(git_repository *repository)
{
	git_config *settings = NULL;
	git_buf path = { 0 };
	bool needs = true;

	if (git_repository_config_snapshot(&settings, repository) < 0)
		goto out;
	needs = any_setting_needs_git(settings);
	if (!needs && git_config_get_path(
			      &path, settings, "core.attributesfile") == 0)
		needs = attributes_file_names_filter(path.ptr);
	git_buf_dispose(&path);
	if (!needs && git_repository_item_path(&path, repository,
			      GIT_REPOSITORY_ITEM_INFO) == 0) {
		char file[PATH_MAX];

		snprintf(file, sizeof(file), "%s/attributes", path.ptr);
		needs = attributes_file_names_filter(file);
	}
out:
	git_buf_dispose(&path);
	git_config_free(settings);
	return needs;
}

struct tree_check {
	git_repository *repository;
	int64_t left; /* files until `git` is the faster one */
};

static bool tree_entry_names_filter(
	git_repository *repository, const git_tree_entry *entry)
{
	git_blob *blob = NULL;
	bool names = true;

	if (git_blob_lookup(&blob, repository, git_tree_entry_id(entry)) == 0)
		names = attributes_name_filter(git_blob_rawcontent(blob),
			(size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	return names;
}

/* A callback of git_tree_walk. A value below zero ends it: `git` is needed. */
static int tree_check_entry(
	const char *directory, const git_tree_entry *entry, void *payload)
{
	struct tree_check *check = payload;

	(void)directory;
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return 0;
	if (git_tree_entry_type(entry) == GIT_OBJECT_COMMIT)
		return GIT_EUSER; /* a submodule */
	if (--check->left < 0)
		return GIT_EUSER;
	if (!strcmp(git_tree_entry_name(entry), ".gitattributes") &&
		tree_entry_names_filter(check->repository, entry))
		return GIT_EUSER;
	return 0;
}

static bool tree_needs_git(const struct config *config,
	git_repository *repository, const char *hex)
{
	struct tree_check check = { repository, config->git_large_tree_files };
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	bool needs = true;

	if (git_library_commit(&commit, repository, hex) == 0 &&
		git_commit_tree(&tree, commit) == 0)
		needs = git_tree_walk(tree, GIT_TREEWALK_PRE, tree_check_entry,
				&check) != 0;
	git_tree_free(tree);
	git_commit_free(commit);
	return needs;
}

bool git_files_by_library(const struct config *config,
	git_repository *repository, const char *commit)
{
	return repository && !settings_need_git(repository) &&
	       !tree_needs_git(config, repository, commit);
}

static int files_fill_by_library(const char *worktree)
{
	git_checkout_options options;
	git_repository *repository = NULL;
	int rc;

	git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
	options.checkout_strategy = GIT_CHECKOUT_FORCE;
	rc = git_library_open(&repository, worktree, 0);
	if (!rc)
		rc = git_checkout_head(repository, &options);
	git_repository_free(repository);
	return rc;
}

static int files_fill_by_git(
	const struct config *config, const char *worktree, struct err *err)
{
	struct git_call call = { .config = config, .directory = worktree };
	char workers[48];

	snprintf(workers, sizeof(workers), "checkout.workers=%d",
		(int)config->git_checkout_workers);
	return git_run(
		&call, err, "-c", workers, "reset", "--hard", "-q", NULL);
}

int git_files_fill(const struct config *config, const char *worktree,
	bool by_library, struct err *err)
{
	if (by_library && files_fill_by_library(worktree) == 0)
		return 0;
	if (files_fill_by_git(config, worktree, err) < 0)
		return err_prefix(
			err, "cannot put files into worktree '%s'", worktree);
	return 0;
}
