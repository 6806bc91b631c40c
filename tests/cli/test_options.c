/*
 * test_options - what `reeve run` understands of its command line
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "cli/run_options.h"

#define WORDS_MAX 48

/* A command line, split at blanks as a shell would without quotes. */
struct line {
	char *text, *items[WORDS_MAX];
	struct arguments arguments;
	struct globals globals;
	struct run_options values;
	struct task task;
	struct err err;
};

static int parse(struct line *line, const char *text)
{
	struct option_set sets[] = { { run_option_rows, &line->values },
		{ global_options, &line->globals } };
	char *rest;
	int count = 0;

	*line = (struct line){ .text = mem_copy(text) };
	rest = line->text;
	while ((line->items[count] = strsep(&rest, " ")))
		count++;
	line->arguments = (struct arguments){ .items = line->items,
		.count = *text ? count : 0,
		.keep_rest = true };
	return options_parse(&line->arguments, sets, 2, &line->err);
}

static int ask(struct line *line, const char *text)
{
	struct call call;

	if (parse(line, text) < 0)
		return -1;
	call = (struct call){ .globals = &line->globals,
		.words = line->arguments.words,
		.word_count = line->arguments.word_count,
		.rest = line->arguments.rest };
	return run_options_read(&line->task, &line->values, &call, &line->err);
}

static void clear(struct line *line)
{
	struct option_set set = { run_option_rows, &line->values };

	options_clear(&set);
	task_clear(&line->task);
	free(line->text);
}

static void test_everything(void **state)
{
	struct line line;
	struct task *task = &line.task;

	(void)state;
	assert_int_equal(
		ask(&line, "fix -a codex -C../x the --name=n -b main "
			   "--after 3 --after t4 --priority -2 --timeout 90s "
			   "--idle=5m --verify true --keep-alive --interactive "
			   "--permissions edits --env A --env B=c=d "
			   "--no-worktree parser --json -v --state /s"),
		0);
	assert_string_equal(task->prompt, "fix the parser");
	assert_string_equal(task->profile, "codex");
	assert_string_equal(task->repo, "../x");
	assert_string_equal(task->name, "n");
	assert_string_equal(task->base, "main");
	assert_int_equal(task->after.count, 2);
	assert_string_equal(task->after.items[1], "t4");
	assert_int_equal(task->priority, -2);
	assert_int_equal(task->timeout_ms, 90000);
	assert_int_equal(task->idle_ms, 300000);
	assert_string_equal(task->verify, "true");
	assert_string_equal(task->env.items[1], "B=c=d");
	assert_int_equal(task->permissions, PERMISSIONS_EDITS);
	assert_true(task->keep_alive && task->interactive && task->no_worktree);
	assert_true(line.values.json && line.globals.verbose);
	assert_string_equal(line.globals.state, "/s");
	clear(&line);
}

static void test_program(void **state)
{
	struct line line;

	(void)state;
	assert_int_equal(ask(&line, "-a shell -- make -v --json -- x"), 0);
	assert_null(line.task.prompt);
	assert_int_equal(line.task.argv.count, 5);
	assert_string_equal(line.task.argv.items[1], "-v");
	assert_string_equal(line.task.argv.items[3], "--");
	assert_false(line.values.json);
	clear(&line);

	assert_int_equal(ask(&line, "-a shell say it -- cat"), 0);
	assert_string_equal(line.task.prompt, "say it");
	assert_string_equal(line.task.argv.items[0], "cat");
	clear(&line);
}

static const struct refused {
	const char *text, *message;
} refused[] = {
	{ "", "missing prompt" },
	{ "--", "missing prompt" },
	{ "x --bogus", "no such option: '--bogus'" },
	{ "x --pub", "no such option: '--pub'" },
	{ "x -z", "no such option: '-z'" },
	{ "x -a", "wrong use of '-a': missing value" },
	{ "x --json=yes", "wrong use of '--json=yes': unexpected value" },
	{ "x --timeout soon",
		"wrong use of '--timeout': 'soon': expected a duration as "
		"\"90s\", \"5m\" or \"1h\"" },
	{ "x --priority 1x",
		"wrong use of '--priority': '1x': expected a number" },
	{ "x --permissions all",
		"wrong use of '--permissions': 'all': unknown value" },
	{ "x --env =v", "wrong use of '--env': '=v': missing name" },
	{ "x -n a.b", "invalid name: 'a.b'" },
	{ "x -f /dev/null",
		"two prompts: '/dev/null': words are given as well" },
	{ "-f /dev/null", "empty prompt" },
	{ "-f /nonexistent",
		"cannot read input: '/nonexistent': No such file or "
		"directory" },
	{ "-f /dev/zero",
		"cannot read input: '/dev/zero': larger than 1024 KiB" },
	{ "x --publish --no-worktree",
		"wrong use of 'run': --publish with --no-worktree: "
		"no branch to publish" },
	{ "x --wait --attach", "wrong use of 'run': --wait with --attach" },
	{ "a\xff", "cannot use the prompt: not UTF-8 text" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct line line;

		assert_int_equal(ask(&line, refused[i].text), -1);
		assert_string_equal(line.err.message, refused[i].message);
		assert_int_equal(line.err.code, EXIT_WRONG_USE);
		clear(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
