/*
 * test_continuation - what the next run is told
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "checkpoints/continuation.h"

struct scene {
	struct task task;
	struct checkpoint checkpoint;
	struct worktree_facts worktree;
	struct evidence_list evidence;
	struct continuation_facts facts;
};

static int scene_open(void **state)
{
	struct scene *scene = mem_alloc(sizeof(*scene));

	scene->task.name = mem_copy("task-agent-7");
	scene->task.prompt = mem_copy("Do *this*;\n\nexactly: 'so' \xff \t\n");
	scene->task.branch = mem_copy("reeve/task-agent-7");
	scene->task.verify = mem_copy("make check");
	argv_add(&scene->checkpoint.completed, "parser split out");
	argv_add(&scene->checkpoint.next, "move the tests\x1b[31m\nnow");
	scene->checkpoint.notes = mem_copy("mind the gap");
	argv_add(&scene->worktree.commits, "1a2b3c4 first");
	argv_add(&scene->worktree.changed, "M src/a.c");
	argv_add(&scene->worktree.missing, "src/gone.c");
	scene->worktree.commit_count = 31;
	scene->worktree.changed_count = 1;
	scene->worktree.known = true;
	evidence_addf(
		&scene->evidence, EVIDENCE_WAIT_STATUS, "signal 9 (SIGKILL)");
	scene->facts.task = &scene->task;
	scene->facts.mode = RUN_RESUME;
	scene->facts.verdict = VERDICT_KILLED;
	scene->facts.evidence = &scene->evidence;
	scene->facts.checkpoint = &scene->checkpoint;
	scene->facts.worktree = &scene->worktree;
	*state = scene;
	return 0;
}

static int scene_close(void **state)
{
	struct scene *scene = *state;

	checkpoint_clear(&scene->checkpoint);
	worktree_facts_clear(&scene->worktree);
	evidence_clear(&scene->evidence);
	task_clear(&scene->task);
	free(scene);
	return 0;
}

static char *prompt(const struct scene *scene, bool preamble)
{
	struct str text = STR_INIT;

	prompt_write(&text, &scene->facts, preamble);
	return str_take(&text);
}

static void expect(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text ? text : "");
}

static void a_start_is_the_tasks_own_words(void **state)
{
	struct scene *scene = *state;
	char *text;

	scene->facts.mode = RUN_START;
	text = prompt(scene, false);
	assert_string_equal(text, scene->task.prompt);
	free(text);
	text = prompt(scene, true);
	assert_memory_equal(
		text, scene->task.prompt, strlen(scene->task.prompt));
	expect(text, "reeve checkpoint --completed");
	expect(text, "`reeve/task-agent-7`");
	assert_null(strstr(text, "Continuation"));
	free(text);
	free(scene->task.prompt);
	scene->task.prompt = NULL;
	text = prompt(scene, false);
	assert_string_equal(text, "");
	free(text);
}

static void a_resume_tells_what_is_there(void **state)
{
	struct scene *scene = *state;
	char *text = prompt(scene, true);

	assert_memory_equal(
		text, scene->task.prompt, strlen(scene->task.prompt));
	expect(text, "was killed from outside");
	expect(text, "- signal 9 (SIGKILL)");
	expect(text, "- move the tests now\n");
	expect(text, "- parser split out");
	expect(text, "mind the gap");
	expect(text, "Commits since the base (31");
	expect(text, "- 1a2b3c4 first");
	expect(text, "- M src/a.c");
	expect(text, "not there:\n- src/gone.c");
	assert_true(strstr(text, "move the tests") < strstr(text, "split out"));
	free(text);
}

static void the_same_conversation_hears_no_task_again(void **state)
{
	struct scene *scene = *state;
	char *text;

	scene->facts.same_conversation = true;
	text = prompt(scene, false);
	assert_null(strstr(text, "exactly"));
	assert_true(!strncmp(text, "# Continuation", 14));
	expect(text, "Carry on where you stopped");
	free(text);
}

static void a_torn_checkpoint_leaves_the_worktree(void **state)
{
	struct scene *scene = *state;
	char *text;

	scene->facts.checkpoint = NULL;
	text = prompt(scene, false);
	expect(text, "There is no checkpoint");
	expect(text, "- M src/a.c");
	free(text);
	scene->worktree.commit_count = scene->worktree.changed_count = 0;
	text = prompt(scene, false);
	expect(text, "nothing has changed yet");
	free(text);
	scene->facts.worktree = NULL;
	scene->facts.evidence = NULL;
	text = prompt(scene, false);
	assert_null(strstr(text, "In the worktree"));
	free(text);
}

static void a_refused_checkpoint_can_be_written_again(void **state)
{
	struct scene *scene = *state;
	char *text;

	scene->facts.refused =
		"/tmp/a.json:1:63: half a surrogate pair\x1b[31m";
	text = prompt(scene, false);
	expect(text, "was refused, and nothing of it is known: "
		     "/tmp/a.json:1:63: half a surrogate pair\n");
	expect(text, "What follows is from the last good one");
	expect(text, "- parser split out");
	free(text);
	scene->facts.checkpoint = NULL;
	text = prompt(scene, false);
	expect(text, "half a surrogate pair\nWrite it again");
	expect(text, "There is no other checkpoint");
	assert_null(strstr(text, "last good one"));
	free(text);
	scene->facts.mode = RUN_RESTART;
	text = prompt(scene, false);
	expect(text, "half a surrogate pair");
	free(text);
}

static void failing_tests_come_first_and_short(void **state)
{
	struct scene *scene = *state;
	struct str output = STR_INIT;
	char *text;

	for (int i = 0; i < 3000; i++)
		str_addf(&output, "line %d\n", i);
	str_add(&output, "````\n\x1b[31mlast\x1b[0m words");
	scene->facts.verdict = VERDICT_TESTS_FAILED;
	scene->facts.verify_output = str_text(&output);
	text = prompt(scene, false);
	expect(text, "the tests fail");
	expect(text, "    make check\n");
	expect(text, "\n`````\n…\nline ");
	expect(text, "````\nlast words\n`````\n");
	assert_null(strstr(text, "line 1\n"));
	assert_true(strlen(text) < 11000);
	assert_true(strstr(text, "last words") < strstr(text, "move the"));
	free(text);
	str_clear(&output);
}

static void a_restart_names_the_saved_work(void **state)
{
	struct scene *scene = *state;
	char *text;

	scene->facts.mode = RUN_RESTART;
	scene->facts.saved_ref = "refs/reeve/saved/task-agent-7/1";
	text = prompt(scene, false);
	expect(text, "`refs/reeve/saved/task-agent-7/1`");
	assert_null(strstr(text, "carry on from there"));
	free(text);
	scene->facts.mode = RUN_REASSIGN;
	text = prompt(scene, false);
	expect(text, "Another agent worked on this before you.");
	free(text);
}

static void every_verdict_has_words(void **state)
{
	struct scene *scene = *state;

	for (int i = 0; i < VERDICTS; i++) {
		char *text;

		scene->facts.verdict = (enum verdict)i;
		text = prompt(scene, false);
		assert_null(strstr(text, "(null)"));
		free(text);
	}
}

/* Only what a person said of going on, as a quotation, with no escapes. */
static void a_persons_words_are_told(void **state)
{
	static char by[] = "lars", no[] = "never",
		    yes[] = "blue\n\x1b[31mor red", empty[] = "";
	struct review rows[] = {
		{ .what = REVIEW_ESCALATED, .by = by, .text = no },
		{ .what = REVIEW_ASSIGN, .by = by, .text = no },
		{ .what = REVIEW_REJECT, .by = by, .text = no },
		{ .what = REVIEW_APPROVE, .by = by, .text = empty },
		{ .what = REVIEW_APPROVE, .by = by },
		{ .what = REVIEW_ANSWER, .by = by, .text = yes, .run = 3 },
	};
	const struct review_list list = { rows, sizeof(rows) / sizeof(*rows) };
	struct scene *scene = *state;
	char *text;

	scene->facts.reviews = &list;
	text = prompt(scene, false);
	assert_null(strstr(text, no));
	assert_non_null(strstr(text, "After run 3 a person (lars) answered"));
	assert_non_null(strstr(text, "\n> blue\n> or red\n"));
	free(text);
	scene->facts.mode = RUN_START;
	text = prompt(scene, true);
	assert_null(strstr(text, "blue"));
	free(text);
}

