/*
 * repository - which repository and which commit a task is about: see
 * repository.h
 *
 * libgit2 is asked first; `git` is asked where libgit2 cannot open the
 * repository (sha256, a newer format). Both fill in the same facts, and
 * repository_check makes the errors from the facts.
 */
#include "dispatcher/git/repository.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"

/* A text is NULL where the repository has none. */
struct repository_facts {
	bool bare;
	char *top; /* the worktree asked about */
	char *common; /* the common git directory */
	char *commit; /* of the base */
	char *branch;
	bool has_head; /* HEAD names a commit */
};

static void repository_facts_clear(struct repository_facts *facts)
{
	free(facts->top);
	free(facts->common);
	free(facts->commit);
	free(facts->branch);
}

/*
 * libgit2 1.5 reports another user's repository as "not found" where no
 * safe.directory is set at all; only its message tells the two apart.
 */
static bool repository_is_foreign(int rc)
{
	const git_error *last = git_error_last();

	return rc == GIT_EOWNER ||
	       (rc == GIT_ENOTFOUND && last && last->message &&
		       strstr(last->message, "safe.directory"));
}

/* 0: open; 1: libgit2 cannot open it, so `git` is asked; -1: no use. */
static int repository_open(
	git_repository **repository, const char *directory, struct err *err)
{
	int rc = git_library_open(repository, directory, 1);

	if (rc && repository_is_foreign(rc)) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': it belongs to another "
			"user",
			directory);
		return err_hint(err,
			"git config --global --add safe.directory '%s'",
			directory);
	}
	if (rc == GIT_ENOTFOUND) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': not a git repository",
			directory);
		return err_hint(err, "git init");
	}
	return rc ? 1 : 0;
}

static char *repository_commit(git_repository *repository, const char *base)
{
	git_object *object = NULL, *commit = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	char *text = NULL;

	if (git_revparse_single(&object, repository, base) == 0 &&
		git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0)
		text = mem_copy(
			git_oid_tostr(hex, sizeof(hex), git_object_id(commit)));
	git_object_free(commit);
	git_object_free(object);
	return text;
}

static char *repository_branch(git_repository *repository)
{
	git_reference *head = NULL;
	const char *prefix = "refs/heads/", *target = NULL;
	char *branch;

	if (git_reference_lookup(&head, repository, "HEAD") == 0)
		target = git_reference_symbolic_target(head);
	if (target && !strncmp(target, prefix, strlen(prefix)))
		target += strlen(prefix);
	branch = mem_copy(target ? target : "HEAD");
	git_reference_free(head);
	return branch;
}

/* Returns what repository_open returns. */
static int repository_ask_library(struct repository_facts *facts,
	const char *directory, const char *base, struct err *err)
{
	git_repository *repository = NULL;
	int rc = repository_open(&repository, directory, err);

	if (rc)
		return rc;
	facts->bare = git_repository_is_bare(repository);
	if (!facts->bare)
		facts->top = realpath(git_repository_workdir(repository), NULL);
	facts->common = realpath(git_repository_commondir(repository), NULL);
	facts->has_head = git_repository_head_unborn(repository) == 0;
	facts->commit = repository_commit(repository, base);
	facts->branch = repository_branch(repository);
	git_repository_free(repository);
	return 0;
}

static int repository_ask_program(const struct config *config,
	struct repository_facts *facts, const char *directory, const char *base,
	struct err *err)
{
	struct git_call call = { .config = config, .directory = directory };
	char *common, *commit, *bare;

	common = git_line(&call, err, "rev-parse", "--path-format=absolute",
		"--git-common-dir", NULL);
	if (!common)
		return err_prefix(err, "cannot use repository");
	facts->common = realpath(common, NULL);
	free(common);
	bare = git_line(&call, NULL, "rev-parse", "--is-bare-repository", NULL);
	facts->bare = bare && !strcmp(bare, "true");
	free(bare);
	facts->top =
		git_line(&call, NULL, "rev-parse", "--show-toplevel", NULL);
	commit = git_line(
		&call, NULL, "rev-parse", "--verify", "HEAD^{commit}", NULL);
	facts->has_head = commit != NULL;
	free(commit);
	commit = mem_format("%s^{commit}", base);
	facts->commit =
		git_line(&call, NULL, "rev-parse", "--verify", commit, NULL);
	free(commit);
	facts->branch =
		git_line(&call, NULL, "symbolic-ref", "--short", "HEAD", NULL);
	if (!facts->branch)
		facts->branch = mem_copy("HEAD");
	return 0;
}

