/*
 * repository - which repository, and which commit, a task is about
 *
 * libgit2 answers in well under a millisecond; git is asked where libgit2
 * cannot open the repository (sha256, a newer format). Both fill in the same
 * few facts, and the errors are made of these in one place.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "dispatcher/git/git.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"

/* What either of the two found; all but `bare` may be NULL: there is none. */
struct facts {
	bool bare;
	char *top; /* the work tree asked about */
	char *common;
	char *commit; /* of the base */
	char *branch;
	bool has_head;
};

static void clear_facts(struct facts *facts)
{
	free(facts->top);
	free(facts->common);
	free(facts->commit);
	free(facts->branch);
}

/* libgit2 1.5 says "not found" where no safe.directory is set at all. */
static bool is_foreign(int rc)
{
	const git_error *last = git_error_last();

	return rc == GIT_EOWNER ||
	       (rc == GIT_ENOTFOUND && last && last->message &&
		       strstr(last->message, "safe.directory"));
}

/* 0; 1 where git has to be asked; -1 with the reason. */
static int open_by_library(
	git_repository **repository, const char *directory, struct err *err)
{
	int rc = git_library_open(repository, directory, 1);

	if (rc && is_foreign(rc)) {
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

static char *commit_by_library(git_repository *repository, const char *base)
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

static char *branch_by_library(git_repository *repository)
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

static int ask_library(struct facts *facts, const char *directory,
	const char *base, struct err *err)
{
	git_repository *repository = NULL;
	int rc = open_by_library(&repository, directory, err);

	if (rc)
		return rc;
	facts->bare = git_repository_is_bare(repository);
	if (!facts->bare)
		facts->top = realpath(git_repository_workdir(repository), NULL);
	facts->common = realpath(git_repository_commondir(repository), NULL);
	facts->has_head = git_repository_head_unborn(repository) == 0;
	facts->commit = commit_by_library(repository, base);
	facts->branch = branch_by_library(repository);
	git_repository_free(repository);
	return 0;
}

/* One line that git prints, or NULL where it has none. */
static char *ask_line(const struct git_call *about, const char *command,
	const char *first, const char *second)
{
	struct str out = STR_INIT;
	struct git_call call = *about;
	int status = 0, rc;

	call.out = &out;
	call.status = &status;
	rc = git_run(&call, NULL, command, first, second, NULL);
	git_chomp(&out);
	if (rc < 0 || status != 0 || !out.len) {
		str_clear(&out);
		return NULL;
	}
	return str_take(&out);
}

static int ask_program(const struct config *config, struct facts *facts,
	const char *directory, const char *base, struct err *err)
{
	struct git_call call = { .config = config, .directory = directory };
	struct str common = STR_INIT;
	char *commit, *bare;

	call.out = &common;
	if (git_run(&call, err, "rev-parse", "--path-format=absolute",
		    "--git-common-dir", NULL) < 0) {
		str_clear(&common);
		return err_prefix(err, "cannot use repository");
	}
	git_chomp(&common);
	facts->common = realpath(str_text(&common), NULL);
	str_clear(&common);
	call.out = NULL;
	bare = ask_line(&call, "rev-parse", "--is-bare-repository", NULL);
	facts->bare = bare && !strcmp(bare, "true");
	free(bare);
	facts->top = ask_line(&call, "rev-parse", "--show-toplevel", NULL);
	commit = ask_line(&call, "rev-parse", "--verify", "HEAD^{commit}");
	facts->has_head = commit != NULL;
	free(commit);
	commit = mem_format("%s^{commit}", base);
	facts->commit = ask_line(&call, "rev-parse", "--verify", commit);
	free(commit);
	facts->branch = ask_line(&call, "symbolic-ref", "--short", "HEAD");
	if (!facts->branch)
		facts->branch = mem_copy("HEAD");
	return 0;
}

/*
 * The main work tree of a linked one: its .git is the common directory. Where
 * there is none (the repository is bare), or it cannot be told which it is
 * (its git directory is elsewhere), the linked one stands for itself.
 */
static char *main_root(const char *top, const char *common)
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

/* What comes from outside is one revision: no option, no range. */
static int check_base(const char *base, struct err *err)
{
	const char *why = NULL;

	if (!*base)
		why = "it is empty";
	else if (*base == '-')
		why = "a revision does not begin with '-'";
	else if (strstr(base, "..") || *base == '^')
		why = "a range of commits is no base";
	for (const char *c = base; !why && *c; c++)
		if (iscntrl((unsigned char)*c) || *c == ' ')
			why = "it has blanks or control characters";
	if (!why)
		return 0;
	return err_set(
		err, EXIT_WRONG_USE, "cannot use base: '%s': %s", base, why);
}

static int check_directory(const char *directory, struct err *err)
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

static int check_facts(const struct facts *facts, const char *directory,
	const char *base, struct err *err)
{
	if (facts->bare || !facts->top || !facts->common) {
		err_set(err, EXIT_WRONG_USE,
			"cannot use repository: '%s': it is bare: it has no "
			"work tree",
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
	struct facts facts = { 0 };
	int rc;

	*repository = (struct repository){ 0 };
	if (check_directory(directory, err) < 0 ||
		(base && check_base(base, err) < 0))
		return -1;
	if (!base)
		base = "HEAD";
	rc = ask_library(&facts, directory, base, err);
	if (rc > 0)
		rc = ask_program(config, &facts, directory, base, err);
	if (!rc)
		rc = check_facts(&facts, directory, base, err);
	if (!rc) {
		repository->root = main_root(facts.top, facts.common);
		repository->git = mem_copy(facts.common);
		repository->base_commit = mem_copy(facts.commit);
		repository->branch = mem_copy(facts.branch);
	}
	clear_facts(&facts);
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
