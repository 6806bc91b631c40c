/*
 * test_worktree - saving, resetting and looking, against git itself
 */
#include "tests/dispatcher/scratch.h"

#include "dispatcher/worktree/worktree.h"

/* A scratch repository with one worktree, "w". */
static int worktree_open(void **state)
{
	struct scratch *s;
	char *commit;

	scratch_open(state);
	s = *state;
	commit = answer(s, "git -C repo rev-parse HEAD");
	assert_int_equal(
		worktree_create(&s->config, s->root, "w", commit, NULL), 0);
	sh(s, "echo %s >base; ln -s repo/.worktrees/w w", commit);
	free(commit);
	return 0;
}

/* All that saving must not touch, in one line. */
static char *trace(struct scratch *s)
{
	return answer(s, "(cd w && git for-each-ref refs/heads;"
			 "cat ../../.git/worktrees/w/HEAD; git ls-files -s;"
			 "git --no-optional-locks status --porcelain -uall;"
			 "stat -c '%%n %%Y %%s' ../../.git/worktrees/w/*"
			 " | grep -v index) 2>&1 | sha1sum");
}

static char *save(struct scratch *s, struct argv *left)
{
	char *worktree = worktree_path(s->root, "w"), *ref;
	char *before = trace(s), *after;
	struct err err = ERR_INIT;

	if (worktree_save(&s->config, &ref, left, worktree, "w", &err) < 0)
		fail_msg("%s", err.message);
	after = trace(s);
	assert_string_equal(before, after);
	assert_answer(s, "", "ls repo/.git/worktrees/w | grep reeve");
	free(before);
	free(after);
	free(worktree);
	return ref;
}

static void reset(struct scratch *s, struct argv *left)
{
	char *worktree = worktree_path(s->root, "w");
	char *base = answer(s, "cat base");
	struct err err = ERR_INIT;

	if (worktree_reset(&s->config, left, worktree, "w", base, &err) < 0)
		fail_msg("%s", err.message);
	assert_answer(s, base, "git -C w rev-parse HEAD reeve/w | uniq");
	assert_answer(s, "reeve/w", "git -C w branch --show-current");
	free(base);
	free(worktree);
}

/* The files of a commit are those of the worktree, ignored ones apart. */
static void expect_same_files(struct scratch *s, const char *ref)
{
	sh(s,
		"rm -rf out && git -C repo worktree add -q --detach ../out %s &&"
		"diff -r --no-dereference -x .git -x '*.o' out w/ &&"
		"git -C repo worktree remove --force ../out",
		ref);
}

static void saves_nothing_where_nothing_is(void **state)
{
	struct scratch *s = *state;

	assert_null(save(s, NULL));
	sh(s, "cd w && touch ignored.o && touch -d yesterday a");
	assert_null(save(s, NULL));
}

static void saves_all_kinds(void **state)
{
	struct scratch *s = *state;
	char *ref, *again;

	sh(s, "cd w && echo changed >>a && rm -r sub && echo new >'new file' &&"
	      "mkdir -p deep/er && echo x >deep/er/x && chmod +x deep/er/x &&"
	      "ln -sf nowhere link && ln -s a second && chmod -x run &&"
	      "echo staged >staged && git add staged && echo later >>staged &&"
	      "echo o >ignored.o && printf 'odd\\n' >\"$(printf 'o\\nd\\t\"d')\" &&"
	      "echo gone >gone && git add gone && rm gone &&"
	      "touch -- -dash '#(x)' ':(top)x'");
	ref = save(s, NULL);
	assert_string_equal(ref, "refs/reeve/saved/w/1");
	expect_same_files(s, ref);
	assert_answer(
		s, "120000", "git -C w ls-tree %s second | cut -c1-6", ref);
	assert_answer(
		s, "100755", "git -C w ls-tree %s deep/er/x | cut -c1-6", ref);
	sh(s, "test \"$(git -C w rev-parse %s^)\" = \"$(cat base)\"", ref);
	/* The same again is the same ref; something new a new one. */
	again = save(s, NULL);
	assert_string_equal(again, ref);
	free(again);
	free(ref);
	sh(s, "echo more >>w/a");
	ref = save(s, NULL);
	assert_string_equal(ref, "refs/reeve/saved/w/2");
	free(ref);
}