static void what_was_repaired_comes_early(void **state)
{
	struct scene *scene = *state;
	struct argv repaired = ARGV_INIT;
	char *text;

	scene->facts.verdict = VERDICT_GIT_ERROR;
	argv_add(&repaired, "its index was corrupt: made again from HEAD");
	scene->facts.repaired = &repaired;
	scene->facts.saved_ref = "refs/reeve/saved/task-agent-7/1";
	text = prompt(scene, false);
	expect(text, "reeve repaired:\n- its index was corrupt");
	expect(text, "kept in `refs/reeve/saved/task-agent-7/1`");
	assert_true(strstr(text, "reeve repaired") <
		    strstr(text, "Next, by the checkpoint"));
	free(text);
	argv_clear(&repaired);
}

static void a_turn_has_its_words(void **state)
{
	struct scene *scene = *state;
	struct review said = { .run = 3,
		.what = REVIEW_SAID,
		.by = (char *)"ada",
		.text = (char *)"now the tests" };
	struct review_list list = { &said, 1 };
	char *text;

	scene->facts.verdict = VERDICT_COMPLETED;
	scene->facts.same_conversation = true;
	scene->facts.next_turn = "Look for more.";
	text = prompt(scene, false);
	expect(text, "This is your next turn. Look for more.\n");
	expect(text, "move the tests");
	free(text);
	scene->facts.next_turn = NULL;
	scene->facts.reviews = &list;
	text = prompt(scene, false);
	expect(text, "After run 3 a person (ada) said;");
	expect(text, "\n> now the tests\n");
	free(text);
}

static void partial_files_are_named_both_ways(void **state)
{
	struct scene *scene = *state;
	char *text;

	argv_add(&scene->worktree.unnamed, "src/new.c");
	text = prompt(scene, false);
	expect(text, "Named in the checkpoint, but not there:\n- src/gone.c");
	expect(text, "not named in the checkpoint:\n- src/new.c");
	free(text);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		TEST(a_start_is_the_tasks_own_words),
		TEST(a_resume_tells_what_is_there),
		TEST(the_same_conversation_hears_no_task_again),
		TEST(a_torn_checkpoint_leaves_the_worktree),
		TEST(a_refused_checkpoint_can_be_written_again),
		TEST(failing_tests_come_first_and_short),
		TEST(a_restart_names_the_saved_work),
		TEST(every_verdict_has_words),
		TEST(a_persons_words_are_told),
		TEST(what_was_repaired_comes_early),
		TEST(a_turn_has_its_words),
		TEST(partial_files_are_named_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