/*
 * The root of the main worktree, whose .git is the common directory. Where
 * there is no main worktree (the repository is bare), or it cannot be found
 * (its git directory lies elsewhere), the answer is the linked one's own root.
 */
static char *repository_main_root(const char *top, const char *common)
{
	char *own = git_dir_of(top), *root = NULL, *its = NULL;
	const char *slash = strrchr(common, '/');
	git_repository *main = NULL;

	if (own && strcmp(own, common) != 0 && slash > common &&
		!strcmp(slash, "/.git")) {
		root = mem_copy_bytes(common, (size_t)(slash - common));
		its = git_dir_of(root);
		if (!its || strcmp(its, common) != 0 ||
			(git_library_open(&main, root, 0) == 0 &&
				git_repository_is_bare(main))) {
			free(root);
			root = NULL;
		}
	}
	git_repository_free(main);
	free(its);
	free(own);
	return root ? root : mem_copy(top);
}

/* A base comes from outside: an option or a range would change the command. */
static int repository_check_base(const char *base, struct err *err)
{
	const char *why = NULL;

	if (!*base)
		why = "it is empty";
	else if (*base == '-')
		why = "a revision does not begin with '-'";
	else if (strstr(base, "..") || *base == '^')
		why = "a range of commits is not a base";
	for (const char *c = base; !why && *c; c++)
		if (iscntrl((unsigned char)*c) || *c == ' ')
			why = "it has blanks or control characters";
	if (!why)
		return 0;
	return err_set(
		err, EXIT_WRONG_USE, "cannot use base: '%s': %s", base, why);
}

static int repository_check_directory(const char *directory, struct err *err)
{
	struct stat st;

	errno = ENOTDIR;
	if (stat(directory, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	err_sys(err, "cannot use repository: '%s'", directory);
	if (err)
		err->code = EXIT_WRONG_USE;
	return -1;
}

static int repository_check(const struct repository_facts *facts,
	const char *directory, const char *base, struct err *err)
{
	if (facts->bare || !facts->top || !facts->common) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': it is bare: it has no "
			"worktree",
			directory);
		return err_hint(err, "a clone of it, or a worktree");
	}
	if (!facts->commit && !facts->has_head) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': it has no commit yet",
			directory);
		return err_hint(err, "git commit --allow-empty -m start");
	}
	if (!facts->commit) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use base: '%s': it names no commit in '%s'",
			base, directory);
		return err_hint(err, "git fetch, or another --base");
	}
	return 0;
}

int repository_find(const struct config *config, struct repository *repository,
	const char *directory, const char *base, struct err *err)
{
	struct repository_facts facts = { 0 };
	int rc;

	*repository = (struct repository){ 0 };
	if (repository_check_directory(directory, err) < 0 ||
		(base && repository_check_base(base, err) < 0))
		return -1;
	if (!base)
		base = "HEAD";
	rc = repository_ask_library(&facts, directory, base, err);
	if (rc > 0)
		rc = repository_ask_program(
			config, &facts, directory, base, err);
	if (!rc)
		rc = repository_check(&facts, directory, base, err);
	if (!rc) {
		repository->root =
			repository_main_root(facts.top, facts.common);
		repository->git = mem_copy(facts.common);
		repository->base_commit = mem_copy(facts.commit);
		repository->branch = mem_copy(facts.branch);
	}
	repository_facts_clear(&facts);
	return rc;
}

void repository_clear(struct repository *repository)
{
	free(repository->root);
	free(repository->git);
	free(repository->base_commit);
	free(repository->branch);
	*repository = (struct repository){ 0 };
}