static void saves_changes_of_kind(void **state)
{
	struct scratch *s = *state;
	char *ref;

	/* File to directory, directory to file, directory to link. */
	sh(s, "cd w && rm a && mkdir a && echo x >a/x && rm -r sub &&"
	      "echo file >sub && mkdir d && echo y >d/y && git add d &&"
	      "git commit -qm d && mv d e && ln -s e d");
	ref = save(s, NULL);
	expect_same_files(s, ref);
	free(ref);
}

static void saves_in_the_middle_of_a_merge(void **state)
{
	struct scratch *s = *state;
	char *ref;

	sh(s, "cd w && git checkout -q -b side && echo side >a &&"
	      "git rm -q run && git commit -qam side &&"
	      "git checkout -q reeve/w && echo ours >a && echo x >>run &&"
	      "git commit -qam ours && ! git merge -q side >/dev/null");
	ref = save(s, NULL);
	expect_same_files(s, ref);
	sh(s, "git -C w show %s:a | grep -q '<<<<'", ref);
	free(ref);
	reset(s, NULL);
	assert_answer(s, "", "git -C w status --porcelain");
	sh(s, "test ! -e repo/.git/worktrees/w/MERGE_HEAD");
}

static void saves_through_filters(void **state)
{
	struct scratch *s = *state;
	char *ref;

	sh(s, "cd w && git config filter.up.smudge 'tr a-z A-Z' &&"
	      "git config filter.up.clean 'tr A-Z a-z' &&"
	      "echo '*.up filter=up' >.gitattributes && echo WORD >x.up");
	ref = save(s, NULL);
	assert_answer(s, "word", "git -C w show %s:x.up", ref);
	free(ref);
}

static void leaves_repositories_within(void **state)
{
	struct scratch *s = *state;
	struct argv left = ARGV_INIT;
	char *ref;

	sh(s, "cd w && git init -q nested && echo n >nested/n && mkdir d &&"
	      "git init -q d/deep && echo m >d/deep/m && echo x >d/x");
	ref = save(s, &left);
	assert_int_equal(left.count, 2);
	assert_true(argv_has(&left, "nested/") && argv_has(&left, "d/deep/"));
	assert_answer(
		s, "d/x", "git -C w diff-tree -r --name-only %s^ %s", ref, ref);
	free(ref);
	argv_clear(&left);
	reset(s, &left);
	assert_int_equal(left.count, 2);
	sh(s, "test -e w/nested/n && test -e w/d/deep/m && test ! -e w/d/x");
	argv_clear(&left);
	/* Nothing else to save: no ref, but they are named. */
	assert_null(save(s, &left));
	assert_int_equal(left.count, 2);
	argv_clear(&left);
}

/* One that stands where the base has a file must not be overwritten. */
static void does_not_overwrite_a_repository(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w");
	char *base = answer(s, "cat base");
	struct err err = ERR_INIT;

	sh(s, "cd w && rm a && git init -q a && echo n >a/n");
	assert_int_equal(
		worktree_reset(&s->config, NULL, worktree, "w", base, &err),
		-1);
	assert_non_null(strstr(err.message, "'a'"));
	sh(s, "rm -rf w/a w/sub && git init -q w/sub/x && echo n >w/sub/x/n &&"
	      "cd w && git checkout -q -- a");
	reset(s, NULL);
	sh(s, "test -e w/sub/x/n && test -e w/sub/b");
	free(base);
	free(worktree);
}

static void keeps_what_a_submodule_has(void **state)
{
	struct scratch *s = *state;
	struct argv left = ARGV_INIT;

	sh(s,
		"git clone -q repo inner && cd w &&"
		"git submodule -q add \"file://%s/inner\" inner && git commit -qm inner &&"
		"git rev-parse HEAD >../base && echo dirty >>inner/a",
		s->directory);
	assert_null(save(s, &left));
	assert_int_equal(left.count, 1);
	assert_string_equal(left.items[0], "inner");
	argv_clear(&left);
	reset(s, &left);
	assert_int_equal(left.count, 1);
	sh(s, "grep -q dirty w/inner/a");
	argv_clear(&left);
}

