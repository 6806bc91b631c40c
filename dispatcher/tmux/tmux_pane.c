/*
 * tmux_pane - capture a pane and type into it: see tmux.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "dispatcher/tmux/tmux_call.h"

/* `lines` are "PID %ID"; the answer is the pane whose PID is the keeper's. */
static bool pane_find(
	const char *lines, pid_t keeper, char pane[TMUX_PANE_SIZE])
{
	char start[32];
	size_t len;

	snprintf(start, sizeof(start), "%d %%", (int)keeper);
	while (*lines) {
		if (!strncmp(lines, start, strlen(start))) {
			lines += strlen(start);
			len = strspn(lines, "0123456789");
			if (!len || len + 2 > TMUX_PANE_SIZE)
				return false;
			snprintf(pane, TMUX_PANE_SIZE, "%%%.*s", (int)len,
				lines);
			return true;
		}
		lines += strcspn(lines, "\n");
		lines += *lines == '\n';
	}
	return false;
}

int tmux_pane(const struct config *config, const char *name, pid_t keeper,
	char pane[TMUX_PANE_SIZE], struct err *err)
{
	struct tmux_call call = { 0 };
	int rc;

	tmux_command(&call.argv, config);
	argv_add(&call.argv, "list-panes");
	argv_add(&call.argv, "-s");
	argv_add(&call.argv, "-t");
	argv_addf(&call.argv, "=%s:", name);
	argv_add(&call.argv, "-F");
	argv_add(&call.argv, "#{pane_pid} #{pane_id}");
	rc = tmux_call_run(&call, err);
	if (!rc && !pane_find(str_text(&call.child.out), keeper, pane))
		rc = err_set(err, EXIT_TRY_LATER,
			"cannot find the pane of '%s'", name);
	tmux_call_clear(&call);
	return rc;
}

int tmux_capture(const struct config *config, const char *pane, char **screen,
	char **title, struct err *err)
{
	const char *const ask[] = { "display-message", "-p", "-t", pane,
		"#{pane_title}", NULL };
	struct tmux_call call = { 0 };
	char *text, *last;
	int rc;

	tmux_command(&call.argv, config);
	argv_add(&call.argv, "capture-pane");
	argv_add(&call.argv, "-p");
	argv_add(&call.argv, "-t");
	argv_add(&call.argv, pane);
	tmux_add_command(&call.argv, ask);
	call.child.max_output = (size_t)1 << 20;
	rc = tmux_call_run(&call, err);
	if (!rc && !tmux_succeeded(&call.child))
		rc = err_set(
			err, EXIT_TRY_LATER, "cannot capture pane '%s'", pane);
	if (!rc) {
		text = mem_copy(str_text(&call.child.out));
		if (*text && text[strlen(text) - 1] == '\n')
			text[strlen(text) - 1] = '\0';
		last = strrchr(text, '\n');
		*title = mem_copy(last ? last + 1 : text);
		if (last)
			*last = '\0';
		*screen = text;
	}
	tmux_call_clear(&call);
	return rc;
}

int tmux_type(const struct config *config, const char *pane,
	const struct argv *keys, struct err *err)
{
	char *leave = mem_format("send-keys -t %s -X cancel", pane);
	struct tmux_call call = { 0 };
	int rc;

	/* In copy mode, keys would be commands of that mode. */
	tmux_command(&call.argv, config);
	argv_add(&call.argv, "if-shell");
	argv_add(&call.argv, "-F");
	argv_add(&call.argv, "-t");
	argv_add(&call.argv, pane);
	argv_add(&call.argv, "#{pane_in_mode}");
	argv_add(&call.argv, leave);
	argv_add(&call.argv, ";");
	argv_add(&call.argv, "send-keys");
	argv_add(&call.argv, "-t");
	argv_add(&call.argv, pane);
	argv_add(&call.argv, "--");
	for (size_t i = 0; i < keys->count; i++)
		tmux_add_data(&call.argv, keys->items[i]);
	rc = tmux_call_run(&call, err);
	if (!rc && !tmux_succeeded(&call.child))
		rc = err_set(err, EXIT_TRY_LATER, "cannot type into '%s': %.*s",
			pane, (int)strcspn(str_text(&call.child.errors), "\n"),
			str_text(&call.child.errors));
	tmux_call_clear(&call);
	free(leave);
	return rc;
}
