/*
 * publish - push a branch and run the publish command: see publish.h
 */
#include "dispatcher/publish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/launch/agent_env.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/duration.h"
#include "base/env.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/publish_check.h"
#include "model/evidence.h"
#include "model/paths.h"
#include "model/run.h"

#define OUTPUT_BYTES  ((size_t)256 << 10) /* kept of each program's streams */
#define LOG_MAX_BYTES ((size_t)1 << 20) /* kept of earlier tries */
#define SAID_LINES    8
#define LINE_COLUMNS  300

struct publish_work {
	const struct publishing *with;
	struct argv env;
	struct str log; /* the output of all programs */
	struct evidence_list evidence;
	char *answer;
	bool final;
};

static void publish_build_env(struct publish_work *work)
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
	/* leftovers.c finds by it what the programs leave running. */
	env_set(&work->env, "REEVE_PROMPT_FILE",
		path_run(with->state, with->run, "prompt").text);
	/* No terminal: git and gh must fail and not ask. */
	env_set(&work->env, "GIT_TERMINAL_PROMPT", "0");
	env_set(&work->env, "GH_PROMPT_DISABLED", "1");
}

/* {branch} is the only placeholder. */
static void publish_fill_argv(
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

/* Quoted where a shell would not take the word as it is. */
static void shell_add_word(struct str *text, const char *word)
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

/* The command line that a person would type; the caller frees it. */
static char *shell_words(const struct argv *argv)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < argv->count; i++) {
		if (i)
			str_add_char(&text, ' ');
		shell_add_word(&text, argv->items[i]);
	}
	return str_take(&text);
}

/* The last line that is not empty; the caller frees it. NULL: none. */
static char *publish_last_line(const struct str *said)
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

static void publish_add_output(
	struct publish_work *work, const struct str *said)
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
		evidence_addf(&work->evidence, EVIDENCE_PUBLISH_OUTPUT,
			"it said: %.*s", LINE_COLUMNS, lines.items[i]);
	argv_clear(&lines);
	str_clear(&clean);
}

static void publish_explain(struct publish_work *work, const char *step,
	const char *words, const struct child *child)
{
	char length[DURATION_TEXT_SIZE], status[STATUS_TEXT_SIZE];

	if (child->timed_out)
		evidence_addf(&work->evidence, EVIDENCE_PUBLISH_TIMEOUT,
			"%s took longer than %s: %s", step,
			duration_text(
				work->with->config->publish.timeout_ms, length),
			words);
	else
		evidence_addf(&work->evidence, EVIDENCE_PUBLISH_FAILED,
			"%s failed with %s: %s", step,
			wait_status_text(child->status, status), words);
}

static bool publish_was_done_before(
	const struct publish_work *work, const struct str *said)
{
	const struct publish_config *config = &work->with->config->publish;

	return config->has_published &&
	       regexec(&config->published, str_text(said), 0, NULL, 0) == 0;
}

static bool publish_succeeded(const struct child *child)
{
	return !child->timed_out && child->status == 0;
}

/* The last line of its output; of its errors where it failed or printed none. */
static void publish_take_answer(struct publish_work *work,
	const struct child *child, const struct str *said)
{
	free(work->answer);
	work->answer = publish_last_line(&child->out);
	if (!work->answer || !publish_succeeded(child)) {
		free(work->answer);
		work->answer = publish_last_line(said);
	}
}

/*
 * Runs one program; `step` names it for people. Only the last program gives the
 * answer, and only its failure may mean that the work was published before.
 */
static bool publish_run(struct publish_work *work, const char *step,
	const struct argv *program, bool is_last)
{
	const struct publishing *with = work->with;
	struct child child = { .env = work->env.items,
		.directory = with->task->worktree,
		.max_output = OUTPUT_BYTES,
		.keep_tail = true,
		.cancellable = true,
		.timeout_ms = with->config->publish.timeout_ms };
	struct argv argv = ARGV_INIT;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	char *words;
	bool ok = false;

	if (!program->count)
		return true;
	publish_fill_argv(&argv, program, with->task);
	words = shell_words(&argv);
	child.argv = argv.items;
	if (child_run(&child, &err) < 0) {
		work->final = errno == ENOENT;
		evidence_addf(&work->evidence, EVIDENCE_PUBLISH_NOT_RUN,
			"%s could not be run: %s", step, err.message);
		str_addf(&work->log, "$ %s\n%s\n", words, err.message);
		goto out;
	}
	str_add_bytes(&said, str_text(&child.out), child.out.len);
	str_add_bytes(&said, str_text(&child.errors), child.errors.len);
	str_addf(&work->log, "$ %s\n", words);
	str_add_bytes(&work->log, str_text(&said), said.len);
	ok = publish_succeeded(&child);
	if (!ok && is_last && publish_was_done_before(work, &said)) {
		evidence_addf(&work->evidence, EVIDENCE_PUBLISHED_BEFORE,
			"%s says that it is published already", step);
		ok = true;
	}
	if (!ok) {
		publish_explain(work, step, words, &child);
		publish_add_output(work, &said);
	} else if (is_last) {
		publish_take_answer(work, &child, &said);
	}
out:
	str_clear(&said);
	child_clear(&child);
	argv_clear(&argv);
	free(words);
	return ok;
}

/* The commands that a person would type to do the same. */
static void publish_add_by_hand(struct publish_work *work)
{
	const struct publishing *with = work->with;
	const struct publish_config *config = &with->config->publish;
	struct argv push = ARGV_INIT, command = ARGV_INIT;
	struct str place = STR_INIT;
	char *push_words, *command_words;

	publish_fill_argv(&push, &config->push, with->task);
	publish_fill_argv(&command, &config->command, with->task);
	shell_add_word(&place, with->task->worktree);
	push_words = shell_words(&push);
	command_words = shell_words(&command);
	evidence_addf(&work->evidence, EVIDENCE_BY_HAND,
		"by hand: cd %s%s%s && %s", str_text(&place),
		push.count ? " && " : "", push_words ? push_words : "",
		command_words);
	str_clear(&place);
	free(push_words);
	free(command_words);
	argv_clear(&push);
	argv_clear(&command);
}

static bool publish_run_all(struct publish_work *work)
{
	const struct config *config = work->with->config;

	if (!publish_is_ready(config, work->with->task, &work->evidence)) {
		work->final = true;
		return false;
	}
	return publish_run(work, "the check before publishing",
		       &config->publish.check, false) &&
	       publish_run(work, "the push", &config->publish.push, false) &&
	       publish_run(work, "the publish command",
		       &config->publish.command, true);
}

/* Appends to the log of earlier tries, whose beginning is cut at its maximum. */
static void publish_write_log(const struct publish_work *work)
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
	struct publish_work work = { .with = publishing };
	bool ok;

	(void)err;
	/* Processes of a try that was cut off. */
	leftovers_end(publishing->state, publishing->run,
		publishing->config->grace_ms);
	publish_build_env(&work);
	ok = publish_run_all(&work);
	if (!ok)
		publish_add_by_hand(&work);
	publish_write_log(&work);
	json_add_bool(answer, "ok", ok);
	json_add_bool(answer, "final", work.final);
	evidence_write_member(answer, "evidence", &work.evidence);
	json_add_text(answer, "answer", work.answer);
	argv_clear(&work.env);
	evidence_clear(&work.evidence);
	str_clear(&work.log);
	free(work.answer);
	return 0;
}