static void names_what_it_cannot_save(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w"), *ref;
	struct err err = ERR_INIT;

	sh(s, "truncate -s 1025M w/huge");
	assert_int_equal(
		worktree_save(&s->config, &ref, NULL, worktree, "w", &err), -1);
	assert_non_null(strstr(err.message, "'huge': larger than 1 GiB"));
	assert_null(ref);
	sh(s, "rm w/huge");
	if (geteuid() == 0) {
		/* Nothing is closed to root. */
		free(worktree);
		return;
	}
	sh(s, "echo x >w/closed && chmod 0 w/closed");
	assert_int_equal(
		worktree_save(&s->config, &ref, NULL, worktree, "w", &err), -1);
	assert_non_null(strstr(err.message, "'closed'"));
	sh(s, "chmod 700 w/closed && mkdir w/dir && chmod 0 w/dir");
	assert_int_equal(
		worktree_save(&s->config, &ref, NULL, worktree, "w", &err), -1);
	assert_non_null(strstr(err.message, "dir"));
	sh(s, "chmod 700 w/dir");
	free(worktree);
}

static void resets_and_keeps_commits(void **state)
{
	struct scratch *s = *state;
	char *ref;

	sh(s, "cd w && echo one >>a && git commit -qam one &&"
	      "echo x >untracked && mkdir e && echo y >e/y && echo o >x.o &&"
	      "rm run");
	ref = save(s, NULL);
	assert_string_equal(ref, "refs/reeve/saved/w/1");
	free(ref);
	sh(s, "touch repo/.git/worktrees/w/index.lock");
	reset(s, NULL);
	assert_answer(s, "", "git -C w status --porcelain");
	sh(s, "cd w && test ! -e untracked && test ! -e e && test -e x.o &&"
	      "test -x run");
	assert_answer(s, "one",
		"git -C w log -1 --format=%%s"
		" refs/reeve/saved/w/2");
	/* Nothing more to keep. */
	reset(s, NULL);
	assert_answer(s, "2", "git -C w for-each-ref refs/reeve | wc -l");
}

static void resets_from_anywhere(void **state)
{
	struct scratch *s = *state;

	/* Another branch, in the middle of a rebase. */
	sh(s, "cd w && git checkout -q -b side && echo side >a &&"
	      "git commit -qam side && git checkout -q reeve/w &&"
	      "echo ours >a && git commit -qam ours &&"
	      "! git rebase -q side >/dev/null");
	reset(s, NULL);
	assert_answer(s, "", "git -C w status --porcelain");
	sh(s, "test ! -e repo/.git/worktrees/w/rebase-merge");
	sh(s, "git -C w log --format=%%s --glob=refs/reeve/saved | grep ours");
	assert_answer(s, "side", "git -C w log -1 --format=%%s side");

	/* Detached, with a commit that nothing else leads to. */
	sh(s, "cd w && git checkout -q --detach && echo d >>a &&"
	      "git commit -qam detached");
	reset(s, NULL);
	sh(s, "git -C w log --format=%%s --glob=refs/reeve/saved |"
	      "grep detached");
}

static void saves_at_once(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w");
	char *commit = answer(s, "cat base");
	int status;

	for (int i = 0; i < 8; i++) {
		char name[8];

		snprintf(name, sizeof(name), "w%d", i);
		assert_int_equal(worktree_create(&s->config, s->root, name,
					 commit, NULL),
			0);
		sh(s, "echo %d >repo/.worktrees/%s/a", i, name);
	}
	/* All under one name: the numbers must not be given twice. */
	for (int i = 0; i < 8; i++) {
		char *path, *ref;

		if (fork() != 0)
			continue;
		path = mem_format("%s%d", worktree, i);
		_exit(worktree_save(&s->config, &ref, NULL, path, "w", NULL) !=
			0);
	}
	for (int i = 0; i < 8; i++)
		assert_true(wait(&status) > 0 && status == 0);
	assert_answer(s, "8", "git -C repo for-each-ref refs/reeve | wc -l");
	free(commit);
	free(worktree);
}

