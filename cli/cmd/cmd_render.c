/*
 * reeve render - print an agent's JSON events as readable lines
 *
 * A filter between the agent and its pane. Each line is first written to the
 * events file unchanged, because reeved judges the run by it. The filter ends
 * only at the end of its input: signals for the agent, a full disk and a closed
 * pane do not end it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/lines.h"
#include "agents/render/render.h"
#include "agents/render/render_lines.h"

#define LINE_MAX_BYTES ((size_t)8 << 20)
#define TEXT_MAX_BYTES ((size_t)4 << 10)
#define OUT_BYTES      ((size_t)64 << 10)

struct render_options {
	const char *events;
};

static const struct option_row options[] = {
	{ 0, "events", "FILE", OPTION_TEXT,
		offsetof(struct render_options, events),
		"write the unchanged events to FILE" },
	{ 0 },
};

struct rendering {
	const struct render_reader *reader;
	const char *path; /* of the events file */
	int fd; /* -1: none */
	bool has_failed;
};

static void events_fail_once(struct rendering *rendering)
{
	struct err err = ERR_INIT;

	if (rendering->has_failed)
		return;
	rendering->has_failed = true;
	err_sys(&err, "cannot write events: '%s'", rendering->path);
	fflush(stdout);
	log_err(&err);
}

static void events_open(struct rendering *rendering, const char *path)
{
	rendering->path = path;
	rendering->fd = -1;
	if (!path)
		return;
	rendering->fd = open(path,
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (rendering->fd < 0)
		events_fail_once(rendering);
}

static void events_keep(struct rendering *rendering, const struct line *line)
{
	if (rendering->fd < 0)
		return;
	if (write_all(rendering->fd, line->bytes, line->len) < 0)
		events_fail_once(rendering);
}

/*
 * Text of the CLI between its events (warnings) is printed without our mark. A
 * broken event may contain the agent's text, and gets the mark.
 */
static void render_print_text(const struct line *line, bool broken)
{
	struct str clean = STR_INIT;
	bool cut = line->len > TEXT_MAX_BYTES;

	text_clean(&clean, line->bytes, cut ? TEXT_MAX_BYTES : line->len);
	while (clean.len && clean.text[clean.len - 1] == '\n')
		clean.len--;
	if (clean.len && cut)
		str_add(&clean, "…");
	else if (clean.len)
		clean.text[clean.len] = '\0';
	if (clean.len && broken)
		render_words(clean.text);
	else if (clean.len)
		printf("%s\n", clean.text);
	str_clear(&clean);
}

static void render_print_line(
	struct rendering *rendering, const struct line *line)
{
	bool is_event = line->bytes[0] == '{';
	cJSON *event = NULL;

	if (line->piece) {
		if (line->first)
			printf("(an event larger than %zu MiB)\n",
				LINE_MAX_BYTES >> 20);
		return;
	}
	if (is_event)
		event = json_parse_event(
			line->bytes, line->len, LINE_MAX_BYTES + 1, NULL);
	if (event)
		rendering->reader->event(event);
	else
		render_print_text(line, is_event);
	cJSON_Delete(event);
	fflush(stdout);
}

static void render_ignore_signals(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP,
		SIGPIPE, SIGTSTP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
}

static int render_lines(struct rendering *rendering, struct err *err)
{
	struct lines lines;
	struct line line;
	int rc;

	lines_open(&lines, STDIN_FILENO, LINE_MAX_BYTES);
	while ((rc = lines_next(&lines, &line)) > 0) {
		events_keep(rendering, &line);
		render_print_line(rendering, &line);
	}
	if (rc < 0)
		err_sys(err, "cannot read events");
	lines_close(&lines);
	return rc;
}

static int render_run(struct call *call, struct err *err)
{
	const struct render_options *values = call->values;
	struct rendering rendering = { .reader = render_find(call->words[0]) };
	static char out[OUT_BYTES];
	int rc;

	if (!rendering.reader) {
		err_set(err, EXIT_WRONG_USE,
			"cannot render: '%s': unknown event format",
			call->words[0]);
		return err_hint(err, "claude or codex");
	}
	render_ignore_signals();
	/* The lines of an event are written together. */
	setvbuf(stdout, out, _IOFBF, sizeof(out));
	events_open(&rendering, values->events);
	rc = render_lines(&rendering, err);
	if (rendering.fd >= 0)
		close(rendering.fd);
	return rc;
}

const struct command command_render = {
	.name = "render",
	.usage = "PROFILE [--events FILE]",
	.summary =
		"for agents: print the JSON events on standard input as lines",
	.options = options,
	.values_size = sizeof(struct render_options),
	.min_words = 1,
	.max_words = 1,
	.run = render_run,
};
