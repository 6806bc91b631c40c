/*
 * test_git - finding repositories and making worktrees, against git itself
 */
#include "tests/dispatcher/scratch.h"

#include <errno.h>

#include "dispatcher/git/repository.h"
#include "dispatcher/worktree/worktree.h"

/*
 * libgit2 1.5 leaks one pcre2 match each time it opens a repository that has
 * extensions (sha256, partial clones).
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}

static void expect_found(
	struct scratch *s, const char *directory, const char *base)
{
	struct repository found;
	struct err err = ERR_INIT;

	if (repository_find(&s->config, &found, directory, base, &err) < 0)
		fail_msg("%s", err.message);
	assert_string_equal(found.root, s->root);
	assert_answer(s, found.base_commit,
		"git -C '%s' rev-parse '%s^{commit}'", directory,
		base ? base : "HEAD");
	repository_clear(&found);
}

static void expect_refused(struct scratch *s, const char *directory,
	const char *base, const char *why)
{
	struct repository found;
	struct err err = ERR_INIT;

	assert_int_equal(
		repository_find(&s->config, &found, directory, base, &err), -1);
	if (!strstr(err.message, why))
		fail_msg("'%s' is not in: %s", why, err.message);
	assert_int_equal(err.code, EXIT_WRONG_USE);
}

static void finds(void **state)
{
	struct scratch *s = *state;
	struct repository found;
	char *path = mem_format("%s/sub", s->root);

	sh(s, "git -C repo tag -a v1 -m v1 HEAD~1;"
	      "git -C repo update-ref refs/remotes/origin/main HEAD~1");
	expect_found(s, s->root, NULL);
	expect_found(s, path, NULL);
	expect_found(s, s->root, "main");
	expect_found(s, s->root, "v1");
	expect_found(s, s->root, "HEAD~1");
	expect_found(s, s->root, "origin/main");
	free(path);

	/* A linked worktree: the main root, but its own HEAD. */
	sh(s, "git -C repo worktree add -q -b other ../linked HEAD~1");
	path = mem_format("%s/linked", s->directory);
	expect_found(s, path, NULL);
	assert_int_equal(
		repository_find(&s->config, &found, path, NULL, NULL), 0);
	assert_string_equal(found.branch, "other");
	repository_clear(&found);
	free(path);

	sh(s, "git -C repo checkout -q --detach");
	assert_int_equal(
		repository_find(&s->config, &found, s->root, NULL, NULL), 0);
	assert_string_equal(found.branch, "HEAD");
	repository_clear(&found);
}

static void refuses(void **state)
{
	struct scratch *s = *state;
	static const char *const hostile[][2] = {
		{ "", "empty" },
		{ "--help", "begin with '-'" },
		{ "-", "begin with '-'" },
		{ "main..HEAD", "range" },
		{ "HEAD~1...HEAD", "range" },
		{ "^main", "range" },
		{ "a b", "blanks" },
		{ "x\ny", "control" },
		{ "nothing", "names no commit" },
		{ "HEAD~99", "names no commit" },
		{ "HEAD:a", "names no commit" },
		{ "0123456789012345678901234567890123456789",
			"names no commit" },
	};
	char path[128];

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++)
		expect_refused(s, s->root, hostile[i][0], hostile[i][1]);
	snprintf(path, sizeof(path), "%s/missing", s->directory);
	expect_refused(s, path, NULL, "No such file or directory");
	expect_refused(s, s->directory, NULL, "not a git repository");
	sh(s, "git init -q --bare bare.git; git init -q empty; touch file");
	snprintf(path, sizeof(path), "%s/bare.git", s->directory);
	expect_refused(s, path, NULL, "bare");
	snprintf(path, sizeof(path), "%s/empty", s->directory);
	expect_refused(s, path, NULL, "no commit yet");
	expect_refused(s, path, "main", "no commit yet");
	snprintf(path, sizeof(path), "%s/file", s->directory);
	expect_refused(s, path, NULL, "Not a directory");
	if (geteuid() == 0) {
		sh(s, "git clone -q repo foreign; chown -R 12345 foreign");
		snprintf(path, sizeof(path), "%s/foreign", s->directory);
		expect_refused(s, path, NULL, "another user");
	}
}