static void looks(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w");
	char *base = answer(s, "cat base");
	struct worktree_facts facts;
	struct argv files = ARGV_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(
		worktree_look(&s->config, &facts, worktree, base, NULL, &err),
		0);
	assert_true(facts.known);
	assert_int_equal(facts.commit_count, 0);
	assert_int_equal(facts.changed_count, 0);
	worktree_facts_clear(&facts);

	sh(s, "cd w && for i in $(seq 25); do git commit -q --allow-empty"
	      " -m \"commit $i\"; done; echo x >>a; rm run;"
	      "echo y >new && git add new; for i in $(seq 60); do"
	      " touch u$i; done");
	argv_add(&files, "a");
	argv_add(&files, "sub/none");
	argv_add(&files, "../../../base");
	argv_add(&files, "/nonexistent");
	argv_add(&files, "sub/../../x");
	argv_add(&files, "");
	argv_addf(&files, "%s/other", worktree);
	argv_addf(&files, "%s/sub/b", worktree);
	assert_int_equal(
		worktree_look(&s->config, &facts, worktree, base, &files, &err),
		0);
	assert_int_equal(facts.commit_count, 25);
	assert_int_equal(facts.commits.count, 20);
	assert_non_null(strstr(facts.commits.items[0], " commit 25"));
	assert_int_equal(facts.changed_count, 63);
	assert_int_equal(facts.changed.count, 50);
	assert_true(argv_has(&facts.changed, "M a"));
	assert_true(argv_has(&facts.changed, "D run"));
	assert_true(argv_has(&facts.changed, "A new"));
	assert_true(argv_has(&facts.changed, "? u1"));
	assert_int_equal(facts.missing.count, 2);
	assert_string_equal(facts.missing.items[0], "sub/none");
	assert_string_equal(facts.missing.items[1], "other");
	worktree_facts_clear(&facts);

	assert_int_equal(worktree_look(&s->config, &facts, "/nonexistent", base,
				 NULL, &err),
		-1);
	assert_false(facts.known);
	argv_clear(&files);
	free(base);
	free(worktree);
}

static void assert_files(
	struct scratch *s, const char *worktree, const char *base, int count)
{
	struct err err = ERR_INIT;
	int64_t files = -1;

	if (worktree_count(&s->config, &files, worktree, base, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(files, count);
}

static void counts_files(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w");
	char *base = answer(s, "cat base");
	struct err err = ERR_INIT;
	int64_t files = -1;

	assert_files(s, worktree, base, 0);
	sh(s, "cd w && echo x >>a && touch new");
	assert_files(s, worktree, base, 2);
	/* Committed and changed again it is one; and one that goes is one. */
	sh(s, "cd w && git add a && git commit -q -m a && echo y >>a && "
	      "git rm -q run && touch 'with\ttab'");
	assert_files(s, worktree, base, 4);
	/* Back as it was: nothing changed, however many commits that took. */
	sh(s,
		"cd w && git checkout -q %s -- a run && rm new with* && "
		"git commit -q -a -m back",
		base);
	assert_files(s, worktree, base, 0);
	assert_int_equal(
		worktree_count(&s->config, &files, "/nonexistent", base, &err),
		-1);
	free(base);
	free(worktree);
}

static void assert_print(
	struct scratch *s, const char *worktree, const char *what, bool changes)
{
	static char before[WORKTREE_MARK_SIZE];
	char now[WORKTREE_MARK_SIZE];
	struct err err = ERR_INIT;

	assert_int_equal(worktree_mark(&s->config, now, worktree, &err), 0);
	assert_int_equal(strlen(now), WORKTREE_MARK_SIZE - 1);
	if (!strcmp(before, now) == changes)
		fail_msg("%s: %s, %s", what, before, now);
	strcpy(before, now);
}

static void prints(void **state)
{
	struct scratch *s = *state;
	char *worktree = worktree_path(s->root, "w");
	char now[WORKTREE_MARK_SIZE];
	struct err err = ERR_INIT;

	assert_print(s, worktree, "at first", true);
	assert_print(s, worktree, "nothing", false);
	sh(s, "cd w && echo new >new");
	assert_print(s, worktree, "made", true);
	sh(s, "cd w && echo new >>new");
	assert_print(s, worktree, "longer", true);
	sh(s, "cd w && mkdir -p d/e && echo 1 >d/e/f");
	assert_print(s, worktree, "below", true);
	sh(s, "cd w && git add new && git commit -q -m new");
	assert_print(s, worktree, "committed", true);
	sh(s, "cd w && rm -r d");
	assert_print(s, worktree, "removed", true);
	assert_print(s, worktree, "nothing again", false);
	assert_int_equal(
		worktree_mark(&s->config, now, "/nonexistent", &err), -1);
	assert_string_equal(now, "");
	free(worktree);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, worktree_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(saves_nothing_where_nothing_is),
		TEST(saves_all_kinds),
		TEST(saves_changes_of_kind),
		TEST(saves_in_the_middle_of_a_merge),
		TEST(saves_through_filters),
		TEST(leaves_repositories_within),
		TEST(does_not_overwrite_a_repository),
		TEST(keeps_what_a_submodule_has),
		TEST(names_what_it_cannot_save),
		TEST(resets_and_keeps_commits),
		TEST(resets_from_anywhere),
		TEST(saves_at_once),
		TEST(looks),
		TEST(counts_files),
		TEST(prints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
