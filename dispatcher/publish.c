/*
 * publish - hand finished work over: see publish.h
 */
#include "dispatcher/publish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/duration.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "agents/launch/agent_env.h"
#include "dispatcher/inspect.h"
#include "dispatcher/publish_check.h"
#include "model/paths.h"
#include "model/run.h"

#define OUTPUT_BYTES  ((size_t)256 << 10) /* kept of each program's streams */
#define LOG_MAX_BYTES ((size_t)1 << 20) /* of all tries before */
#define SAID_LINES    8
#define LINE_COLUMNS  300

struct work {
	const struct publishing *with;
	struct argv env;
	struct str log; /* what all of them said */
	struct argv evidence;
	char *answer;
	bool final;
};

static void build_env(struct work *work)
{
	const struct publishing *with = work->with;
	const struct task *task = with->task;
	const struct profile *profile =
		config_profile(with->config, task->profile);
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)task->id);
	if (profile)
		agent_env_build(&work->env, profile, &task->env, with->caller,
			with->programs);
	env_set(&work->env, "REEVE_AGENT", task->name);
	env_set(&work->env, "REEVE_TASK", number);
	env_set(&work->env, "REEVE_RUN", with->run);
	env_set(&work->env, "REEVE_BRANCH", task->branch);
	/* By which what it leaves running is known: leftovers.c. */
	env_set(&work->env, "REEVE_PROMPT_FILE",
		path_run(with->state, with->run, "prompt").text);
	/* There is nobody to ask. */
	env_set(&work->env, "GIT_TERMINAL_PROMPT", "0");
	env_set(&work->env, "GH_PROMPT_DISABLED", "1");
}

/* {branch} is the only thing that is filled in. */
static void fill_argv(
	struct argv *argv, const struct argv *from, const struct task *task)
{
	static const char place[] = "{branch}";

	for (size_t i = 0; i < from->count; i++) {
		const char *word = from->items[i], *at = strstr(word, place);

		if (at)
			argv_addf(argv, "%.*s%s%s", (int)(at - word), word,
				task->branch, at + strlen(place));
		else
			argv_add(argv, word);
	}
}

static void add_word(struct str *text, const char *word)
{
	if (*word && !strpbrk(word, " \t\n'\"\\$`*?;&|<>()#~{}[]!")) {
		str_add(text, word);
		return;
	}
	str_add_char(text, '\'');
	for (const char *c = word; *c; c++)
		if (*c == '\'')
			str_add(text, "'\\''");
		else
			str_add_char(text, *c);
	str_add_char(text, '\'');
}

/* As a person would type it. */
static char *words_of(const struct argv *argv)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < argv->count; i++) {
		if (i)
			str_add_char(&text, ' ');
		add_word(&text, argv->items[i]);
	}
	return str_take(&text);
}

/* The last line with something in it; the caller frees it, NULL: none. */
static char *last_line(const struct str *said)
{
	const char *text = str_text(said), *end = text + said->len, *line;
	char *raw, *clean;

	while (end > text && strchr(" \t\r\n", end[-1]))
		end--;
	if (end == text)
		return NULL;
	line = memrchr(text, '\n', (size_t)(end - text));
	line = line ? line + 1 : text;
	raw = mem_copy_bytes(line, (size_t)(end - line));
	clean = text_one_line(raw, LINE_COLUMNS);
	free(raw);
	return clean;
}

static void add_said(struct work *work, const struct str *said)
{
	struct argv lines = ARGV_INIT;
	struct str clean = STR_INIT;
	char *line, *rest = NULL;

	text_clean(&clean, str_text(said), said->len);
	for (line = clean.text ? strtok_r(clean.text, "\n", &rest) : NULL; line;
		line = strtok_r(NULL, "\n", &rest))
		argv_add(&lines, line);
	for (size_t i = lines.count > SAID_LINES ? lines.count - SAID_LINES : 0;
		i < lines.count; i++)
		argv_addf(&work->evidence, "it said: %.*s", LINE_COLUMNS,
			lines.items[i]);
	argv_clear(&lines);
	str_clear(&clean);
}

static void explain(struct work *work, const char *step, const char *words,
	const struct child *child)
{
	char length[DURATION_TEXT_SIZE], status[STATUS_TEXT_SIZE];

	if (child->timed_out)
		argv_addf(&work->evidence, "%s took longer than %s: %s", step,
			duration_text(
				work->with->config->publish.timeout_ms, length),
			words);
	else
		argv_addf(&work->evidence, "%s failed with %s: %s", step,
			wait_status_text(child->status, status), words);
}

static bool says_done(const struct work *work, const struct str *said)
{
	const struct publish_config *config = &work->with->config->publish;

	return config->has_published &&
	       regexec(&config->published, str_text(said), 0, NULL, 0) == 0;
}

static bool succeeded(const struct child *child)
{
	return !child->timed_out && child->status == 0;
}

