/*
 * reeve render - stands between an agent's events and the pane
 *
 * Each line goes into the events file as it came, before anything else:
 * people can do without a pretty pane, reeve cannot do without the events. So
 * nothing here ends it but the end of its input: no signal that was meant for
 * the agent, no full disk, no closed pane.
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

#define LINE_MAX_BYTES    ((size_t)8 << 20)
#define GARBAGE_MAX_BYTES ((size_t)4 << 10)
#define OUT_BYTES         ((size_t)64 << 10)

struct render_options {
	const char *events;
};

static const struct option_row options[] = {
	{ 0, "events", "FILE", OPTION_TEXT,
		offsetof(struct render_options, events),
		"keep the events in FILE, as they came" },
	{ 0 },
};

struct rendering {
	const struct render_reader *reader;
	const char *path; /* of the events file */
	int fd; /* -1: none */
	bool complained;
};

static void complain(struct rendering *rendering)
{
	struct err err = ERR_INIT;

	if (rendering->complained)
		return;
	rendering->complained = true;
	err_sys(&err, "cannot keep events: '%s'", rendering->path);
	fflush(stdout);
	log_err(&err);
}

static void open_events(struct rendering *rendering, const char *path)
{
	rendering->path = path;
	rendering->fd = -1;
	if (!path)
		return;
	rendering->fd = open(path,
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (rendering->fd < 0)
		complain(rendering);
}

static void keep(struct rendering *rendering, const struct line *line)
{
	if (rendering->fd < 0)
		return;
	if (write_all(rendering->fd, line->bytes, line->len) < 0)
		complain(rendering);
}

/*
 * Warnings and the like that a CLI writes among its events: its own words, and
 * not marked as ours. What was meant for an event can have the agent's in it.
 */
static void show_garbage(const struct line *line, bool broken)
{
	struct str clean = STR_INIT;
	bool cut = line->len > GARBAGE_MAX_BYTES;

	text_clean(&clean, line->bytes, cut ? GARBAGE_MAX_BYTES : line->len);
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

static void show(struct rendering *rendering, const struct line *line)
{
	bool is_event = line->bytes[0] == '{';
	cJSON *event = NULL;

	if (line->piece) {
		if (line->first)
			printf("(an event of over %zu MiB)\n",
				LINE_MAX_BYTES >> 20);
		return;
	}
	if (is_event)
		event = json_parse_event(
			line->bytes, line->len, LINE_MAX_BYTES + 1, NULL);
	if (event)
		rendering->reader->event(event);
	else
		show_garbage(line, is_event);
	cJSON_Delete(event);
	fflush(stdout);
}

static void ignore_signals(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP,
		SIGPIPE, SIGTSTP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
}

static int render_all(struct rendering *rendering, struct err *err)
{
	struct lines lines;
	struct line line;
	int rc;

	lines_open(&lines, STDIN_FILENO, LINE_MAX_BYTES);
	while ((rc = lines_next(&lines, &line)) > 0) {
		keep(rendering, &line);
		show(rendering, &line);
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
			"cannot render: '%s': no such kind of events",
			call->words[0]);
		return err_hint(err, "claude or codex");
	}
	ignore_signals();
	/* An event goes out whole: nothing comes in between its lines. */
	setvbuf(stdout, out, _IOFBF, sizeof(out));
	open_events(&rendering, values->events);
	rc = render_all(&rendering, err);
	if (rendering.fd >= 0)
		close(rendering.fd);
	return rc;
}

const struct command command_render = {
	.name = "render",
	.usage = "PROFILE [--events FILE]",
	.summary =
		"for agents: JSON events on standard input, as readable lines",
	.options = options,
	.values_size = sizeof(struct render_options),
	.min_words = 1,
	.max_words = 1,
	.run = render_run,
};