/* A repository whose main work tree is bare: its linked one is the root. */
static void finds_below_bare(void **state)
{
	struct scratch *s = *state;
	struct repository found;
	struct err err = ERR_INIT;
	char path[128];

	sh(s, "mkdir project && git clone -q --bare repo project/.git &&"
	      "git -C project worktree add -q main main");
	snprintf(path, sizeof(path), "%s/project/main", s->directory);
	assert_int_equal(
		repository_find(&s->config, &found, path, NULL, &err), 0);
	assert_string_equal(found.root, path);
	assert_int_equal(worktree_create(&s->config, found.root, "w",
				 found.base_commit, &err),
		0);
	assert_int_equal(worktree_check(found.root, "w", &err), 0);
	repository_clear(&found);
}

static char *head(struct scratch *s)
{
	return answer(s, "git -C repo rev-parse HEAD");
}

static void create(struct scratch *s, const char *name)
{
	struct err err = ERR_INIT;
	char *commit = head(s);

	if (worktree_create(&s->config, s->root, name, commit, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(worktree_check(s->root, name, &err), 0);
	assert_answer(
		s, "", "git -C repo/.worktrees/%s status --porcelain", name);
	assert_answer(
		s, commit, "git -C repo/.worktrees/%s rev-parse HEAD", name);
	free(commit);
}

static void creates(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;
	char *commit = head(s), *branch;

	sh(s, "printf keep >repo/.git/info/exclude");
	assert_int_equal(worktree_is_free(&s->config, s->root, "w1", &err), 0);
	create(s, "w1");
	create(s, "w2");
	branch = answer(s, "git -C repo/.worktrees/w1 branch --show-current");
	assert_string_equal(branch, "reeve/w1");
	free(branch);
	sh(s, "cd repo/.worktrees/w1 && test -x run && test -L link &&"
	      "echo x >>a && git commit -qam work");
	assert_answer(s, "", "git -C repo status --porcelain");
	sh(s, "printf 'keep\\n/.worktrees/\\n' | cmp - repo/.git/info/exclude");
	sh(s, "git -C repo fsck --no-progress && git -C repo worktree list");

	/* Whole: a second call leaves an agent's work alone. */
	assert_int_equal(
		worktree_create(&s->config, s->root, "w1", commit, &err), 0);
	assert_answer(
		s, "work", "git -C repo/.worktrees/w1 log -1 --format=%%s");
	free(commit);
}

static void names_what_exists(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;
	char *commit = head(s);

	sh(s, "git -C repo branch reeve/taken HEAD~1");
	assert_int_equal(
		worktree_is_free(&s->config, s->root, "taken", &err), -1);
	assert_non_null(strstr(err.message, "branch 'reeve/taken' exists"));
	assert_int_equal(
		worktree_create(&s->config, s->root, "taken", commit, &err),
		-1);
	assert_int_equal(errno, EEXIST);
	assert_non_null(strstr(err.message, "branch 'reeve/taken' exists"));

	sh(s, "mkdir -p repo/.worktrees/dir && touch repo/.worktrees/dir/mine");
	assert_int_equal(
		worktree_is_free(&s->config, s->root, "dir", &err), -1);
	assert_int_equal(
		worktree_create(&s->config, s->root, "dir", commit, &err), -1);
	assert_int_equal(errno, EEXIST);
	sh(s, "test -e repo/.worktrees/dir/mine");
	assert_int_not_equal(
		shell(s, "git -C repo rev-parse -q --verify reeve/dir"), 0);

	/* Git's entry is named as ours would be, but leads elsewhere. */
	sh(s, "git -C repo worktree add -q -b side ../side");
	assert_int_equal(
		worktree_is_free(&s->config, s->root, "side", &err), -1);
	assert_null(strstr(err.message, ".worktrees"));
	assert_int_equal(
		worktree_create(&s->config, s->root, "side", commit, &err), -1);
	assert_non_null(strstr(err.message, "/side' exists"));

	sh(s, "git -C repo worktree add -q -b reeve/else ../other");
	assert_int_equal(
		worktree_create(&s->config, s->root, "else", commit, &err), -1);
	assert_non_null(strstr(err.message, "checked out in"));

	sh(s, "rm -rf repo/.worktrees && ln -s ../elsewhere repo/.worktrees");
	assert_int_equal(
		worktree_create(&s->config, s->root, "linked", commit, &err),
		-1);
	assert_non_null(strstr(err.message, "link"));
	assert_int_not_equal(
		shell(s, "git -C repo rev-parse -q --verify reeve/linked"), 0);
	assert_int_equal(
		worktree_is_free(&s->config, s->root, "../up", &err), -1);
	free(commit);
}

static void names_a_branch_in_the_way(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	sh(s, "git -C repo branch reeve");
	assert_int_equal(worktree_is_free(&s->config, s->root, "x", &err), -1);
	assert_non_null(strstr(err.message, "branch 'reeve' exists"));
}

/* Every point a dispatch may be cut off at, made by hand. */
static void completes_what_was_cut_off(void **state)
{
	static const char *const cuts[] = {
		"git branch reeve/cut",
		"git branch reeve/cut; mkdir -p .git/worktrees/cut",
		"git branch reeve/cut; mkdir -p .git/worktrees/cut;"
		": >.git/worktrees/cut/gitdir",
		"git branch reeve/cut; mkdir -p .git/worktrees/cut"
		" .worktrees/cut; echo $PWD/.worktrees/cut/.git"
		" >.git/worktrees/cut/gitdir; echo ../.. "
		">.git/worktrees/cut/commondir",
		"mkdir -p .worktrees/cut",
		"git branch reeve/cut; touch .git/refs/heads/reeve/cut.lock;"
		"mkdir -p .worktrees/cut; : >.worktrees/cut/.git",
		"git worktree add -q --no-checkout -b reeve/cut .worktrees/cut;"
		"rm -f .git/worktrees/cut/index",
		"git worktree add -q -b reeve/cut .worktrees/cut;"
		"cd .worktrees/cut; rm sub/b; echo half >a;"
		"mv ../../.git/worktrees/cut/index"
		" ../../.git/worktrees/cut/index.lock",
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		sh(s, "cd repo && { %s\n}", cuts[i]);
		create(s, "cut");
		sh(s, "cd repo && git worktree remove .worktrees/cut &&"
		      "git branch -q -D reeve/cut && git worktree prune");
	}
}

static void repairs(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	create(s, "w");
	sh(s, "cd repo/.worktrees/w && echo mine >>a && git commit -qam mine &&"
	      "touch ../../.git/worktrees/w/index.lock");
	assert_int_equal(worktree_check(s->root, "w", &err), -1);
	assert_non_null(strstr(err.message, "locked"));
	assert_int_equal(worktree_restore(&s->config, s->root, "w", &err), 0);
	assert_int_equal(worktree_check(s->root, "w", &err), 0);

	sh(s, "rm -rf repo/.worktrees/w");
	assert_int_equal(worktree_check(s->root, "w", &err), -1);
	assert_non_null(strstr(err.message, "deleted"));
	assert_int_equal(worktree_restore(&s->config, s->root, "w", &err), 0);
	assert_int_equal(worktree_check(s->root, "w", &err), 0);
	assert_answer(s, "", "git -C repo/.worktrees/w status --porcelain");
	assert_answer(
		s, "mine", "git -C repo/.worktrees/w log -1 --format=%%s");

	sh(s, "git -C repo worktree remove .worktrees/w");
	assert_int_equal(worktree_restore(&s->config, s->root, "w", &err), 0);
	assert_answer(
		s, "mine", "git -C repo/.worktrees/w log -1 --format=%%s");
	sh(s, "git -C repo worktree move .worktrees/w moved");
	assert_int_equal(worktree_check(s->root, "w", &err), -1);
}

static char *listing(struct scratch *s, const char *where)
{
	return answer(s, "cd '%s' && git status --porcelain | head -1", where);
}

/* What libgit2 cannot do comes out as git does it. */
static void takes_odd_repositories(void **state)
{
	struct scratch *s = *state;
	char *status;

	/* A filter. */
	sh(s, "cd repo && git config filter.up.smudge 'tr a-z A-Z' &&"
	      "git config filter.up.clean 'tr A-Z a-z' &&"
	      "echo 'a filter=up' >.gitattributes && git add . &&"
	      "git commit -qm filter");
	create(s, "filter");
	assert_answer(s, "ONE", "head -1 repo/.worktrees/filter/a");
	sh(s, "cd repo && git rm -q .gitattributes && git commit -qm none");

	/* A submodule: an empty directory. */
	sh(s, "git clone -q repo inner && cd repo &&"
	      "git submodule -q add ../inner inner && git commit -qm inner");
	create(s, "submodule");
	sh(s, "test -d repo/.worktrees/submodule/inner");
	sh(s, "cd repo && git rm -q inner && git commit -qm none");

	/* A large tree. */
	s->config.git_large_tree_files = 3;
	create(s, "large");
	s->config.git_large_tree_files = 2000;

	/* Line ends, which libgit2 does by itself. */
	sh(s, "cd repo && echo '*.txt eol=crlf' >.gitattributes &&"
	      "printf 'x\\r\\n' >x.txt && git add . && git commit -qm crlf");
	create(s, "crlf");
	sh(s, "printf 'x\\r\\n' | cmp - repo/.worktrees/crlf/x.txt");

	/* Sparse: the new worktree is too. */
	sh(s, "git -C repo sparse-checkout set sub 2>/dev/null");
	create(s, "sparse");
	sh(s, "cd repo/.worktrees/sparse && test -e sub/b");
	status = listing(s, "repo/.worktrees/sparse");
	assert_string_equal(status, "");
	free(status);
}

static void takes_sha256(void **state)
{
	struct scratch *s = *state;
	struct repository found;
	struct err err = ERR_INIT;

	sh(s, "rm -rf repo; git init -q --object-format=sha256 repo &&"
	      "cd repo && echo x >a && git add . && git commit -qm x &&"
	      "git worktree add -q ../linked");
	expect_found(s, s->root, NULL);
	expect_found(s, s->root, "main");
	expect_refused(s, s->root, "nothing", "names no commit");
	assert_int_equal(
		repository_find(&s->config, &found, s->root, NULL, &err), 0);
	assert_string_equal(found.branch, "main");
	repository_clear(&found);
	create(s, "w");
	assert_int_equal(worktree_is_free(&s->config, s->root, "w", &err), -1);
	assert_non_null(strstr(err.message, "reeve/w"));
}

static void takes_partial_clone(void **state)
{
	struct scratch *s = *state;

	sh(s, "git -C repo config uploadpack.allowFilter true &&"
	      "mv repo origin && git clone -q --no-checkout --filter=blob:none"
	      " \"file://$PWD/origin\" repo");
	create(s, "w");
	assert_answer(s, "one", "head -1 repo/.worktrees/w/a");
}

#define PROCESSES 8
#define EACH      25

static void many_at_once(void **state)
{
	struct scratch *s = *state;
	char *commit = head(s), name[32];
	int status, failed = 0;

	for (int p = 0; p < PROCESSES; p++) {
		if (fork() != 0)
			continue;
		for (int i = 0; i < EACH; i++) {
			struct err err = ERR_INIT;

			snprintf(name, sizeof(name), "w-%d-%d", p, i);
			if (worktree_create(&s->config, s->root, name, commit,
				    &err) < 0) {
				fprintf(stderr, "%s\n", err.message);
				_exit(1);
			}
		}
		_exit(0);
	}
	for (int p = 0; p < PROCESSES; p++)
		failed += wait(&status) < 0 || status != 0;
	assert_int_equal(failed, 0);
	assert_answer(s, "201", "git -C repo worktree list | wc -l");
	assert_answer(s, "200", "git -C repo branch --list 'reeve/*' | wc -l");
	assert_answer(s, "1", "grep -c worktrees repo/.git/info/exclude");
	sh(s, "for w in repo/.worktrees/*; do"
	      " test -z \"$(git -C $w status --porcelain)\" || exit 1; done");
	free(commit);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(finds),
		TEST(refuses),
		TEST(finds_below_bare),
		TEST(creates),
		TEST(names_what_exists),
		TEST(names_a_branch_in_the_way),
		TEST(completes_what_was_cut_off),
		TEST(repairs),
		TEST(takes_odd_repositories),
		TEST(takes_sha256),
		TEST(takes_partial_clone),
		TEST(many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