/* Its last line is the answer: of what it printed, else of what it warned. */
static void take_answer(
	struct work *work, const struct child *child, const struct str *said)
{
	free(work->answer);
	work->answer = last_line(&child->out);
	if (!work->answer || !succeeded(child)) {
		free(work->answer);
		work->answer = last_line(said);
	}
}

/* `step` is for people. The last one gives the answer, and may be done. */
static bool run_program(struct work *work, const char *step,
	const struct argv *program, bool is_last)
{
	const struct publishing *with = work->with;
	struct child child = { .env = work->env.items,
		.directory = with->task->worktree,
		.max_output = OUTPUT_BYTES,
		.keep_tail = true,
		.in_vain = true,
		.timeout_ms = with->config->publish.timeout_ms };
	struct argv argv = ARGV_INIT;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	char *words;
	bool ok = false;

	if (!program->count)
		return true;
	fill_argv(&argv, program, with->task);
	words = words_of(&argv);
	child.argv = argv.items;
	if (child_run(&child, &err) < 0) {
		work->final = errno == ENOENT;
		argv_addf(&work->evidence, "%s could not be run: %s", step,
			err.message);
		str_addf(&work->log, "$ %s\n%s\n", words, err.message);
		goto out;
	}
	str_add_bytes(&said, str_text(&child.out), child.out.len);
	str_add_bytes(&said, str_text(&child.errors), child.errors.len);
	str_addf(&work->log, "$ %s\n", words);
	str_add_bytes(&work->log, str_text(&said), said.len);
	ok = succeeded(&child);
	if (!ok && is_last && says_done(work, &said)) {
		argv_addf(&work->evidence,
			"%s says that it is published already", step);
		ok = true;
	}
	if (!ok) {
		explain(work, step, words, &child);
		add_said(work, &said);
	} else if (is_last) {
		take_answer(work, &child, &said);
	}
out:
	str_clear(&said);
	child_clear(&child);
	argv_clear(&argv);
	free(words);
	return ok;
}

/* What a person would type to do the same. */
static void add_by_hand(struct work *work)
{
	const struct publishing *with = work->with;
	const struct publish_config *config = &with->config->publish;
	struct argv push = ARGV_INIT, command = ARGV_INIT;
	struct str place = STR_INIT;
	char *push_words, *command_words;

	fill_argv(&push, &config->push, with->task);
	fill_argv(&command, &config->command, with->task);
	add_word(&place, with->task->worktree);
	push_words = words_of(&push);
	command_words = words_of(&command);
	argv_addf(&work->evidence, "by hand: cd %s%s%s && %s", str_text(&place),
		push.count ? " && " : "", push_words ? push_words : "",
		command_words);
	str_clear(&place);
	free(push_words);
	free(command_words);
	argv_clear(&push);
	argv_clear(&command);
}

static bool try_all(struct work *work)
{
	const struct config *config = work->with->config;

	if (!publish_is_ready(config, work->with->task, &work->evidence)) {
		work->final = true;
		return false;
	}
	return run_program(work, "the check before publishing",
		       &config->publish.check, false) &&
	       run_program(work, "the push", &config->publish.push, false) &&
	       run_program(work, "the publish command",
		       &config->publish.command, true);
}

/* Behind what the tries before have said; too much of that goes. */
static void keep_log(const struct work *work)
{
	const struct publishing *with = work->with;
	struct path path = path_run(with->state, with->run, "publish.log");
	struct str all = STR_INIT;
	struct err err = ERR_INIT;
	char *before = NULL, clock[CLOCK_TEXT_SIZE];
	size_t len = 0;

	if (file_read_tail(&before, &len, path.text, LOG_MAX_BYTES, NULL) == 0)
		str_add_bytes(&all, before, len);
	str_addf(&all, "== %s\n", clock_text(clock_wall_ms(), clock));
	str_add_bytes(&all, str_text(&work->log), work->log.len);
	if (file_replace(
		    path.text, str_text(&all), all.len, FILE_NO_SYNC, &err) < 0)
		log_warn("%s", err.message);
	str_clear(&all);
	free(before);
}

int publish(const struct publishing *publishing, cJSON *answer, struct err *err)
{
	struct work work = { .with = publishing };
	bool ok;

	(void)err;
	/* Of a try that was cut off. */
	leftovers_end(publishing->state, publishing->run,
		publishing->config->grace_ms);
	build_env(&work);
	ok = try_all(&work);
	if (!ok)
		add_by_hand(&work);
	keep_log(&work);
	json_add_bool(answer, "ok", ok);
	json_add_bool(answer, "final", work.final);
	json_add_list(answer, "evidence", &work.evidence);
	json_add_text(answer, "answer", work.answer);
	argv_clear(&work.env);
	argv_clear(&work.evidence);
	str_clear(&work.log);
	free(work.answer);
	return 0;
}
